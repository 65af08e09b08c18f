"""None start event (BPMN 10.5.2): begins at once, or by its start dialog."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_refused, played


def test_with_a_dialog_it_waits_to_be_chosen():
    line = played("none_start_event").line()
    expect(line, "", open="start", waiting="called")
    assert line["open"] == [{"id": "start", "name": "Apply here", "type": "startEvent", "at": None, "in": [], "dialogs": ["apply"]}]


@pytest.mark.parametrize("named", ["start", "Apply here"], ids=["by id", "by name"])
def test_its_dialog_begins_the_process_and_fills_the_ticket(named):
    player = played("none_start_event")
    line = complete(player, named, reason="rest")
    expect(line, "start start-work work", open="work")
    assert (line["ticket"]["title"], line["ticket"]["queue"], line["ticket"]["reason"]) == ("For rest", "Second", "rest")
    expect(complete(player, "work"), "work-end end")


@pytest.mark.parametrize("step, way", [({"start": "start"}, "start"), ({"message": "call"}, "called")], ids=["chosen", "message"])
def test_another_way_to_begin(step, way):
    expect(played("none_start_event").step(step), f"{way} {way}-work work", open="work")


def test_before_it_has_begun_nothing_else_is_possible_and_afterwards_it_does_not_begin_again():
    player = played("none_start_event")
    expect_refused(complete(player, "start"), "reason must be filled in")
    expect_refused(complete(player, "work"), "work")
    expect_refused(player.step({"start": "nowhere"}), "no start event 'nowhere'")
    player.step({"start": "start"})
    expect_refused(player.step({"start": "start"}), "started already")
