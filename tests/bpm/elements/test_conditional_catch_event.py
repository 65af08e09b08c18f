"""Conditional catch event (BPMN 10.5.4): goes on when its condition is or becomes true."""

from tests.bpm.elements.playing import complete, expect, played

START = "start start-fork fork fork-grown grown fork-counted counted fork-work work"


def test_a_change_of_the_ticket_is_looked_at():
    player = played("conditional_catch_event")
    expect(player.line(), START, open="work", waiting="grown counted")
    assert [each["for"] for each in player.line()["waiting"]] == ["size > 10", "amount == 2"]
    expect(player.step({"set": {"size": 10}}), "", open="work", waiting="grown counted")
    expect(player.step({"set": {"size": 11}}), "grown-after after", open="work after", waiting="counted")


def test_a_change_in_the_same_step_is_looked_at_when_nothing_moves():
    player = played("conditional_catch_event")
    expect(complete(player, "work"), "work-twice twice twice-end end counted-after after", open="after", waiting="grown")


def test_a_condition_that_is_true_on_arrival_lets_it_pass_in_the_same_step():
    player = played("conditional_catch_event", given={"size": 11, "amount": 2})
    expect(player.line(), f"{START} grown-after after counted-after after", open="work after after")
