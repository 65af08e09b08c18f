"""Working hours and days off as rows of a form: what stands, a few empty ones below, and what was typed into them.

Each row has the same inputs: `hours-Mon-from` and `hours-Mon-to` for a weekday, `one_off_days-date` and `one_off_days-name` for a day off.
One that was emptied is gone.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from babel.dates import format_skeleton, get_day_names, get_month_names
from flask_babel import format_date
from werkzeug.datastructures import MultiDict

from desk.calendar_values import LEAP_YEAR, Weekday
from web.translating import shown_language

MIDNIGHT, DAY_ENDS = "00:00", "24:00"  # time fields of browsers know no 24:00: there it is the midnight that ends the day
FEWEST_SPANS: Final = 2
EMPTY_DAYS: Final = 3


class Day(NamedTuple):
    """The row of a weekday."""

    key: str
    label: str
    spans: list[tuple[str, str]]


# ------------------------------------------------------------------------------------------------ words
def weekday_called(day: str) -> str:
    """Monday, in the reader's language, for "Mon"."""
    return str(get_day_names("wide", locale=shown_language())[list(Weekday).index(Weekday(day))])


def months() -> list[tuple[str, str]]:
    """Number and name of each month, in the reader's language."""
    return [(str(number), str(name)) for number, name in get_month_names("wide", locale=shown_language()).items()]


def spans_in_words(spans: list[list[str]]) -> str:
    """Such as "08:00–12:00, 13:00–17:00"."""
    return ", ".join("–".join(span) for span in spans)


def day_in_words(day: dict[str, Any]) -> str:
    """A day off as people read it: "June 5, 2026 Bridge day"."""
    return f"{the_day(day)} {day.get('name', '')}".strip()


def the_day(day: dict[str, Any]) -> str:
    if "date" in day:
        return str(format_date(date.fromisoformat(day["date"]), "long"))
    return str(format_skeleton("MMMMd", date(LEAP_YEAR, day["month"], day["day"]), locale=shown_language()))


# ------------------------------------------------------------------------------------------------ rows
def rows_of_hours(hours: dict[str, Any]) -> list[Day]:
    return [Day(str(day), weekday_called(day), with_empty([shown_span(*span) for span in hours.get(day, [])])) for day in Weekday]


def with_empty(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*spans, *[("", "")] * max(1, FEWEST_SPANS - len(spans))]


def shown_span(start: str, end: str) -> tuple[str, str]:
    return start, MIDNIGHT if end == DAY_ENDS else end


def rows_of_days(days: list[dict[str, Any]], *names: str) -> list[tuple[str, ...]]:
    """The values of the inputs of each day off, and some rows without any."""
    return [*(tuple(str(day.get(name, "")) for name in names) for day in days), *[("",) * len(names)] * EMPTY_DAYS]


ROWS: Final[dict[str, Callable[[Any], Any]]] = {
    "hours": rows_of_hours,
    "one_off_days": lambda days: rows_of_days(days, "date", "name"),
    "yearly_days": lambda days: rows_of_days(days, "day", "month", "name"),
}


# ------------------------------------------------------------------------------------------------ what was typed
def hours_in(given: MultiDict[str, str]) -> dict[str, list[list[str]]]:
    return {
        str(day): [[start, DAY_ENDS if end == MIDNIGHT else end] for start, end in typed(given, f"hours-{day}-from", f"hours-{day}-to")]
        for day in Weekday
    }


def one_off_days_in(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    return [{"date": day, "name": name} for day, name in typed(given, "one_off_days-date", "one_off_days-name")]


def yearly_days_in(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    rows = typed(given, "yearly_days-day", "yearly_days-month", "yearly_days-name")
    return [{"day": number_in(day), "month": number_in(month), "name": name} for day, month, name in rows]


def typed(given: MultiDict[str, str], *names: str) -> list[tuple[str, ...]]:
    """The rows in which anything stands."""
    rows = zip(*([one.strip() for one in given.getlist(name)] for name in names), strict=False)
    return [row for row in rows if any(row)]


def number_in(text: str) -> int | str:
    """The number somebody wrote; what is none stays for the sentence that refuses it."""
    return int(text) if text.isdecimal() and len(text) < len("1000") else text


TYPED: Final[dict[str, Callable[[MultiDict[str, str]], Any]]] = {
    "hours": hours_in,
    "one_off_days": one_off_days_in,
    "yearly_days": yearly_days_in,
}
