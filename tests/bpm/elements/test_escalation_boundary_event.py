"""Escalation boundary event (BPMN 10.5.4, 10.5.6): only an interrupting one cancels."""

from tests.bpm.elements.playing import complete, expect, played


def test_one_that_does_not_interrupt_hears_it_beside_the_activity():
    player = played("escalation_boundary_event")
    expect(player.line(), "start start-part part begin begin-split split split-a a split-b b split-c c", open="a b c")
    expect(complete(player, "a"), "a-calls calls calls-finish finish heard heard-look look", open="b c look")


def test_an_interrupting_one_cancels_everything_inside():
    player = played("escalation_boundary_event")
    expect(complete(player, "b"), "b-shouts shouts stopped stopped-clear clear", open="clear")


def test_an_escalation_is_heard_through_two_call_activities():
    player = played("escalation_boundary_event_through_calls", adapted="middle deepest")
    expect(player.line(), "start start-outer outer m_start m_start-inner inner d_start d_start-d_work d_work", open="d_work")
    expect(complete(player, "d_work"), "d_work-d_calls d_calls d_calls-d_more d_more heard heard-look look", open="d_more look")
    expect(complete(player, "d_more"), "d_more-d_end d_end inner-m_end m_end outer-end end", open="look")
