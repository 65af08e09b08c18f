"""Conditional start event (BPMN 10.5.2): begins when a change makes its condition true."""

import pytest

from tests.bpm.elements.playing import expect, played


def test_it_shows_its_condition():
    line = played("conditional_start_event").line()
    expect(line, "", waiting="grown moved")
    assert [each["for"] for each in line["waiting"]] == ["size > 10", "queue == 'Second'"]


@pytest.mark.parametrize("change, event", [({"size": 11}, "grown"), ({"queue": "Second"}, "moved")])
def test_a_change_that_makes_the_condition_true_begins_the_process(change, event):
    player = played("conditional_start_event")
    expect(player.step({"set": change}), f"{event} {event}-work work", open="work")
    expect(player.step({"set": {"size": 12, "queue": "Second"}}), "", open="work")


def test_any_other_change_begins_nothing():
    player = played("conditional_start_event")
    expect(player.step({"set": {"size": 10, "queue": "Third"}}), "", waiting="grown moved")
