"""Message throw event (BPMN 10.5.4): sends and goes on."""

from tests.bpm.elements.playing import complete, expect, played


def test_it_acts_and_sends_and_goes_on_before_the_message_is_handed_over():
    player = played("message_throw_event")
    expect(player.line(), "start start-fork fork fork-a a fork-hears hears", open="a", waiting="hears")
    line = complete(player, "a")
    expect(line, "a-sends sends sends-b b hears-c c", open="b c")
    assert (line["variables"], line["ticket"]["queue"]) == ({"amount": 10}, "Second")
    assert [each["action"] for each in line["effects"]] == ["ticket-queue-set"]


def test_a_message_for_others_is_listed():
    player = played("message_throw_event")
    complete(player, "a")
    line = complete(player, "b")
    expect(line, "b-away away away-end end", open="c")
    assert line["effects"] == [{"action": "process-message", "element": "away", "params": {"name": "far", "to": "parent"}, "outside": True}]


def test_a_message_nobody_waits_for_yet_is_kept():
    player = played("message_throw_event_early")
    expect(player.line(), "start start-sends sends sends-a a", open="a")
    expect(complete(player, "a"), "a-hears hears hears-end end")
