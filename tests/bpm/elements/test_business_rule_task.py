"""Business-rule task (BPMN 10.3.3.1): a decision of a DMN file (DMN 8), each hit policy."""

from typing import Any

import pytest

from tests.bpm.elements.playing import expect, expect_incident, played

DMN = ("business_rule_task.dmn",)


def decided(policy: str, **given: Any) -> Any:
    """The variables after the decision of this name."""
    line = played("business_rule_task", others=DMN, given={"policy": policy, **given}).line()
    expect(line, f"start start-which which which-{policy} {policy} {policy}-end end")
    return next(line["variables"][name] for name in ("answer", "several", "figure") if name in line["variables"])


@pytest.mark.parametrize(
    "amount, region, answer",
    [
        (9, "north", "small"),
        (10, "north", "medium at home"),
        (99.99, "south", "medium at home"),
        (50, "east", "medium abroad"),
        (100, "east", "large"),
    ],
)
def test_unique_with_ranges_lists_and_not(amount, region, answer):
    assert decided("unique", amount=amount, region=region) == answer


@pytest.mark.parametrize("amount, answer", [(11, "more than ten"), (6, "more than five"), (5, "few")])
def test_first(amount, answer):
    assert decided("first", amount=amount) == answer


def test_any_with_equal_answers():
    assert decided("any", amount=11, region="north") == "yes"


def test_any_with_different_answers_is_an_incident():
    player = played("business_rule_task", others=DMN, given={"policy": "any", "amount": -1, "region": "north"})
    expect_incident(player.line(), "any", "the decision any")


@pytest.mark.parametrize("amount, answer", [(11, "low"), (16, "middle"), (21, "high")])
def test_priority(amount, answer):
    assert decided("priority", amount=amount) == answer


def test_rule_order():
    assert decided("rule_order", amount=30) == ["low", "high", "middle"]


def test_output_order():
    assert decided("output_order", amount=30) == ["high", "middle", "low"]


@pytest.mark.parametrize(
    "policy, result", [("collect", [3, 5, 4]), ("collect_sum", 12), ("collect_min", 3), ("collect_max", 5), ("collect_count", 3)]
)
def test_collect(policy, result):
    assert decided(policy, amount=30) == result


@pytest.mark.parametrize(
    "day, answer",
    [("2026-01-31", "soon"), ("2026-02-01", "this year"), ("2026-12-31", "this year"), ("2027-01-01", "later"), (None, "never")],
)
def test_dates(day, answer):
    assert decided("dates", due_on=day) == answer


def test_no_rule_that_matches_gives_no_value():
    player = played("business_rule_task", others=DMN, given={"policy": "collect_max", "amount": 1})
    expect(player.line(), "start start-which which which-collect_max collect_max collect_max-end end")
    assert player.line()["variables"]["figure"] is None


def test_a_name_without_value_is_an_incident():
    player = played("business_rule_task", others=DMN, given={"policy": "first"})
    expect_incident(player.line(), "first", "amount")


def test_several_outputs_set_the_names_they_are_called_and_actions_run_first():
    line = played("business_rule_task_several_outputs", others=DMN, given={"amount": 12}).line()
    expect(line, "start start-decide decide decide-end end")
    assert line["variables"] == {"amount": 12, "rate": 1.5, "label": "dear"}
    assert line["ticket"]["queue"] == "Second"
