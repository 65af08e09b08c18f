"""Functions over dates, moments and lengths of time. A day begins in the zone of the evaluation; moments are added to in UTC."""

from datetime import date, datetime, timedelta

from bpm.errors import EvaluationError
from bpm.language.names import Names
from bpm.language.numeric import whole_number
from bpm.language.values import decimal_of, in_utc, is_number, kind_of, moment_of


def today(names: Names) -> date:
    return names.now.astimezone(names.zone).date()


def now(names: Names) -> datetime:
    return names.now


def days(_names: Names, number: object) -> timedelta:
    return _length(number, unit="days")


def hours(_names: Names, number: object) -> timedelta:
    return _length(number, unit="hours")


def minutes(_names: Names, number: object) -> timedelta:
    return _length(number, unit="minutes")


def _length(number: object, *, unit: str) -> timedelta:
    if not is_number(number) or not decimal_of(number).is_finite():
        raise EvaluationError(f"`{unit}` needs a number and got {kind_of(number)}.")
    return timedelta(**{unit: float(decimal_of(number))})


def calendar_date(names: Names, *values: object) -> date:
    if len(values) > 1:
        return _calendar_day(values)
    if type(values[0]) is date:
        return values[0]
    return _time_of(values[0], names=names, of="date").astimezone(names.zone).date()


def _calendar_day(values: tuple[object, ...]) -> date:
    if len(values) != 3:  # year, month, day
        raise EvaluationError("`date` takes a text, a moment, or year, month and day.")
    year, month, day = (whole_number(value, of="date") for value in values)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise EvaluationError("`date` got a day that is in no calendar.") from error


def moment(names: Names, value: object) -> datetime:
    return _time_of(value, names=names, of="datetime")


def _time_of(value: object, *, names: Names, of: str) -> datetime:
    moment = moment_of(value.strip() if isinstance(value, str) else value, zone=names.zone)
    if moment is None:
        raise EvaluationError(f"`{of}` needs a date such as '2026-01-31' and got {kind_of(value)}.")
    in_utc(moment)  # a moment at the edge of the calendar fails here and not where it is used
    return moment
