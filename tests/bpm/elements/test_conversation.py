"""Conversation (BPMN 9.5): refused by name."""

from tests.bpm.elements.playing import read


def test_it_is_refused_by_name():
    (report,) = read("conversation")
    assert not report.deployable
    assert [each.note.rule for each in report.errors] == ["only-conversations"]
    assert "a conversation and no process" in report.errors[0].note.message
    refused = {each.id: each.telling[0].rule for each in report.elements if each.verdict == "refused"}
    assert refused == dict.fromkeys(["haggling", "buyer-haggling", "seller-haggling"], "conversation")
