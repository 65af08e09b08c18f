"""Working time in examples: office hours, days on which clocks are changed, and what cannot be answered."""

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from desk.working_time import EndlessWalk, Span, WorkingTime, full_hours

OFFICE = full_hours(range(8, 21))
OTRS_DAYS = frozenset({(1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)})
HOUR = 3600


def office(zone: str = "UTC") -> WorkingTime:
    """OTRS's default: Monday to Friday, 08:00 to 21:00."""
    return WorkingTime(zone, (*(OFFICE,) * 5, (), ()), yearly=OTRS_DAYS)


def round_the_clock(zone: str) -> WorkingTime:
    return WorkingTime(zone, (full_hours(range(24)),) * 7)


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# ------------------------------------------------------------------------------------------------ what OTRS users expect
@pytest.mark.parametrize(
    ("zone", "start", "hours", "expected"),
    [
        pytest.param("UTC", "2026-03-02 10:00", 1, "2026-03-02 11:00", id="within a day"),
        pytest.param("UTC", "2026-03-02 20:30", 1, "2026-03-03 08:30", id="over night"),
        pytest.param("UTC", "2026-03-06 20:00", 2, "2026-03-09 09:00", id="over the weekend"),
        pytest.param("UTC", "2026-03-07 12:00", 1, "2026-03-09 09:00", id="from the weekend"),
        pytest.param("UTC", "2026-03-02 08:00", 13, "2026-03-02 21:00", id="a whole day ends with it, not with the next"),
        pytest.param("UTC", "2026-03-02 00:00", 13, "2026-03-02 21:00", id="as much as the day has: the day is not skipped"),
        pytest.param("UTC", "2026-03-02 00:00", 14, "2026-03-03 09:00", id="more than the day has"),
        pytest.param("UTC", "2026-03-02 08:00", 65, "2026-03-06 21:00", id="a week has 65 hours"),
        pytest.param("UTC", "2026-03-02 05:00", 0, "2026-03-02 05:00", id="nothing to add"),
        pytest.param("UTC", "2026-03-02 10:00", 3.5, "2026-03-02 13:30", id="no whole hours"),
        pytest.param("UTC", "2026-03-02 10:00:17", 1 / 3600, "2026-03-02 10:00:18", id="seconds"),
        pytest.param("UTC", "2025-12-30 20:00", 2, "2026-01-02 09:00", id="31 December and 1 January are free"),
        pytest.param("UTC", "2026-12-23 20:00", 2, "2026-12-28 09:00", id="Christmas"),
        pytest.param("UTC", "2026-04-30 20:30", 1, "2026-05-04 08:30", id="1 May"),
        pytest.param("Europe/Berlin", "2026-01-05 07:30", 1, "2026-01-05 08:30", id="the zone decides: 08:30 in Berlin"),
        pytest.param("Europe/Berlin", "2026-01-05 06:30", 1, "2026-01-05 08:00", id="the zone decides: 07:30 in Berlin"),
        pytest.param("Europe/Berlin", "2026-03-27 19:00", 2, "2026-03-30 07:00", id="over the change to summer time"),
        pytest.param("America/New_York", "2026-10-31 01:00", 1, "2026-11-02 14:00", id="Friday 21:00 in New York, over the change"),
        pytest.param("Asia/Kathmandu", "2026-03-02 02:15", 1, "2026-03-02 03:15", id="a zone of quarter hours"),
    ],
)
def test_adding_in_office_hours(zone: str, start: str, hours: float, expected: str) -> None:
    assert office(zone).add(at(start), hours * HOUR) == at(expected)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02 10:00", "2026-03-02 12:30", 2.5),
        ("2026-03-02 00:00", "2026-03-09 00:00", 65),
        ("2026-03-02 12:00", "2026-03-02 12:00", 0),
        ("2026-03-02 12:00", "2026-03-02 10:00", 0),
        ("2026-03-07 00:00", "2026-03-09 00:00", 0),
        ("2025-12-23 00:00", "2026-01-05 00:00", 4 * 13),
        ("2020-01-01 00:00", "2030-01-01 00:00", 2568 * 13),
    ],
)
def test_counting_in_office_hours(start: str, end: str, hours: float) -> None:
    assert office().between(at(start), at(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param("Europe/Berlin", "2026-03-29", 23, id="an hour is missing"),
        pytest.param("Europe/Berlin", "2026-10-25", 25, id="an hour comes twice"),
        pytest.param("America/New_York", "2026-03-08", 23, id="an hour is missing in New York"),
        pytest.param("America/New_York", "2026-11-01", 25, id="an hour comes twice in New York"),
        pytest.param("Australia/Lord_Howe", "2026-10-04", 23.5, id="half an hour is missing"),
        pytest.param("Australia/Lord_Howe", "2026-04-05", 24.5, id="half an hour comes twice"),
        pytest.param("Pacific/Apia", "2011-12-30", 0, id="a day that never was"),
        pytest.param("America/St_Johns", "2006-10-29", 24 + 1 / 60, id="its first minute comes twice, around an hour of the day before"),
    ],
)
def test_days_of_other_lengths(zone: str, day: str, hours: float) -> None:
    only = WorkingTime(zone, (full_hours(range(24)),) * 7, public=lambda year: every_day_but(date.fromisoformat(day), year))
    around = at(f"{day} 12:00")
    assert only.between(around - timedelta(days=3), around + timedelta(days=3)) == round(hours * HOUR)


