"""The values of a calendar as people enter them, checked and brought into one form; a ValueError is the sentence at the field.

hours            {"Mon": [["08:00", "12:00"], ["13:00", "24:00"]], ...}; a weekday left out has none
yearly days      [{"month": 12, "day": 24, "name": "Christmas Eve"}, ...]
one-off days     [{"date": "2026-06-05", "name": "Outing"}, ...]
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from desk.master_data import clean_text
from desk.working_time import Span

CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
LEAP_YEAR = 2024  # 29 February is a day, if not of every year
MOST_DAYS = 1_000
LONGEST_NAME = 200  # characters


class Weekday(StrEnum):
    MONDAY = "Mon"
    TUESDAY = "Tue"
    WEDNESDAY = "Wed"
    THURSDAY = "Thu"
    FRIDAY = "Fri"
    SATURDAY = "Sat"
    SUNDAY = "Sun"


def read_hours(value: Any) -> dict[str, list[list[str]]]:
    """Working hours with all spans in order."""
    if not isinstance(value, Mapping):
        raise ValueError('Hours are given by weekday, such as {"Mon": [["08:00", "17:00"]]}.')  # noqa: TRY004 - told at the field
    unknown = [str(day) for day in value if day not in set(Weekday)]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no weekday; there are {', '.join(Weekday)}.")
    return {day: [[clock_of(edge) for edge in span] for span in spans_of(value[day], day)] for day in Weekday if value.get(day)}


def spans_of(value: Any, day: str) -> list[Span]:
    """The spans of one weekday, in order.

    Raises:
        ValueError: they are no times, in the wrong order, or overlap.
    """
    if not isinstance(value, list | tuple):
        raise ValueError(f'{day}: write a list of spans, such as [["08:00", "17:00"]].')  # noqa: TRY004 - told at the field
    spans = sorted(span_of(one, day) for one in value)
    for earlier, later in pairwise(spans):
        if later.start < earlier.end:
            raise ValueError(f"{day}: {told(earlier)} and {told(later)} overlap.")
    return spans


def span_of(value: Any, day: str) -> Span:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f'{day}: a span has a start and an end, such as ["08:00", "17:00"].')
    span = Span(*(minutes_of(edge, day) for edge in value))
    if span.start >= span.end:
        raise ValueError(f"{day}: {told(span)} ends before it begins; a span lies within one day and may end at 24:00.")
    return span


def minutes_of(text: Any, day: str) -> int:
    """Minutes since midnight of a time such as "08:30"."""
    clock = CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    hour, minute = (int(part) for part in clock.groups()) if clock else (99, 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f"{day}: {text!r} is no time of day; write 00:00 to 24:00.")
    return hour * 60 + minute


def clock_of(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def told(span: Span) -> str:
    return f"{clock_of(span.start)} to {clock_of(span.end)}"


def read_yearly_days(value: Any) -> list[dict[str, Any]]:
    """Days free every year, in order."""
    days = [(*month_and_day(one), name_of(one)) for one in listed(value)]
    return [{"month": month, "day": day, "name": name} for month, day, name in once(days, key_length=2)]


def month_and_day(value: Mapping[str, Any]) -> tuple[int, int]:
    month, day = value.get("month"), value.get("day")
    try:
        if isinstance(month, bool) or isinstance(day, bool) or not isinstance(month, int) or not isinstance(day, int):
            raise ValueError  # noqa: TRY301, TRY004
        date(LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError(f"There is no day {day!r} in a month {month!r}.") from None
    return month, day


def read_one_off_days(value: Any) -> list[dict[str, Any]]:
    """Days free once, in order."""
    days = [(date_of(one), name_of(one)) for one in listed(value)]
    return [{"date": day.isoformat(), "name": name} for day, name in once(days, key_length=1)]


def date_of(value: Mapping[str, Any]) -> date:
    given = value.get("date")
    if isinstance(given, date):
        return date(given.year, given.month, given.day)
    try:
        return date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise ValueError(f"{given!r} is no date; write one such as 2026-06-05.") from None


def name_of(value: Mapping[str, Any]) -> str:
    name = value.get("name", "")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError(f"The name of a day is a text of at most {LONGEST_NAME} characters.")
    return clean_text(name)


def listed(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise ValueError("Write a list of days, each with its date and its name.")
    if len(value) > MOST_DAYS:
        raise ValueError(f"These are {len(value)} days; at most {MOST_DAYS} fit.")
    return list(value)


def once(days: Iterable[tuple[Any, ...]], *, key_length: int) -> list[tuple[Any, ...]]:
    """The days in order.

    Raises:
        ValueError: one stands there twice.
    """
    in_order = sorted(days)
    for one, other in pairwise(in_order):
        if one[:key_length] == other[:key_length]:
            raise ValueError(f"{'-'.join(str(part) for part in one[:key_length])} is there twice.")
    return in_order
