"""ISO 8601 dates and durations, read from text and counted on the calendar of a time zone.

Months and days are days of the calendar: 31 January + P1M is the last day of February, and P1D keeps the time of day
when the clocks change. Hours, minutes and seconds are exact. Everything returned is in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bpm.errors import TimerError
from bpm.sentences import Sentence

LONGEST_YEARS = 1000
_DATE = re.compile(r"\d{4}-?(\d\d-?\d\d|W\d\d(-?\d)?)", re.ASCII)
_LOOKS_LIKE_DATE = re.compile(r"\d{4}-?[\dW]", re.ASCII)
_LOOKS_LIKE_DURATION = re.compile(r"[+-]?P(T?|T?[\d.,+-].*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,9}(?:[.,]\d{1,9})?)H)?(?:(?P<minutes>\d{1,9}(?:[.,]\d{1,9})?)M)?"
    r"(?:(?P<seconds>\d{1,12}(?:[.,]\d{1,9})?)S)?)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class Duration:
    """A length of time in three parts that do not convert into each other."""

    months: int
    days: int
    exact: timedelta

    def __bool__(self) -> bool:
        return bool(self.months or self.days or self.exact)

    def times(self, count: int) -> "Duration":
        return Duration(self.months * count, self.days * count, self.exact * count)

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment this long after (or, counted a negative number of times, before) another; OverflowError beyond the calendar."""
        if self.months or self.days:
            local = moment.astimezone(zone)
            day = _months_later(local.date(), self.months) + timedelta(days=self.days)
            moment = datetime.combine(day, local.timetz().replace(fold=0))
        return moment.astimezone(UTC) + self.exact

    @property
    def at_least(self) -> timedelta:
        """The shortest this can be on any calendar: February, and days on which the clocks go forward."""
        days = self.months * 28 + self.days
        return days * timedelta(hours=23) + self.exact


def _months_later(day: date, months: int) -> date:
    if not months:
        return day
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    first_of_next = date(year + month0 // 11, (month0 + 1) % 12 + 1, 1) if (year, month0) != (9999, 11) else None
    last = (first_of_next - timedelta(days=1)).day if first_of_next else 31
    return date(year, month0 + 1, min(day.day, last))


def looks_like_duration(text: str) -> bool:
    """Whether somebody who wrote this meant a duration, right or wrong; other texts may be names."""
    return _LOOKS_LIKE_DURATION.fullmatch(text) is not None


def looks_like_date(text: str) -> bool:
    """Whether somebody who wrote this meant a date, right or wrong."""
    return _LOOKS_LIKE_DATE.match(text) is not None


def parse_duration(text: str) -> Duration:
    """`P1Y2M3W4DT5H6M7.5S`; every part may be missing, but not all."""
    if text.startswith("-"):
        raise TimerError(
            Sentence("The duration {text!r} is negative; a timer cannot be due before it is set. Remove the minus sign.", text=text)
        )
    found = _DURATION.fullmatch(text)
    if found is None:
        raise TimerError(Sentence("{text!r} is not an ISO 8601 duration. Write it like P1D, PT4H or P1M2DT30M.", text=text))
    parts = {name: Decimal((part or "0").replace(",", ".")) for name, part in found.groupdict().items()}
    months, days = parts["years"] * 12 + parts["months"], parts["weeks"] * 7 + parts["days"]
    seconds = parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]
    if months / 12 + days / 365 + seconds / 31_536_000 > LONGEST_YEARS:
        raise TimerError(Sentence("The duration {text!r} is longer than {most} years. Use a shorter one.", text=text, most=LONGEST_YEARS))
    return Duration(int(months), int(days), timedelta(microseconds=int(seconds * 1_000_000)))


@dataclass(frozen=True)
class Moment:
    """A date or a date with time as it was written; without an offset it is meant in the zone of whoever asks."""

    value: date | datetime

    def within(self, zone: ZoneInfo) -> datetime:
        value = self.value if isinstance(self.value, datetime) else datetime.combine(self.value, time())
        aware = value if value.tzinfo else value.replace(tzinfo=zone)
        return aware.astimezone(UTC)


def parse_moment(text: str) -> Moment:
    """`2026-03-01`, `2026-03-01T09:00`, with seconds, fractions and an offset where wanted."""
    day, separator, clock = _split_moment(text)
    if _DATE.fullmatch(day):
        try:
            return Moment(datetime.fromisoformat(f"{day}T{clock}") if separator else date.fromisoformat(day))
        except ValueError:
            pass
    raise TimerError(Sentence("{text!r} is not an ISO 8601 date. Write it like 2026-03-01 or 2026-03-01T09:00:00+01:00.", text=text))


def _split_moment(text: str) -> tuple[str, str, str]:
    for separator in ("T", "t", " "):
        if separator in text:
            return text.partition(separator)
    return text, "", ""
