"""Filters: by what tickets are found, one registered name each; each file a group of them.

    filters.register("state")(Named(State, "state_id"))

Values come as JSON holds them, since searches are stored: texts, numbers, lists of them, true and false, `{"from": …, "until": …}`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select

from desk.actors import Actor
from desk.fields.search import problem_of_wanted
from desk.fields.texts import shown
from foundation.keyset import LARGEST
from foundation.registry import Registry


class NoSuchValue(ValueError):
    """A value that a filter cannot take; the message is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The circumstances of a search: who asks, when, and the ids of what the value of this filter names."""

    actor: Actor
    at: datetime
    found: Mapping[str, int]


class Filter(ABC):
    """One attribute by which tickets are found; `for_customers`: also by customer users, who are told less about tickets."""

    for_customers: bool = False

    def lookup(self, value: Any, actor: Actor) -> Select[int, str] | None:  # noqa: ARG002 - most filters name nothing
        """What the value names: ids and names; asked for all filters at once.

        Raises:
            NoSuchValue: the value is of no use here.
        """
        return None

    @abstractmethod
    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        """Which tickets fit.

        Raises:
            NoSuchValue: the value is of no use here, or names what does not exist.
        """


filters: Final[Registry[Filter]] = Registry("filter of tickets", package="processes.tickets.filters")


def listed(value: Any) -> list[Any]:
    """One value, or several of which any is enough."""
    found = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    if not found:
        raise NoSuchValue("At least one value is needed.")
    return found


def is_text(value: Any) -> bool:
    """Whether it is a text that databases keep."""
    return isinstance(value, str) and "\0" not in value and value.isprintable()


def is_id(value: Any) -> bool:
    """Whether it can be the id of something."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def texts(value: Any) -> list[str]:
    """Texts alone."""
    for each in listed(value):
        if not is_text(each):
            raise NoSuchValue(f"{shown(each)} is no text to look for.")
        if problem := problem_of_wanted(each):
            raise NoSuchValue(problem)
    return listed(value)


def truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise NoSuchValue(f"{value!r} is neither true nor false.")
    return value
