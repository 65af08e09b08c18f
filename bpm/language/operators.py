"""What `+ - * / // % **`, the comparisons and `in` do, for every pair of values, within limits.

Each operator takes two values and the zone in which a day begins. Whatever does not fit together is an `EvaluationError` that says what
met what; no operator reaches a method of a value.
"""

import ast
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, NoReturn, cast
from zoneinfo import ZoneInfo

from bpm.errors import EvaluationError
from bpm.language.values import ARITHMETIC, MAX_BITS, bounded, decimal_of, in_utc, is_number, kind_of, moment_of

Operator = Callable[[object, object, ZoneInfo], object]
_ALIKE = frozenset({int, str, bool, Decimal})
MAX_POWER = 1_000


def _mismatch(sign: str, left: object, right: object) -> NoReturn:
    raise EvaluationError(f"{kind_of(left).capitalize()} and {kind_of(right)} do not fit together with `{sign}`.")


# -- arithmetic


def add(left: object, right: object, zone: ZoneInfo) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left + right)
    if is_number(left) and is_number(right):
        return ARITHMETIC.add(decimal_of(left), decimal_of(right))
    if isinstance(left, str) and isinstance(right, str):
        return bounded(left + right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return bounded([*left, *right])
    if isinstance(left, timedelta):
        left, right = right, left
    if isinstance(right, timedelta):
        return _later(left, right, zone=zone, sign="+")
    return _mismatch("+", left, right)


def subtract(left: object, right: object, zone: ZoneInfo) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left - right)
    if is_number(left) and is_number(right):
        return ARITHMETIC.subtract(decimal_of(left), decimal_of(right))
    if isinstance(right, timedelta):
        return _later(left, -right, zone=zone, sign="-")
    if type(left) is date and type(right) is date:
        return left - right
    if isinstance(left, date) and isinstance(right, date):
        return in_utc(_moment(left, zone)) - in_utc(_moment(right, zone))
    return _mismatch("-", left, right)


def _later(start: object, length: timedelta, *, zone: ZoneInfo, sign: str) -> object:
    if isinstance(start, timedelta):
        return start + length
    if not isinstance(start, date):
        return _mismatch(sign, start, length)
    if not isinstance(start, datetime) and length % timedelta(days=1) == timedelta(0):
        return start + length
    moment = _moment(start, zone)
    return (in_utc(moment) + length).astimezone(moment.tzinfo)


def _moment(value: object, zone: ZoneInfo) -> datetime:
    return cast("datetime", moment_of(value, zone=zone))


def multiply(left: object, right: object, _zone: ZoneInfo) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left * right)
    if is_number(left) and is_number(right):
        return ARITHMETIC.multiply(decimal_of(left), decimal_of(right))
    if isinstance(left, timedelta) and isinstance(right, int):
        return left * right
    if isinstance(left, int) and isinstance(right, timedelta):
        return left * right
    return _mismatch("*", left, right)


