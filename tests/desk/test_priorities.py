"""Priorities: the name carries the number they are ordered by."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.priorities import Priority, priorities
from foundation.db import db
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_priority

pytestmark = pytest.mark.usefixtures("work")


def test_they_are_ordered_by_the_number_in_the_name() -> None:
    for name in ("10 at once", "3 normal", "1 very low", "2 low"):
        a_priority(name)
    Priority.named("2 low").change(actor=SYSTEM, name="7 low")
    Priority.named("1 very low").change(actor=SYSTEM, validity="invalid")
    assert [priority.name for priority in db.session.scalars(priorities())] == ["3 normal", "7 low", "10 at once"]


@pytest.mark.parametrize("name", ["normal", "3", "3normal", "-1 low", " ", "1234 high", ""])
def test_a_name_without_number_is_refused(name: str) -> None:
    assert list(problems_of_creating(Priority, name=name)) == ["name"]
    assert list(problems_of_changing(a_priority(), name=name)) == ["name"]
    assert a_priority().number == 3


def test_the_number_is_that_of_the_name() -> None:
    assert problems_of_changing(a_priority(), number=4) == {"number": "It follows from the name, and is 3."}


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#GG0000", "", None, 5, "url(x)", "#123456;x"])
def test_only_colours_are_colours(colour: Any) -> None:
    assert "no colour" in problems_of_creating(Priority, name="3 normal", colour=colour)["colour"]


def test_a_colour_is_kept_in_small_letters() -> None:
    assert a_priority(colour="#FF505E").colour == "#ff505e"
