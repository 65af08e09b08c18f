"""What holds for all calendars: adding is the inverse of counting, and both are what walking hour by hour yields."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st

from desk.working_time import Span, Week, WorkingTime, full_hours
from tests.desk.walks import Hours, add_by_hours, between_by_hours, between_by_minutes

HOUR = 3600
CLOCK_CHANGES = ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-10-04", "2026-04-05", "2025-12-31", "2006-10-29"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
moments = st.builds(
    lambda day, seconds: datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(seconds=seconds),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-3 * 86_400, 3 * 86_400),
)
amounts = st.one_of(st.integers(0, 20 * HOUR), st.integers(0, 400 * HOUR))
free_days = st.frozensets(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=40)
weeks_of_hours = st.lists(st.lists(st.integers(0, 23), max_size=14, unique=True), min_size=7, max_size=7).filter(any)


@st.composite
def days_of_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.lists(st.integers(0, 1_440), max_size=6, unique=True)))
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingTime:
    week: Week = draw(st.tuples(*(days_of_spans(),) * 7).filter(any))
    zone = draw(st.sampled_from([*ZONES, "America/St_Johns", "Pacific/Apia"]))
    return WorkingTime(zone, week, yearly=frozenset({(12, 25)}), one_off=draw(free_days))


@given(calendars(), moments, amounts)
def test_counting_is_the_inverse_of_adding(calendar: WorkingTime, start: datetime, seconds: int) -> None:
    assert calendar.between(start, calendar.add(start, seconds)) == seconds


@given(calendars(), moments, amounts)
def test_the_answer_is_the_earliest(calendar: WorkingTime, start: datetime, seconds: int) -> None:
    end = calendar.add(start, seconds)
    assert seconds == 0 or calendar.between(start, end - timedelta(seconds=1)) == seconds - 1


@given(calendars(), moments, st.tuples(amounts, amounts))
def test_more_time_ends_later(calendar: WorkingTime, start: datetime, both: tuple[int, int]) -> None:
    less, more = sorted(both)
    assert start <= calendar.add(start, less) <= calendar.add(start, more)


@given(calendars(), moments, moments, amounts)
def test_who_starts_later_ends_no_earlier(calendar: WorkingTime, one: datetime, other: datetime, seconds: int) -> None:
    earlier, later = sorted((one, other))
    assert calendar.add(earlier, seconds) <= calendar.add(later, seconds)


@given(calendars(), moments, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(calendar: WorkingTime, start: datetime, first: int, second: int) -> None:
    at_once = calendar.add(start, first + second)
    in_steps = calendar.add(calendar.add(start, first), second)
    assert in_steps == at_once if second else in_steps <= at_once


@given(calendars(), st.tuples(moments, moments, moments))
def test_counts_add_up(calendar: WorkingTime, three: tuple[datetime, datetime, datetime]) -> None:
    first, second, third = sorted(three)
    assert calendar.between(first, third) == calendar.between(first, second) + calendar.between(second, third)


@given(st.sampled_from(ZONES), weeks_of_hours, free_days, moments, amounts)
def test_it_is_what_walking_hour_by_hour_yields(zone: str, hours: Hours, free: frozenset[date], start: datetime, seconds: int) -> None:
    calendar = WorkingTime(zone, tuple(full_hours(day) for day in hours), one_off=free)
    end = add_by_hours(ZoneInfo(zone), hours, calendar.is_free, start, seconds)
    assert calendar.add(start, seconds) == end
    assert calendar.between(start, end) == between_by_hours(ZoneInfo(zone), hours, calendar.is_free, start, end) == seconds


@settings(max_examples=50)
@given(calendars(), moments, st.integers(0, 2 * 86_400))
def test_it_is_what_the_clock_on_the_wall_says(calendar: WorkingTime, start: datetime, seconds: int) -> None:
    start = start.replace(second=0)
    end = start + timedelta(seconds=seconds)
    assert calendar.between(start, end) == between_by_minutes(calendar, start, end)