@cache
def every_day_but(day: date, year: int) -> set[date]:
    return {date(year, 1, 1) + timedelta(days=number) for number in range(366)} - {day}


@pytest.mark.parametrize(
    ("zone", "date_of_change", "hours"),
    [
        pytest.param("Europe/Berlin", "2026-03-29", 0, id="02:00 to 03:00 does not come"),
        pytest.param("Europe/Berlin", "2026-10-25", 2, id="02:00 to 03:00 comes twice"),
        pytest.param("Australia/Lord_Howe", "2026-10-04", 0.5, id="02:30 to 03:00 comes, what is before does not"),
        pytest.param("Australia/Lord_Howe", "2026-04-05", 1, id="01:30 to 02:00 comes twice, 02:00 to 03:00 once"),
    ],
)
def test_the_hour_in_which_clocks_are_changed(zone: str, date_of_change: str, hours: float) -> None:
    at_two = WorkingTime(zone, ((Span(120, 180),),) * 7)
    midnight = datetime.fromisoformat(date_of_change).replace(tzinfo=ZoneInfo(zone))
    assert at_two.between(midnight, midnight + timedelta(days=1)) == hours * HOUR


def test_a_span_may_end_at_midnight_and_another_begin_there() -> None:
    nights = WorkingTime("UTC", ((Span(0, 360), Span(1_290, 1_440)),) * 7)
    assert nights.between(at("2026-03-02 12:00"), at("2026-03-03 12:00")) == 8.5 * HOUR
    assert nights.add(at("2026-03-02 22:00"), 2 * HOUR) == at("2026-03-03 00:00")
    assert nights.add(at("2026-03-02 22:00"), 3 * HOUR) == at("2026-03-03 01:00")


def test_days_that_are_free_once_count_once() -> None:
    calendar = WorkingTime("UTC", (OFFICE,) * 7, one_off=frozenset({date(2026, 3, 3)}))
    assert calendar.add(at("2026-03-02 20:00"), 2 * HOUR) == at("2026-03-04 09:00")
    assert calendar.add(at("2027-03-02 20:00"), 2 * HOUR) == at("2027-03-03 09:00")


def test_answers_are_in_utc_whatever_the_question_was_in() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    moment = office("Europe/Berlin").add(start, HOUR)
    assert (moment, moment.tzinfo) == (at("2026-03-02 08:00"), UTC)


# ------------------------------------------------------------------------------------------------ what cannot be answered
def test_without_any_hours_the_start_is_returned_and_nothing_is_counted() -> None:
    calendar, start = WorkingTime("UTC", ((),) * 7), datetime(2026, 3, 2, 10, 0, 0, 123, tzinfo=UTC)
    assert calendar.add(start, 10 * HOUR) == start
    assert calendar.between(start, start + timedelta(days=9)) == 0


@pytest.mark.parametrize("seconds", [-1, -0.4, math.nan, math.inf])
def test_negative_time_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="must be 0 or more"):
        office().add(at("2026-03-02 10:00"), seconds)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        office().add(datetime(2026, 3, 2), 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="has no zone"):
        office().between(at("2026-03-02"), datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_calendar_with_all_days_free_does_not_walk_for_ever() -> None:
    free = WorkingTime("UTC", (OFFICE,) * 7, public=lambda year: every_day_but(date.max, year))
    with pytest.raises(EndlessWalk, match="too many days are free"):
        free.add(at("2026-03-02 10:00"), 1)
    assert free.between(at("2026-03-02"), at("2030-03-02")) == 0


@pytest.mark.parametrize("start", ["0001-01-01 12:00", "2026-03-02 12:00", "9999-12-31 12:00"])
def test_more_than_a_calendar_can_tell_is_refused(start: str) -> None:
    with pytest.raises(EndlessWalk):
        office().add(at(start), 1e10)


def test_a_century_and_more_is_not_counted() -> None:
    with pytest.raises(EndlessWalk, match="years apart"):
        office().between(at("1800-01-01"), at("2026-01-01"))


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ((8, 9, 10), ((480, 660),)),
        ((13, 8, 9, 8), ((480, 600), (780, 840))),
        (range(24), ((0, 1440),)),
        ((), ()),
    ],
)
def test_full_hours_become_spans(hours: list[int], spans: tuple[tuple[int, int], ...]) -> None:
    assert full_hours(hours) == spans


@pytest.mark.parametrize("hour", [-1, 24])
def test_there_are_24_hours(hour: int) -> None:
    with pytest.raises(ValueError, match="no hour of a day"):
        full_hours([hour])
