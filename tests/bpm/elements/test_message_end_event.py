"""Message end event (BPMN 10.5.3)."""

from tests.bpm.elements.playing import complete, expect, played


def test_its_message_reaches_a_catch_of_the_instance_and_carries_values():
    player = played("message_end_event")
    expect(player.line(), "start start-fork fork fork-a a fork-caught caught", open="a", waiting="caught")
    line = complete(player, "a")
    expect(line, "a-tells tells caught-after after", open="after")
    assert (line["variables"], line["effects"]) == ({"amount": 30}, [])


def test_a_message_for_others_is_listed():
    player = played("message_end_event")
    complete(player, "a")
    line = complete(player, "after")
    expect(line, "after-far far")
    assert line["effects"] == [
        {"action": "process-message", "element": "far", "params": {"name": "outside", "to": "children"}, "outside": True}
    ]
