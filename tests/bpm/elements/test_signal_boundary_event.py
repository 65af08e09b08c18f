"""Signal boundary event (BPMN 10.5.4): one signal reaches all of them."""

from tests.bpm.elements.playing import complete, expect, played

START = "start start-fork fork fork-a a fork-b b"


def test_one_that_does_not_interrupt_fires_again():
    player = played("signal_boundary_event")
    expect(player.line(), START, open="a b", waiting="a_told a_over b_over")
    expect(player.step({"signal": "the alarm"}), "a_told a_told-note note", open="a b note", waiting="a_told a_over b_over")
    expect(player.step({"signal": "alarm"}), "a_told a_told-note note", open="a b note note", waiting="a_told a_over b_over")


def test_interrupting_ones_cancel_every_activity_that_waits_for_it():
    player = played("signal_boundary_event")
    expect(player.step({"signal": "over"}), "a_over a_over-note note b_over b_over-note note", open="note note")


def test_of_an_activity_that_has_ended_nothing_is_left():
    player = played("signal_boundary_event")
    expect(complete(player, "a"), "a-end end", open="b", waiting="b_over")
    expect(player.step({"signal": "the alarm"}), "", open="b", waiting="b_over")
    expect(player.step({"signal": "over"}), "b_over b_over-note note", open="note")
