"""Functions over numbers and lists. What rounds rounds half to even, as the arithmetic does."""

from datetime import timedelta
from decimal import Decimal
from functools import reduce

from bpm.errors import EvaluationError
from bpm.language.names import Names
from bpm.language.operators import add, greater, less
from bpm.language.values import ARITHMETIC, bounded, decimal_of, is_number, kind_of, text_of

MAX_DIGITS = 300


def whole_number(value: object, *, of: str) -> int:
    if is_number(value) and (number := decimal_of(value)).is_finite() and number == number.to_integral_value():
        return int(number)
    raise EvaluationError(f"`{of}` needs a whole number and got {kind_of(value)}.")


def _items(values: tuple[object, ...], *, of: str) -> list[object]:
    """The values of `max(a, b)` as well as of `max(list)`."""
    items = list(values[0]) if len(values) == 1 and isinstance(values[0], list | tuple) else list(values)
    if any(item is None for item in items):
        raise EvaluationError(f"`{of}` met an entry without value.")
    return items


def length(_names: Names, value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, str | list | tuple | dict):
        return len(value)
    raise EvaluationError(f"`len` needs a text or a list and got {kind_of(value)}.")


def smallest(names: Names, *values: object) -> object:
    return _best(names, values, of="min")


def largest(names: Names, *values: object) -> object:
    return _best(names, values, of="max")


def _best(names: Names, values: tuple[object, ...], *, of: str) -> object:
    items = _items(values, of=of)
    if not items:
        raise EvaluationError(f"`{of}` met an empty list.")
    better = less if of == "min" else greater
    return reduce(lambda best, item: item if better(item, best, names.zone) else best, items)


def total(names: Names, *values: object) -> object:
    return reduce(lambda total, item: add(total, item, names.zone), _items(values, of="sum") or [0])


def absolute(_names: Names, value: object) -> object:
    if isinstance(value, int):
        return abs(value)
    if is_number(value):
        return ARITHMETIC.abs(decimal_of(value))
    if isinstance(value, timedelta):
        return abs(value)
    raise EvaluationError(f"`abs` needs a number and got {kind_of(value)}.")


def rounded(_names: Names, value: object, digits: object = 0) -> object:
    places = whole_number(digits, of="round")
    if not is_number(value) or not decimal_of(value).is_finite():
        raise EvaluationError(f"`round` needs a number and got {kind_of(value)}.")
    if not 0 <= places <= 30:  # more than the arithmetic keeps
        raise EvaluationError("`round` keeps between 0 and 30 digits behind the point.")
    if isinstance(value, int):
        return int(value)
    rounded = ARITHMETIC.quantize(decimal_of(value), Decimal(1).scaleb(-places))
    return rounded if places else int(rounded)


def integer(_names: Names, value: object) -> object:
    return bounded(int(_number(value, of="int")))


def exact(_names: Names, value: object) -> object:
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


def any_of(_names: Names, *values: object) -> bool:
    return any(_spread(values))


def all_of(_names: Names, *values: object) -> bool:
    return all(_spread(values))


def _spread(values: tuple[object, ...]) -> tuple[object, ...] | list[object]:
    return values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
