"""Embedded subprocess (BPMN 10.3.5, 13.3.4): a scope with its own beginning and its own variables."""

from tests.bpm.elements.playing import complete, expect, played

ADAPTED = "part empty bare"


def test_it_begins_at_all_its_none_start_events_and_ends_with_its_last_token():
    player = played("subprocess", adapted=ADAPTED)
    line = player.line()
    expect(line, "start start-part part one one-a a two two-b b", open="a b")
    assert [each["in"] for each in line["open"]] == [["part"], ["part"]]
    expect(complete(player, "b"), "b-finish finish", open="a")
    expect(complete(player, "a"), "a-finish finish part-empty empty empty-bare bare c d", open="c d")


def test_without_start_event_it_begins_where_no_flow_leads_to_and_without_anything_it_passes():
    player = played("subprocess", adapted=ADAPTED)
    complete(player, "a")
    complete(player, "b")
    expect(complete(player, "d"), "", open="c")
    expect(complete(player, "c"), "c-stop stop bare-after after", open="after")


def test_its_variables_live_as_long_as_it():
    player = played("subprocess", adapted=ADAPTED)
    assert complete(player, "a", own=7, shared=2)["variables"] == {"shared": 2, "own": 7}
    assert complete(player, "b")["variables"] == {"shared": 2}
