"""Signal end event (BPMN 10.5.3): reaches everyone who waits."""

from tests.bpm.elements.playing import complete, expect, played


def test_everyone_who_waits_is_woken():
    player = played("signal_end_event")
    expect(player.line(), "start start-fork fork fork-a a fork-one one fork-two two", open="a", waiting="one two")
    expect(complete(player, "a"), "a-calls calls one-after after two-after after", open="after after")


def test_nobody_waits_any_more():
    player = played("signal_end_event")
    expect(player.step({"signal": "over"}), "one-after after two-after after", open="a after after")
    expect(complete(player, "a"), "a-calls calls", open="after after")
