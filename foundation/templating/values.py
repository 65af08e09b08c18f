"""Values as they stand in texts: plain data only, moments in the reader's zone, nothing shown as `-`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

NOTHING = "-"
MAX_RENDERED = 200_000  # characters, of a value as of the whole


class Missing:
    """What a name stands for that nobody gave a value."""

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


class TooLong(Exception):
    """A value or the text itself grew beyond all use."""


@dataclass(frozen=True)
class Scope:
    """What a text is filled with, and for whose clock."""

    values: Mapping[str, Any]
    zone: tzinfo


def shown(value: Any, zone: tzinfo) -> str:
    """A value as people read it.

    Raises:
        TypeError: it is no plain value, which is a mistake of the program.
        TooLong: it is too long.
    """
    text = _shown(value, zone)
    if len(text) > MAX_RENDERED:
        raise TooLong
    return text


def _shown(value: Any, zone: tzinfo) -> str:
    if value is None or isinstance(value, Missing | Mapping):
        return NOTHING
    elif isinstance(value, list | tuple):
        return ", ".join(_shown(one, zone) for one in value)
    elif isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif isinstance(value, str | int | float | Decimal | date):
        return f"{value}"  # of a text that says of itself that it is safe, only the signs
    else:
        raise TypeError(f"A {type(value).__name__} cannot stand in a text; give plain values.")


def attribute(value: Any, name: str | int) -> Any:
    """What a mapping or list has there; nothing else has attributes."""
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list | tuple) and isinstance(name, int):
        return value[name] if -len(value) <= name < len(value) else MISSING
    return MISSING
