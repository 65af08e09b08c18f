"""Choreography (BPMN 11): refused by name, also beside a process."""

from tests.bpm.elements.playing import read


def test_it_is_refused_by_name():
    (report,) = read("choreography")
    refused = {each.id: each.telling[0].rule for each in report.elements if each.verdict == "refused"}
    assert not report.deployable
    assert refused == dict.fromkeys(["ordering", "start", "start-order", "order", "order-end", "end"], "choreography")
    assert {each.id: each.type for each in report.elements}["order"] == "choreographyTask"
