"""Which type of state counts as open, finished and pending, and for whom."""

import pytest

from desk.state_types import StateType


def test_there_are_the_seven_of_otrs() -> None:
    assert [kind.value for kind in StateType] == ["new", "open", "closed", "pending reminder", "pending auto", "removed", "merged"]


@pytest.mark.parametrize(
    ("name", "is_open", "is_pending", "agents", "customers"),
    [
        ("new", True, False, True, True),
        ("open", True, False, True, True),
        ("closed", False, False, False, False),
        ("pending reminder", True, True, True, True),
        ("pending auto", True, True, False, True),
        ("removed", False, False, False, False),
        ("merged", False, False, False, False),
    ],
)
def test_what_a_type_means(name: str, is_open: bool, is_pending: bool, agents: bool, customers: bool) -> None:
    kind = StateType(name)
    assert (kind.is_open, kind.is_pending, kind.agents_see_as_open, kind.customers_see_as_open) == (is_open, is_pending, agents, customers)
    assert kind.is_finished is not is_open
