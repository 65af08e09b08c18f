"""Working time counted the slow way: a walk in the calendar's zone, hour by hour as OTRS does it, or minute by minute."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.working_time import WorkingTime

IsFree = Callable[[date], bool]
Hours = Sequence[Sequence[int]]  # for each weekday, Monday first


def add_by_hours(zone: ZoneInfo, hours: Hours, is_free: IsFree, start: datetime, seconds: int) -> datetime:
    """Cut hour by hour; whole days are skipped when they have 24 hours and more time remains than they give."""
    moment, remaining = start.astimezone(UTC), seconds
    while remaining:
        local = moment.astimezone(zone)
        of_day = 0 if is_free(local.date()) else 3600 * len(hours[local.weekday()])
        if is_midnight(local) and length_of(local.date(), zone) == 86_400 and remaining > of_day:
            step, worked = 86_400, of_day
        else:
            step = 3600 - local.minute * 60 - local.second
            counts = not is_free(local.date()) and local.hour in hours[local.weekday()]
            step, worked = (min(step, remaining),) * 2 if counts else (step, 0)
        moment, remaining = moment + timedelta(seconds=step), remaining - worked
    return moment


def between_by_hours(zone: ZoneInfo, hours: Hours, is_free: IsFree, start: datetime, end: datetime) -> int:
    """The same walk, until the end is reached."""
    moment, worked = start.astimezone(UTC), 0
    while moment < end:
        local = moment.astimezone(zone)
        step = min(timedelta(seconds=3600 - local.minute * 60 - local.second), end - moment)
        if not is_free(local.date()) and local.hour in hours[local.weekday()]:
            worked += int(step.total_seconds())
        moment += step
    return worked


def between_by_minutes(calendar: WorkingTime, start: datetime, end: datetime) -> int:
    """What the clock on the wall says, asked once per minute; `start` is a full one."""
    zone, moment, worked = ZoneInfo(calendar.zone), start.astimezone(UTC), 0
    while moment < end:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if not calendar.is_free(local.date()) and any(span.start <= minute < span.end for span in calendar.week[local.weekday()]):
            worked += min(60, int((end - moment).total_seconds()))
        moment += timedelta(minutes=1)
    return worked


def is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def length_of(day: date, zone: ZoneInfo) -> float:
    midnights = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return (-next(midnights).timestamp()) + next(midnights).timestamp()
