"""Conditional boundary event (BPMN 10.5.4): fires when its condition becomes true, again when it has been false in between."""

from tests.bpm.elements.playing import complete, expect, played


def test_one_that_does_not_interrupt_fires_again_after_it_was_false():
    player = played("conditional_boundary_event")
    expect(player.line(), "start start-work work", open="work", waiting="grown burst")
    expect(player.step({"set": {"size": 11}}), "grown grown-note note", open="work note", waiting="grown burst")
    expect(player.step({"set": {"size": 12}}), "", open="work note", waiting="grown burst")
    expect(player.step({"set": {"size": 1}}), "", open="work note", waiting="grown burst")
    expect(player.step({"set": {"size": 13}}), "grown grown-note note", open="work note note", waiting="grown burst")


def test_an_interrupting_one_cancels_the_activity():
    player = played("conditional_boundary_event")
    player.step({"set": {"size": 11}})
    expect(player.step({"set": {"size": 101}}), "burst burst-clear clear", open="note clear")


def test_a_condition_that_is_true_from_the_beginning_fires_at_once():
    way = "start start-work work grown grown-note note burst burst-clear clear"
    expect(played("conditional_boundary_event", given={"size": 200}).line(), way, open="note clear")


def test_a_change_made_with_the_activity_comes_too_late():
    expect(complete(played("conditional_boundary_event"), "work", size=200), "work-end end")
