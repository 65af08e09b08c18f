"""Working time: which seconds a calendar counts, how far a moment is moved by so many of them, and how many lie between two moments.

A second counts when the clock on the wall of the calendar's zone stands inside one of the day's spans, and the day is not free. That is
what walking hour by hour yields, on days with 23, 24 or 25 hours alike, but it is not how it is done here: each UTC year becomes a
sorted list of spans with running totals, and both questions are a look into it.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from foundation.errors import HouseError

Week = tuple[tuple["Span", ...], ...]  # Monday first
FreeDays = Callable[[int], Collection[date]]  # year -> the days that are free in it
DAY = 86_400  # seconds
MINUTES_OF_A_DAY = 1_440
MOST_YEARS = 100  # what a walk may cross; one that needs more would not end, or mean nothing
FIRST_YEAR, LAST_YEAR = 2, 9_998  # beyond them a moment may have no local time


class EndlessWalk(HouseError):
    """The calendar has no working time where it is looked for, or the question spans more than a calendar can answer."""


class Span(NamedTuple):
    """A stretch of a day, in minutes since midnight on the wall; the end does not belong to it and may be 1440."""

    start: int
    end: int


def full_hours(hours: Collection[int]) -> tuple[Span, ...]:
    """The spans of a list of full hours, as OTRS keeps them: 8 stands for 08:00 to 09:00."""
    spans: list[Span] = []
    for hour in sorted(set(hours)):
        if not 0 <= hour <= 23:
            raise ValueError(f"{hour} is no hour of a day; there are 0 to 23.")
        start = spans.pop().start if spans and spans[-1].end == hour * 60 else hour * 60
        spans.append(Span(start, hour * 60 + 60))
    return tuple(spans)


def no_days(_year: int) -> Collection[date]:
    """No day is free."""
    return ()


@dataclass(frozen=True)
class WorkingTime:
    """What a calendar counts as working time.

    Args:
        zone: the zone whose days and hours are meant, such as "Europe/Berlin".
        week: for each weekday, Monday first, its spans in order and apart.
        yearly: (month, day) that are free every year.
        one_off: dates that are free once.
        public: further free days of a year, such as those of a country; asked for each day, so it must answer quickly.
    """

    zone: str
    week: Week
    yearly: frozenset[tuple[int, int]] = frozenset()
    one_off: frozenset[date] = frozenset()
    public: FreeDays = no_days
    _years: dict[int, "YearOfWork"] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def counts_nothing(self) -> bool:
        """No working hours are configured at all."""
        return not any(self.week)

    def add(self, start: datetime, seconds: float) -> datetime:
        """The earliest moment by which so many working seconds have passed since `start`, in UTC.

        Seconds are whole: parts of one are rounded in `seconds` and cut off in `start`. Where no working hours are configured at all,
        and for 0 seconds, it is `start` itself.

        Raises:
            ValueError: `seconds` is negative or no number, or `start` has no zone.
            EndlessWalk: there is no end to this within a hundred years.
        """
        wanted, begin = whole_seconds(seconds), in_utc(start)
        if not wanted or self.counts_nothing:
            return begin
        for number, year in self._years_from(begin.year):
            if number == begin.year:
                wanted += year.worked_by(instant_of(begin))
            if wanted <= year.total:
                return datetime.fromtimestamp(year.moment_of(wanted), UTC)
            wanted -= year.total
        raise EndlessWalk(
            f"The calendar does not reach {seconds:g} working seconds after {start.isoformat()} within {MOST_YEARS} years: "
            "too many days are free, or the time is too long."
        )

    def between(self, start: datetime, end: datetime) -> int:
        """The working seconds from `start` to `end`; 0 when `end` is not after `start`.

        Raises:
            ValueError: one of them has no zone.
            EndlessWalk: they are more than a hundred years apart.
        """
        begin, finish = in_utc(start), in_utc(end)
        if finish <= begin or self.counts_nothing:
            return 0
        worked = 0
        for number, year in self._years_from(begin.year):
            if number == begin.year:
                worked -= year.worked_by(instant_of(begin))
            if number == finish.year:
                return worked + year.worked_by(instant_of(finish))
            worked += year.total
        raise EndlessWalk(f"{start.isoformat()} and {end.isoformat()} are more than {MOST_YEARS} years apart.")

    def is_free(self, day: date) -> bool:
        """Whether nobody works on that day, whatever its hours."""
        return (day.month, day.day) in self.yearly or day in self.one_off or day in self.public(day.year)

    def _years_from(self, first: int) -> Iterator[tuple[int, "YearOfWork"]]:
        past = min(first + MOST_YEARS, LAST_YEAR) + 1
        for number in range(first, past if first >= FIRST_YEAR else first):
            year = self._years.get(number)
            if year is None:
                year = self._years[number] = YearOfWork(self, number)
            yield number, year


class YearOfWork:
    """The working spans of one UTC year as instants (seconds since 1970), and how much was worked by the end of each."""

    def __init__(self, calendar: WorkingTime, year: int) -> None:
        spans = sorted(spans_of_year(calendar, year))
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._worked = list(accumulate(end - start for start, end in spans))
        self.total = self._worked[-1] if spans else 0

    def worked_by(self, instant: int) -> int:
        """The working seconds of the year before that instant."""
        last = bisect_right(self._starts, instant) - 1
        return self._worked[last] - max(0, self._ends[last] - instant) if last >= 0 else 0

    def moment_of(self, worked: int) -> int:
        """The earliest instant by which so many seconds (1 to `total`) have been worked."""
        place = bisect_left(self._worked, worked)
        return self._ends[place] - (self._worked[place] - worked)


def spans_of_year(calendar: WorkingTime, year: int) -> Iterator[tuple[int, int]]:
    """The working spans of a UTC year as instants, in stretches over which the zone keeps its distance from UTC."""
    zone = ZoneInfo(calendar.zone)
    first, last = (int(datetime(number, 1, 1, tzinfo=UTC).timestamp()) for number in (year, year + 1))
    for start, end in pairwise((first, *changes_of_offset(zone, first, last), last)):
        offset = offset_at(zone, start)
        day, end_day = (datetime.fromtimestamp(instant + offset, UTC).date() for instant in (start, end))
        while day <= end_day:
            if not calendar.is_free(day):
                midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - offset
                for span in calendar.week[day.weekday()]:
                    begin, finish = max(start, midnight + span.start * 60), min(end, midnight + span.end * 60)
                    if begin < finish:
                        yield begin, finish
            day += timedelta(days=1)


def changes_of_offset(zone: ZoneInfo, first: int, last: int) -> Iterator[int]:
    """The instants of a year at which the clocks are changed, in order."""
    days = [*range(first, last, DAY), last]
    for start, end in pairwise(days):
        if offset_at(zone, start) != offset_at(zone, end):
            yield from halved(zone, start, end)


def halved(zone: ZoneInfo, start: int, end: int) -> Iterator[int]:
    """The changes after `start` up to `end`, found by halving."""
    if offset_at(zone, start) == offset_at(zone, end):
        return
    if end - start == 1:
        yield end
    else:
        middle = (start + end) // 2
        yield from halved(zone, start, middle)
        yield from halved(zone, middle, end)


def offset_at(zone: ZoneInfo, instant: int) -> int:
    """How many seconds the clocks of the zone are ahead of UTC at that instant."""
    return (datetime.fromtimestamp(instant, zone).utcoffset() or timedelta()) // timedelta(seconds=1)


def whole_seconds(seconds: float) -> int:
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"{seconds} is no amount of working time; it must be 0 or more.")
    return round(seconds)


def in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone; working time is counted between moments that have one.")
    return moment.astimezone(UTC)


def instant_of(moment: datetime) -> int:
    """A moment in whole seconds since 1970."""
    return int(moment.replace(microsecond=0).timestamp())
