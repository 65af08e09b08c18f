"""Escalation throw event (BPMN 10.5.4): looks for a handler; only an interrupting one ends the thrower."""

from tests.bpm.elements.playing import complete, expect, played


def test_it_goes_on_before_a_handler_that_does_not_interrupt():
    player = played("escalation_throw_event")
    expect(player.line(), "start start-part part begin begin-a a", open="a")
    expect(complete(player, "a"), "a-calls calls calls-b b heard heard-look look", open="b look")


def test_it_ends_with_the_activity_that_a_handler_interrupts():
    player = played("escalation_throw_event")
    complete(player, "a")
    expect(complete(player, "b"), "b-shouts shouts stopped stopped-look look", open="look look")
    expect(complete(player, "look"), "look-end end", open="look")
    expect(complete(player, "look"), "look-end end")
