"""Standard loop (BPMN 10.3.7, 13.3.6): again while a condition holds."""

from tests.bpm.elements.playing import complete, expect, expect_incident, played


def test_the_condition_is_asked_after_each_round():
    player = played("standard_loop")
    expect(player.line(), "start start-work work", open="work@0")
    expect(complete(player, "work", again=True), "work", open="work@1")
    expect(complete(player, "work", again=False), "work-after after", open="after")


def test_the_maximum_ends_it():
    player = played("standard_loop", given={"again": True})
    complete(player, "work")
    expect(complete(player, "work"), "work", open="work@2")
    expect(complete(player, "work"), "work-after after", open="after")


def test_the_condition_may_be_asked_before_each_round():
    player = played("standard_loop_test_before")
    expect(player.line(), "start start-work work", open="work@0")
    expect(complete(player, "work"), "work", open="work@1")
    expect(complete(player, "work"), "work-after after", open="after")
    expect(played("standard_loop_test_before", given={"rounds": 0}).line(), "start start-work work-after after", open="after")


def test_a_condition_that_cannot_be_decided_is_an_incident():
    player = played("standard_loop_test_before")
    expect_incident(complete(player, "work", rounds=None), "work", "rounds", open="work@0")


def test_without_condition_it_is_done_as_often_as_the_maximum_says():
    player = played("standard_loop_maximum")
    expect(player.line(), "start start-each each begin begin-work work", open="work@0")
    expect(complete(player, "work"), "work-finish finish each begin begin-work work", open="work@1")
    expect(complete(player, "work"), "work-finish finish each-after after", open="after")
