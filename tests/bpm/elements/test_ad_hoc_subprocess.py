"""Ad-hoc subprocess (BPMN 10.3.5, 13.3.5): no order but that of the people, or one after the other; a condition may end it."""

from tests.bpm.elements.playing import complete, expect, played


def test_everything_no_flow_leads_to_is_open_at_once_and_it_ends_with_its_last_token():
    player = played("ad_hoc_subprocess")
    expect(player.line(), "start start-part part a b c", open="a b c")
    expect(complete(player, "c"), "", open="a b")
    expect(complete(player, "a"), "a-a2 a2", open="b a2")
    expect(complete(player, "b"), "", open="a2")
    expect(complete(player, "a2"), "part-after after", open="after")


def test_the_completion_condition_ends_it_and_cancels_what_remains():
    player = played("ad_hoc_subprocess")
    expect(complete(player, "a", enough=True), "part-after after", open="after")


def test_what_remains_may_be_kept_and_nothing_new_is_begun():
    player = played("ad_hoc_subprocess_keeping")
    expect(complete(player, "b", enough=True), "", open="a c")
    expect(complete(player, "a", enough=False), "", open="c")
    expect(complete(player, "c"), "part-after after", open="after")


def test_sequentially_the_next_begins_when_nothing_is_left():
    player = played("ad_hoc_subprocess_sequential")
    expect(player.line(), "start start-part part a", open="a")
    expect(complete(player, "a"), "a-a2 a2", open="a2")
    expect(complete(player, "a2"), "b", open="b")
    expect(complete(player, "b"), "c", open="c")
    expect(complete(player, "c"), "part-after after", open="after")


def test_sequentially_the_completion_condition_leaves_the_rest_out():
    player = played("ad_hoc_subprocess_sequential")
    complete(player, "a")
    expect(complete(player, "a2", enough=True), "part-after after", open="after")
