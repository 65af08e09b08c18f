"""Texts of a model or a JSON line as values of a declared type, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bpm.errors import BpmError
from bpm.sentences import Sentence

UNTYPED = "any"  # a data object may hold anything
KINDS = {
    "integer": Sentence("a whole number"),
    "decimal": Sentence("a number"),
    "boolean": Sentence("true or false"),
    "checkbox": Sentence("true or false"),
    "date": Sentence("a date (2026-01-31)"),
    "datetime": Sentence("a moment (2026-01-31T09:00)"),
    "list": Sentence("a list"),
    "multiselect": Sentence("a list of keys"),
    "dropdown": Sentence("a key"),
}
_TEXT = Sentence("a text")


def from_text(text: str, kind: str) -> Any:
    """The value a default in a model stands for.

    Raises:
        BpmError: the text does not fit the type.
    """
    if kind in ("list", "multiselect"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind in ("boolean", "checkbox") and text.strip().lower() in ("true", "1", "false", "0"):
        return text.strip().lower() in ("true", "1")
    if kind == "integer" and text.strip().lstrip("+-").isdigit():
        return int(text)
    return typed(text, kind)


def typed(value: Any, kind: str) -> Any:
    """A JSON value as a value of a type; None stays None.

    Raises:
        BpmError: it does not fit.
    """
    if value is None or kind == UNTYPED:
        return value
    try:
        return _READERS.get(kind, _as_text)(value)
    except (ValueError, InvalidOperation, TypeError):
        raise BpmError(Sentence("{value} is not {meant}.", value=repr(value), meant=KINDS.get(kind, _TEXT))) from None


def fitting(value: Any, kind: str) -> Any:
    """A value from outside as a variable of a type takes it.

    Raises:
        BpmError: it does not fit.
    """
    return from_text(value, kind) if isinstance(value, str) else typed(value, kind)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates as ISO 8601, decimals as numbers."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _as_text(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        raise TypeError
    return value if isinstance(value, str) else str(plain(value))


def _as_integer(value: Any) -> int:
    if isinstance(value, bool) or (not isinstance(value, str) and value != int(value)):
        raise ValueError
    return int(value)


def _as_decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError
    return number


def _as_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _as_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)


def _as_moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise TypeError
    return list(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "integer": _as_integer,
    "decimal": _as_decimal,
    "boolean": _as_boolean,
    "checkbox": _as_boolean,
    "date": _as_date,
    "datetime": _as_moment,
    "list": _as_list,
    "multiselect": _as_list,
}
