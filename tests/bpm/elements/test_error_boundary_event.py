"""Error boundary event (BPMN 10.5.4, 10.5.6): cancels its activity; the code itself before a catch-all."""

import pytest

from tests.bpm.elements.playing import complete, expect, played


@pytest.mark.parametrize(
    "activity, way, then",
    [("a", "a-breaks breaks one one-mend mend", "mend"), ("b", "b-loses loses any any-search search", "search")],
    ids=["by its code", "catch-all"],
)
def test_the_error_is_caught_and_everything_inside_is_cancelled(activity, way, then):
    player = played("error_boundary_event")
    expect(player.line(), "start start-part part begin begin-split split split-a a split-b b split-c c", open="a b c")
    expect(complete(player, activity), way, open=then)
    expect(complete(player, then), f"{then}-end end")


def test_an_activity_that_ends_without_error_leaves_as_usual():
    player = played("error_boundary_event")
    expect(complete(player, "c"), "c-finish finish", open="a b")


def test_an_error_is_caught_through_two_call_activities():
    player = played("error_boundary_event_through_calls", adapted="middle deepest")
    way = "start start-outer outer m_start m_start-m_fork m_fork m_fork-m_beside m_beside m_fork-inner inner d_start d_start-d_work d_work"
    expect(player.line(), way, open="m_beside d_work")
    assert [each["in"] for each in player.line()["open"]] == [["outer"], ["outer", "inner"]]
    expect(complete(player, "d_work"), "d_work-d_breaks d_breaks caught caught-mend mend", open="mend")
    expect(complete(player, "mend"), "mend-end end")
