"""What comes again: ISO 8601 repetitions (`R3/PT1H`, `R/<start>/P1D`, `R5/PT1H/<end>`, `R2/<start>/<end>`).

A repetition with a start or an end is a fixed row of moments, so a monthly one keeps its day; without either, each moment
counts from the one before. Moments of a fixed row that lie before the timer was set are used up; if all do, the last of
them counts, so that nobody waits for ever. An end closes the last interval (ISO 8601-1, 5.6).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bpm.errors import TimerError
from bpm.sentences import Sentence
from bpm.timers.durations import Duration, Moment, looks_like_duration, parse_duration, parse_moment

_TIMES = re.compile(r"R(?P<times>|-1|\d{1,9})", re.ASCII | re.IGNORECASE)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class _Asked:
    since: datetime
    zone: ZoneInfo
    arming: bool

    def has_seen(self, moment: datetime) -> bool:
        """A moment that comes while the timer is set still counts; one that it fired at does not."""
        return moment < self.since if self.arming else moment <= self.since


@dataclass(frozen=True)
class Series:
    """`times` moments (0: endless), `step` apart, counted from the first, up to the last, or each from the one before."""

    times: int
    step: Duration
    first: Moment | None = None
    last: Moment | None = None

    def next_after(self, since: datetime, *, zone: ZoneInfo, arming: bool) -> datetime | None:
        asked = _Asked(since, zone, arming)
        if self.first:
            return self._counted_up(self.first.within(zone), asked)
        if self.last:
            return self._counted_down(self.last.within(zone), asked)
        return self.step.after(since, zone)

    def _counted_up(self, first: datetime, asked: "_Asked") -> datetime | None:
        low, high = 0, max(0, (asked.since - first) // self.step.at_least) + 2
        while low < high:
            middle = (low + high) // 2
            if asked.has_seen(self._moment(first, middle, zone=asked.zone)):
                low = middle + 1
            else:
                high = middle
        if self.times and low >= self.times:
            return self._moment(first, self.times - 1, zone=asked.zone) if asked.arming else None
        return self.step.times(low).after(first, asked.zone)

    def _counted_down(self, last: datetime, asked: "_Asked") -> datetime | None:
        if asked.has_seen(last):
            return last if asked.arming else None
        most = max(0, (last - asked.since) // self.step.at_least) + 2
        low, high = 0, min(most, self.times - 1) if self.times else most
        while low < high:
            middle = (low + high + 1) // 2
            if asked.has_seen(self._moment(last, -middle, zone=asked.zone)):
                high = middle - 1
            else:
                low = middle
        return self._moment(last, -low, zone=asked.zone)

    def _moment(self, anchor: datetime, number: int, *, zone: ZoneInfo) -> datetime:
        """Beyond the calendar counts as its edge: only compared with, never returned for an endless series that is asked in time."""
        try:
            return self.step.times(number).after(anchor, zone)
        except (OverflowError, ValueError):
            return datetime.max.replace(tzinfo=UTC) if number > 0 else datetime.min.replace(tzinfo=UTC)


def parse_repetition(text: str) -> Series:
    """A text that begins with R and has a slash."""
    head, *parts = text.split("/")
    times = _parse_times(head, text)
    if len(parts) == 1:
        return _checked(Series(times, parse_duration(parts[0])), text=text)
    if len(parts) != 2:
        raise TimerError(Sentence("The cycle {text!r} has too many parts. Write it like R3/PT1H or R3/2026-03-01T09:00/PT1H.", text=text))
    if looks_like_duration(parts[0]):
        return _checked(Series(times, parse_duration(parts[0]), last=parse_moment(parts[1])), text=text)
    first = parse_moment(parts[0])
    if looks_like_duration(parts[1]):
        return _checked(Series(times, parse_duration(parts[1]), first), text=text)
    return Series(times, _between(first, parse_moment(parts[1]), text=text), first)


def _parse_times(head: str, text: str) -> int:
    found = _TIMES.fullmatch(head)
    if found is None:
        raise TimerError(Sentence("The cycle {text!r} begins with neither R/ nor a number of repetitions such as R3/.", text=text))
    if found["times"] in ("", "-1"):
        return 0
    if times := int(found["times"]):
        return times
    raise TimerError(Sentence("The cycle {text!r} repeats no time at all. Write R/ for ever, or R1/ for once.", text=text))


def _checked(series: Series, *, text: str) -> Series:
    if series.step:
        return series
    raise no_time_between(text)


def no_time_between(text: str) -> TimerError:
    return TimerError(Sentence("The cycle {text!r} repeats without any time in between. Give it a duration.", text=text))


def _between(first: Moment, last: Moment, *, text: str) -> Duration:
    try:
        length = last.within(_UTC) - first.within(_UTC)
    except OverflowError:
        length = timedelta()
    if length <= timedelta():
        raise TimerError(Sentence("The cycle {text!r} ends before it begins. The second date must be later than the first.", text=text))
    return Duration(0, 0, length)
