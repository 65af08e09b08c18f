"""Timer start event (BPMN 10.5.2): runs from the beginning of the play."""

import pytest

from tests.bpm.elements.playing import expect, played


def test_it_waits_for_its_time():
    line = played("timer_start_event").line()
    expect(line, "", waiting="monthly soon")
    assert [each["for"] for each in line["waiting"]] == ["2026-02-01T08:00:00Z", "2026-01-05T10:00:00Z"]


@pytest.mark.parametrize("step", [{"advance": "PT1H"}, {"advance": "P1Y"}, {"until": "2026-02-01T08:00Z"}])
def test_what_is_due_first_begins_the_process_once(step):
    player = played("timer_start_event")
    expect(player.step(step), "soon soon-work work", open="work")
    expect(player.step({"advance": "P1Y"}), "", open="work")


def test_too_early_nothing_begins_and_it_may_be_chosen():
    player = played("timer_start_event")
    expect(player.step({"advance": "PT59M"}), "", waiting="monthly soon")
    expect(player.step({"start": "monthly"}), "monthly monthly-work work", open="work")
