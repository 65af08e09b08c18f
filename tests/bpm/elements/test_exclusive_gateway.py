"""Exclusive gateway (BPMN 13.4.2): one way out, tokens through it one by one."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_incident, played


@pytest.mark.parametrize(
    "amount, way",
    [(5, "small"), (100, "small"), (101, "medium"), (5000, "large")],
    ids=["default", "not above", "first in the document", "first by lz:order"],
)
def test_the_first_flow_whose_condition_holds_is_taken(amount, way):
    player = played("exclusive_gateway", given={"amount": amount})
    expect(player.line(), f"start start-which which which-{way} {way}", open=way)
    expect(complete(player, way), f"{way}-joined joined joined-end end")


def test_a_condition_without_value_is_an_incident_and_no_false():
    player = played("exclusive_gateway")
    expect_incident(player.line(), "which", "amount")
    expect(
        player.step({"set": {"amount": 7}}) and player.step({"retry": "which"}), "start start-which which which-small small", open="small"
    )


def test_without_default_no_true_condition_is_an_incident_and_the_step_can_be_made_otherwise():
    player = played("exclusive_gateway_without_default")
    expect(player.line(), "start start-ask ask", open="ask")
    expect_incident(complete(player, "ask", amount=50), "which", "none of its conditions is true", open="ask")
    assert "amount" not in player.line()["variables"]
    expect(complete(player, "ask", amount=5), "ask-which which which-small small", open="small")


def test_tokens_are_not_joined():
    player = played("exclusive_gateway_merging")
    expect(player.line(), "start start-both both both-a a both-b b", open="a b")
    expect(complete(player, "b"), "b-merged merged merged-after after", open="a after")
    expect(complete(player, "a"), "a-merged merged merged-after after", open="after after")
    expect(complete(player, "after"), "after-end end", open="after")
    expect(complete(player, "after"), "after-end end")
