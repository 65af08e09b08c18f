"""Inclusive gateway (BPMN 13.4.3): every way that holds; joined when nothing more can come."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, played


def test_every_flow_whose_condition_holds_is_taken_and_all_of_them_are_joined():
    player = played("inclusive_gateway", given={"wants_a": True, "wants_b": True})
    expect(player.line(), "start start-split split split-a a split-b b", open="a b")
    expect(complete(player, "b"), "b-join join", open="a")
    expect(complete(player, "a"), "a-join join join-after after", open="after")
    expect(complete(player, "after"), "after-end end")


@pytest.mark.parametrize("wish, way", [({"wants_b": True}, "b"), ({}, "c")], ids=["only one", "default"])
def test_one_token_is_not_kept_waiting(wish, way):
    player = played("inclusive_gateway", given=wish)
    expect(player.line(), f"start start-split split split-{way} {way}", open=way)
    expect(complete(player, way), f"{way}-join join join-after after", open="after")


def test_without_default_no_true_condition_is_an_incident():
    player = played("inclusive_gateway_without_default")
    expect_incident(complete(player, "ask"), "split", "none of its conditions is true", open="ask")
    expect(complete(player, "ask", wants_a=True, queue="Second"), "ask-split split split-a a split-b b", open="a b")


def test_a_join_waits_for_a_token_upstream_and_no_longer():
    player = played("inclusive_gateway_upstream")
    expect(complete(player, "a"), "a-join join", open="b")
    expect(complete(player, "b", goes=True), "b-where where where-c c", open="c")
    expect(complete(player, "c"), "c-join join join-after after", open="after")


def test_a_join_goes_on_when_the_token_upstream_turns_aside():
    player = played("inclusive_gateway_upstream")
    complete(player, "a")
    expect(complete(player, "b", goes=False), "b-where where where-aside aside join-after after", open="aside after")
    expect(complete(player, "aside"), "aside-elsewhere elsewhere", open="after")
    expect(complete(player, "after"), "after-end end")
