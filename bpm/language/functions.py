"""The functions of the language: a closed table, each with the number of values it takes.

A function gets the names of the evaluation (for the time, the zone and the groups) and its values. `None` reaches only the functions
that know what to do with it; for all others the evaluator names what has no value.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bpm.language import numeric, temporal, textual
from bpm.language.names import Names


@dataclass(frozen=True, slots=True)
class Function:
    run: Callable[..., object]
    least: int
    most: int
    takes_none: bool = False


def _in_group(names: Names, group: object) -> bool:
    return bool(names.in_group(textual.plain_text(group, of="in_group")))


def _coalesce(_names: Names, *values: object) -> object:
    return next((value for value in values if value is not None), None)


def _empty(_names: Names, value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and len(value) == 0)


FUNCTIONS: dict[str, Function] = {
    "len": Function(numeric.length, 1, 1, takes_none=True),
    "min": Function(numeric.smallest, 1, 100),
    "max": Function(numeric.largest, 1, 100),
    "sum": Function(numeric.total, 1, 100),
    "abs": Function(numeric.absolute, 1, 1),
    "round": Function(numeric.rounded, 1, 2),
    "int": Function(numeric.integer, 1, 1),
    "decimal": Function(numeric.exact, 1, 1),
    "any_of": Function(numeric.any_of, 1, 100, takes_none=True),
    "all_of": Function(numeric.all_of, 1, 100, takes_none=True),
    "str": Function(textual.as_text, 1, 1, takes_none=True),
    "lower": Function(textual.lower, 1, 1, takes_none=True),
    "upper": Function(textual.upper, 1, 1, takes_none=True),
    "strip": Function(textual.strip, 1, 1, takes_none=True),
    "contains": Function(textual.contains, 2, 2, takes_none=True),
    "startswith": Function(textual.startswith, 2, 2, takes_none=True),
    "endswith": Function(textual.endswith, 2, 2, takes_none=True),
    "matches": Function(textual.matches, 2, 2, takes_none=True),
    "today": Function(temporal.today, 0, 0),
    "now": Function(temporal.now, 0, 0),
    "days": Function(temporal.days, 1, 1),
    "hours": Function(temporal.hours, 1, 1),
    "minutes": Function(temporal.minutes, 1, 1),
    "date": Function(temporal.calendar_date, 1, 3),
    "datetime": Function(temporal.moment, 1, 1),
    "in_group": Function(_in_group, 1, 1, takes_none=True),
    "coalesce": Function(_coalesce, 1, 100, takes_none=True),
    "empty": Function(_empty, 1, 1, takes_none=True),
}