def divide(left: object, right: object, _zone: ZoneInfo) -> object:
    if is_number(left) and is_number(right):
        return ARITHMETIC.divide(decimal_of(left), decimal_of(right))
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return ARITHMETIC.divide(Decimal(left // timedelta.resolution), Decimal(right // timedelta.resolution))
    if isinstance(left, timedelta) and isinstance(right, int):
        return left / right
    return _mismatch("/", left, right)


def floor_divide(left: object, right: object, _zone: ZoneInfo) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    if is_number(left) and is_number(right):
        return _floored(decimal_of(left), decimal_of(right))[0]
    return _mismatch("//", left, right)


def remainder(left: object, right: object, _zone: ZoneInfo) -> object:
    if isinstance(left, int) and isinstance(right, int):
        return left % right
    if is_number(left) and is_number(right):
        return _floored(decimal_of(left), decimal_of(right))[1]
    return _mismatch("%", left, right)


def _floored(left: Decimal, right: Decimal) -> tuple[Decimal, Decimal]:
    """Quotient and remainder rounded down, as for integers: decimals by themselves would round towards zero."""
    quotient, rest = ARITHMETIC.divmod(left, right)
    if rest and (rest < 0) != (right < 0):
        return ARITHMETIC.subtract(quotient, Decimal(1)), ARITHMETIC.add(rest, right)
    return quotient, rest


def power(left: object, right: object, _zone: ZoneInfo) -> object:
    if not (is_number(left) and is_number(right)):
        return _mismatch("**", left, right)
    if abs(decimal_of(right)) > MAX_POWER:
        raise EvaluationError(f"A power above {MAX_POWER:,} is not computed.")
    if isinstance(left, int) and isinstance(right, int) and right >= 0:
        if left.bit_length() * right > 2 * MAX_BITS:
            raise EvaluationError(f"A number grew beyond {MAX_BITS} bits.")
        return bounded(left**right)
    result = ARITHMETIC.power(decimal_of(left), decimal_of(right))
    if not result.is_finite():
        raise EvaluationError("A power of zero below zero is not a number.")
    return result


# -- comparison


def equal(left: object, right: object, zone: ZoneInfo) -> bool:
    if type(left) is type(right) and type(left) in _ALIKE:
        return left == right
    if left is None or right is None:
        return left is right
    if is_number(left) and is_number(right):
        return decimal_of(left) == decimal_of(right)
    if isinstance(left, date) or isinstance(right, date):
        return _same_time(left, right, zone)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(equal(one, other, zone) for one, other in zip(left, right, strict=True))
    return bool(left == right)


def _same_time(left: object, right: object, zone: ZoneInfo) -> bool:
    one, other = moment_of(left, zone=zone), moment_of(right, zone=zone)
    return one is not None and other is not None and in_utc(one) == in_utc(other)


def unequal(left: object, right: object, zone: ZoneInfo) -> bool:
    return not equal(left, right, zone)


def contained(item: object, whole: object, zone: ZoneInfo) -> bool:
    """`item in whole`; nothing is in a field without value."""
    if whole is None:
        return False
    if isinstance(whole, list | tuple | set | frozenset):
        return any(equal(item, one, zone) for one in whole)
    if isinstance(whole, dict):
        return isinstance(item, str | int) and item in whole
    if isinstance(whole, str):
        if item is None or isinstance(item, str):
            return item is not None and item in whole
    return _mismatch("in", item, whole)


def not_contained(item: object, whole: object, zone: ZoneInfo) -> bool:
    return not contained(item, whole, zone)


def same(left: object, right: object, _zone: ZoneInfo) -> bool:
    """`is`: the grammar lets it through only against None, true and false."""
    return left is right


def other(left: object, right: object, _zone: ZoneInfo) -> bool:
    return left is not right


def _ordering(sign: str, test: Callable[[Any, Any], bool]) -> Callable[[object, object, ZoneInfo], bool]:
    def ordered(left: object, right: object, zone: ZoneInfo) -> bool:
        if type(left) is type(right) and type(left) in _ALIKE:
            return test(left, right)
        if is_number(left) and is_number(right):
            return test(decimal_of(left), decimal_of(right))
        if isinstance(left, date) or isinstance(right, date):
            one, two = moment_of(left, zone=zone), moment_of(right, zone=zone)
            return test(in_utc(one), in_utc(two)) if one and two else _mismatch(sign, left, right)
        if isinstance(left, timedelta) and isinstance(right, timedelta):
            return test(left, right)
        return _mismatch(sign, left, right)

    return ordered


less = _ordering("<", lt)
greater = _ordering(">", gt)

ARITHMETICS: dict[type[ast.operator], Operator] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.FloorDiv: floor_divide,
    ast.Mod: remainder,
    ast.Pow: power,
}
ORDERINGS: dict[type[ast.cmpop], Operator] = {
    ast.Lt: less,
    ast.LtE: _ordering("<=", le),
    ast.Gt: greater,
    ast.GtE: _ordering(">=", ge),
}
IDENTITIES: dict[type[ast.cmpop], Operator] = {
    ast.Eq: equal,
    ast.NotEq: unequal,
    ast.In: contained,
    ast.NotIn: not_contained,
    ast.Is: same,
    ast.IsNot: other,
}
