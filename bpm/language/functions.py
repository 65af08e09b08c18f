"""The functions of the language: a closed table, each with the number of values it takes.

A function gets the names of the evaluation (for the time, the zone and the groups) and its values. `None` reaches only the functions
that know what to do with it; for all others the evaluator names what has no value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any

import re2

from bpm.errors import EvaluationError
from bpm.language.names import Names
from bpm.language.operators import add, contained, greater, less
from bpm.language.values import ARITHMETIC, bounded, decimal_of, in_utc, is_number, kind_of, moment_of, text_of

MAX_PATTERN = 500
MAX_DIGITS = 300


@dataclass(frozen=True, slots=True)
class Function:
    run: Callable[..., object]
    least: int
    most: int
    takes_none: bool = False


def _text(value: object, *, of: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise EvaluationError(f"`{of}` needs a text and got {kind_of(value)}; `str(…)` makes one.")
    return value


def _items(values: tuple[object, ...], *, of: str) -> list[object]:
    """The values of `max(a, b)` as well as of `max(list)`."""
    items = list(values[0]) if len(values) == 1 and isinstance(values[0], list | tuple) else list(values)
    if any(item is None for item in items):
        raise EvaluationError(f"`{of}` met an entry without value.")
    return items


def _whole(value: object, *, of: str) -> int:
    if is_number(value) and (number := decimal_of(value)).is_finite() and number == number.to_integral_value():
        return int(number)
    raise EvaluationError(f"`{of}` needs a whole number and got {kind_of(value)}.")


# -- numbers and lists


def _len(_names: Names, value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, str | list | tuple | dict):
        return len(value)
    raise EvaluationError(f"`len` needs a text or a list and got {kind_of(value)}.")


def _min(names: Names, *values: object) -> object:
    return _best(names, values, of="min")


def _max(names: Names, *values: object) -> object:
    return _best(names, values, of="max")


def _best(names: Names, values: tuple[object, ...], *, of: str) -> object:
    items = _items(values, of=of)
    if not items:
        raise EvaluationError(f"`{of}` met an empty list.")
    better = less if of == "min" else greater
    return reduce(lambda best, item: item if better(item, best, names.zone) else best, items)


def _sum(names: Names, *values: object) -> object:
    return reduce(lambda total, item: add(total, item, names.zone), _items(values, of="sum") or [0])


def _abs(_names: Names, value: object) -> object:
    if isinstance(value, int):
        return abs(value)
    if is_number(value):
        return ARITHMETIC.abs(decimal_of(value))
    if isinstance(value, timedelta):
        return abs(value)
    raise EvaluationError(f"`abs` needs a number and got {kind_of(value)}.")


def _round(_names: Names, value: object, digits: object = 0) -> object:
    places = _whole(digits, of="round")
    if not is_number(value) or not decimal_of(value).is_finite():
        raise EvaluationError(f"`round` needs a number and got {kind_of(value)}.")
    if not 0 <= places <= 30:  # more than the arithmetic keeps
        raise EvaluationError("`round` keeps between 0 and 30 digits behind the point.")
    if isinstance(value, int):
        return int(value)
    rounded = ARITHMETIC.quantize(decimal_of(value), Decimal(1).scaleb(-places))
    return rounded if places else int(rounded)


def _int(_names: Names, value: object) -> object:
    return bounded(int(_number(value, of="int")))


def _decimal(_names: Names, value: object) -> object:
    return ARITHMETIC.plus(_number(value, of="decimal"))


def _number(value: object, *, of: str) -> Decimal:
    text = value.strip() if isinstance(value, str) else ""
    if not is_number(value) and not (text.isascii() and len(text) <= MAX_DIGITS):
        raise EvaluationError(f"`{of}` needs a number and got {kind_of(value)}.")
    try:
        number = ARITHMETIC.create_decimal(text) if text else decimal_of(value) if is_number(value) else None
    except ArithmeticError:
        number = None
    if number is None or not number.is_finite() or number.adjusted() > MAX_DIGITS:
        raise EvaluationError(f"`{of}` cannot make a number of {text_of(value)[:40]!r}.")
    return number


def _any_of(_names: Names, *values: object) -> bool:
    return any(_spread(values))


def _all_of(_names: Names, *values: object) -> bool:
    return all(_spread(values))


def _spread(values: tuple[object, ...]) -> tuple[object, ...] | list[object]:
    return values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values


# -- texts


def _str(_names: Names, value: object) -> object:
    return bounded(text_of(value))


def _lower(_names: Names, value: object) -> object:
    return bounded(_text(value, of="lower").lower())


def _upper(_names: Names, value: object) -> object:
    return bounded(_text(value, of="upper").upper())


def _strip(_names: Names, value: object) -> str:
    return _text(value, of="strip").strip()


def _contains(names: Names, whole: object, part: object) -> bool:
    return contained(part, whole, names.zone)


def _startswith(_names: Names, value: object, start: object) -> bool:
    return _text(value, of="startswith").startswith(_text(start, of="startswith"))


def _endswith(_names: Names, value: object, end: object) -> bool:
    return _text(value, of="endswith").endswith(_text(end, of="endswith"))


def _matches(_names: Names, value: object, pattern: object) -> bool:
    """Whether the pattern is found somewhere in the text; `^` and `$` tie it to the ends."""
    return compiled_pattern(_text(pattern, of="matches")).search(_text(value, of="matches")) is not None


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> Any:
    """A pattern for the linear-time engine, which has no back references and no look-around."""
    if len(pattern) > MAX_PATTERN:
        raise EvaluationError(f"A pattern has at most {MAX_PATTERN} characters.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise EvaluationError(f"{pattern[:60]!r} is not a pattern that `matches` understands.") from error


# -- times


def _today(names: Names) -> date:
    return names.now.astimezone(names.zone).date()


def _now(names: Names) -> datetime:
    return names.now


def _days(_names: Names, number: object) -> timedelta:
    return _length(number, unit="days")


def _hours(_names: Names, number: object) -> timedelta:
    return _length(number, unit="hours")


def _minutes(_names: Names, number: object) -> timedelta:
    return _length(number, unit="minutes")


def _length(number: object, *, unit: str) -> timedelta:
    if not is_number(number):
        raise EvaluationError(f"`{unit}` needs a number and got {kind_of(number)}.")
    return timedelta(**{unit: float(decimal_of(number))})


def _date(names: Names, *values: object) -> date:
    if len(values) > 1:
        return _calendar_day(values)
    if type(values[0]) is date:
        return values[0]
    return _time_of(values[0], names=names, of="date").astimezone(names.zone).date()


def _calendar_day(values: tuple[object, ...]) -> date:
    if len(values) != 3:  # year, month, day
        raise EvaluationError("`date` takes a text, a moment, or year, month and day.")
    year, month, day = (_whole(value, of="date") for value in values)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise EvaluationError("`date` got a day that is in no calendar.") from error


def _datetime(names: Names, value: object) -> datetime:
    return _time_of(value, names=names, of="datetime")


def _time_of(value: object, *, names: Names, of: str) -> datetime:
    moment = moment_of(value.strip() if isinstance(value, str) else value, zone=names.zone)
    if moment is None:
        raise EvaluationError(f"`{of}` needs a date such as '2026-01-31' and got {kind_of(value)}.")
    in_utc(moment)  # a moment at the edge of the calendar fails here and not where it is used
    return moment


# -- the rest


def _in_group(names: Names, group: object) -> bool:
    return bool(names.in_group(_text(group, of="in_group")))


def _coalesce(_names: Names, *values: object) -> object:
    return next((value for value in values if value is not None), None)


def _empty(_names: Names, value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and len(value) == 0)


FUNCTIONS: dict[str, Function] = {
    "len": Function(_len, 1, 1, takes_none=True),
    "min": Function(_min, 1, 100),
    "max": Function(_max, 1, 100),
    "sum": Function(_sum, 1, 100),
    "abs": Function(_abs, 1, 1),
    "round": Function(_round, 1, 2),
    "int": Function(_int, 1, 1),
    "decimal": Function(_decimal, 1, 1),
    "any_of": Function(_any_of, 1, 100, takes_none=True),
    "all_of": Function(_all_of, 1, 100, takes_none=True),
    "str": Function(_str, 1, 1, takes_none=True),
    "lower": Function(_lower, 1, 1, takes_none=True),
    "upper": Function(_upper, 1, 1, takes_none=True),
    "strip": Function(_strip, 1, 1, takes_none=True),
    "contains": Function(_contains, 2, 2, takes_none=True),
    "startswith": Function(_startswith, 2, 2, takes_none=True),
    "endswith": Function(_endswith, 2, 2, takes_none=True),
    "matches": Function(_matches, 2, 2, takes_none=True),
    "today": Function(_today, 0, 0),
    "now": Function(_now, 0, 0),
    "days": Function(_days, 1, 1),
    "hours": Function(_hours, 1, 1),
    "minutes": Function(_minutes, 1, 1),
    "date": Function(_date, 1, 3),
    "datetime": Function(_datetime, 1, 1),
    "in_group": Function(_in_group, 1, 1, takes_none=True),
    "coalesce": Function(_coalesce, 1, 100, takes_none=True),
    "empty": Function(_empty, 1, 1, takes_none=True),
}
