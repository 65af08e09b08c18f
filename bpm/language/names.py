"""What an expression may ask of whoever evaluates it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Names(Protocol):
    """Gives the values of names; the only door from an expression to the world.

    `now` is aware and in UTC, `zone` is the zone in which a day begins and a time without zone is meant. A call gets a plain name
    (`amount`) or a name of a view (`ticket.queue`) and returns a plain value: text, number, truth value, date, moment, list, dict or
    `None` for a declared field that is empty. It raises `NoValue` for a name that has never been set. It changes nothing.
    """

    @property
    def now(self) -> datetime: ...

    @property
    def zone(self) -> ZoneInfo: ...

    def __call__(self, name: str, /) -> object: ...

    def in_group(self, group: str, /) -> bool: ...


class Overlay:
    """Names with some values laid over them: results of decisions, the input of a cell."""

    def __init__(self, below: Names, values: Mapping[str, object]) -> None:
        self.now = below.now
        self.zone = below.zone
        self.in_group = below.in_group
        self._below = below
        self._values = values

    def __call__(self, name: str, /) -> object:
        return self._values[name] if name in self._values else self._below(name)
