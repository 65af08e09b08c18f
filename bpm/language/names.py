"""What an expression may ask of whoever evaluates it."""

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
