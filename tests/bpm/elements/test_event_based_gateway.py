"""Event-based gateway (BPMN 13.4.4): the first event behind it wins."""

from datetime import timedelta

import pytest

from bpm.player import CLOCK
from tests.bpm.elements.playing import complete, expect, expect_refused, played

AWAITED = "answered late stopped hurried told"


def test_all_events_behind_it_are_awaited():
    line = played("event_based_gateway").line()
    expect(line, "start start-first first", waiting=AWAITED)
    assert [each["for"] for each in line["waiting"]] == ["answer", "2026-01-05T11:00:00Z", "closed", "urgent", "answer"]
    assert [each["type"] for each in line["waiting"]] == [*["intermediateCatchEvent"] * 4, "receiveTask"]


@pytest.mark.parametrize(
    "step, winner",
    [
        ({"message": "answer"}, "answered"),
        ({"advance": "PT2H"}, "late"),
        ({"signal": "closed"}, "stopped"),
        ({"set": {"urgent": True}}, "hurried"),
    ],
    ids=["the oldest of two messages", "timer", "signal", "condition"],
)
def test_the_first_event_decides(step, winner):
    player = played("event_based_gateway")
    expect(player.step(step), f"first-{winner} {winner} {winner}-after after", open="after")
    expect(player.step({"advance": "P1D"}), "", open="after")
    expect(complete(player, "after"), "after-end end")


def test_what_comes_too_early_or_to_nobody_decides_nothing():
    player = played("event_based_gateway")
    expect(player.step({"advance": "PT119M"}), "", waiting=AWAITED)
    expect(player.step({"signal": "another"}), "", waiting=AWAITED)
    expect(player.step({"message": "another"}), "", waiting=AWAITED)
    expect_refused(complete(player, "told"), "not open")


def test_a_condition_that_is_true_on_arrival_wins_at_once():
    player = played("event_based_gateway", given={"urgent": True}, clock=CLOCK + timedelta(days=1))
    expect(player.line(), "start start-first first first-hurried hurried hurried-after after", open="after")


def test_without_a_start_event_it_begins_the_process():
    player = played("event_based_gateway_instantiating", adapted="event_based_gateway_instantiating")
    expect(player.line(), "first", waiting="ordered asked")
    expect(player.step({"message": "question"}), "first-asked asked asked-work work", open="work")


def test_a_parallel_one_awaits_all_and_each_goes_on_for_itself():
    player = played("event_based_gateway_parallel", adapted="event_based_gateway_parallel")
    expect(player.line(), "all", waiting="ordered asked")
    expect(player.step({"message": "question"}), "all-asked asked asked-joined joined", waiting="ordered")
    expect(player.step({"message": "question"}), "", waiting="ordered")
    expect(player.step({"message": "order"}), "all-ordered ordered ordered-joined joined joined-work work", open="work")
