"""Send task (BPMN 10.3.3.1): its actions, then its message."""

from tests.bpm.elements.playing import expect, played


def test_it_acts_then_sends_and_passes():
    line = played("send_task").line()
    expect(line, "start start-tell tell tell-end end")
    assert [each["action"] for each in line["effects"]] == ["ticket-queue-set", "process-message"]
    sent = line["effects"][1]
    assert sent["params"] == {"name": "the order", "to": "parent", "pieces": 14, "text": "7 pieces"}
    assert (sent["element"], sent["outside"]) == ("tell", True)
