"""Timer texts: what is read, what is refused, and when it is due."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bpm.errors import NoValue, TimerError
from bpm.timing import Timer, parse_timer

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class Host:
    """Names with values, in Berlin; a working day that has no end, but begins an hour late."""

    values: Mapping[str, object] = field(default_factory=dict)
    zone: ZoneInfo = BERLIN
    now: datetime = MONDAY

    def __call__(self, name: str) -> object:
        try:
            return self.values[name]
        except KeyError:
            raise NoValue(name) from None

    def in_group(self, group: str) -> bool:
        return False


def an_hour_late(start: datetime, length: timedelta) -> datetime:
    return start + length + timedelta(hours=1)


def due(text: str, since: datetime = MONDAY, *, fired: int = 0, **values: object) -> datetime | None:
    names = Host({name.replace("__", "."): value for name, value in values.items()})
    return parse_timer(text).due(names=names, add_working=an_hour_late, since=since, fired=fired)


def all_due(text: str, since: datetime = MONDAY, *, at_most: int = 20) -> list[datetime]:
    timer, found = parse_timer(text), list[datetime]()
    while len(found) < at_most:
        moment = timer.due(names=Host(), add_working=an_hour_late, since=found[-1] if found else since, fired=len(found))
        if moment is None:
            break
        found.append(moment)
    return found


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


class TestDates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2026-03-01", local("2026-03-01")),
            ("2026-07-01", local("2026-07-01")),
            ("2026-03-01T09:30", local("2026-03-01T09:30")),
            ("2026-03-01 09:30", local("2026-03-01T09:30")),
            ("  2026-03-01T09:30:15.250  ", local("2026-03-01T09:30:15.250")),
            ("2026-03-01T09:30:00Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
            ("2026-03-01T09:30:00+05:30", datetime(2026, 3, 1, 4, tzinfo=UTC)),
            ("20260301T093000Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ],
    )
    def test_is_due_at_that_moment_in_the_zone_of_the_host(self, text: str, expected: datetime) -> None:
        assert due(text) == expected
        assert parse_timer(text).kind == "date"

    def test_a_date_that_is_over_is_due_at_once_and_only_once(self) -> None:
        assert all_due("2020-01-01T00:00Z") == [datetime(2020, 1, 1, tzinfo=UTC)]

    @pytest.mark.parametrize(
        "text", ["2026-13-01", "2026-02-30", "2026-03-01T25:00", "2026-03-01x09:00", "20261", "99999-01-01", "٢٠٢٦-01-01"]
    )
    def test_no_such_date(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)

    def test_a_date_at_the_edge_of_the_calendar_is_a_timer_error(self) -> None:
        with pytest.raises(TimerError, match="1 to 9999"):
            due("0001-01-01")


class TestDurations:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("PT1H", timedelta(hours=1)),
            ("pt1h", timedelta(hours=1)),
            ("PT0S", timedelta()),
            ("PT0.5S", timedelta(milliseconds=500)),
            ("PT1,5H", timedelta(minutes=90)),
            ("P1DT2H", timedelta(hours=26)),
            ("P2W", timedelta(days=14)),
            ("P1W2DT3H4M5S", timedelta(days=9, hours=3, minutes=4, seconds=5)),
            ("PT604800S", timedelta(days=7)),
        ],
    )
    def test_counts_from_the_moment_it_was_set(self, text: str, expected: timedelta) -> None:
        assert due(text) == MONDAY + expected
        assert parse_timer(text).kind == "duration"

    @pytest.mark.parametrize(
        ("start", "text", "expected"),
        [
            ("2026-01-31T10:00", "P1M", "2026-02-28T10:00"),
            ("2028-01-31T10:00", "P1M", "2028-02-29T10:00"),
            ("2028-02-29T10:00", "P1Y", "2029-02-28T10:00"),
            ("2026-08-31T10:00", "P1M", "2026-09-30T10:00"),
            ("2026-11-30T10:00", "P13M", "2027-12-30T10:00"),
            ("2026-12-31T10:00", "P1M1D", "2027-02-01T10:00"),
        ],
    )
    def test_months_end_where_the_calendar_ends_them(self, start: str, text: str, expected: str) -> None:
        assert due(text, local(start)) == local(expected)

    @pytest.mark.parametrize(
        ("start", "text", "expected"),
        [
            ("2026-03-28T12:00", "P1D", "2026-03-29T12:00"),  # 23 hours
            ("2026-10-24T12:00", "P1D", "2026-10-25T12:00"),  # 25 hours
            ("2026-03-28T12:00", "PT24H", "2026-03-29T13:00"),
            ("2026-10-24T12:00", "PT24H", "2026-10-25T11:00"),
            ("2026-03-28T02:30", "P1D", "2026-03-29T03:30"),  # 02:30 does not exist
            ("2026-02-28T02:30", "P1M1D", "2026-03-29T03:30"),
        ],
    )
    def test_days_keep_the_time_of_day_and_hours_are_exact(self, start: str, text: str, expected: str) -> None:
        assert due(text, local(start)) == local(expected)

    @pytest.mark.parametrize("text", ["-P1D", "-PT1H"])
    def test_negative(self, text: str) -> None:
        with pytest.raises(TimerError, match="negative"):
            parse_timer(text)

    @pytest.mark.parametrize("text", ["P", "PT", "P1", "P1X", "PT1D", "P1H", "P1D2M", "P1DT", "P1.5D", "+P1D", "P-1D", "PT1H junk"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)

    @pytest.mark.parametrize("text", ["P99999999Y", "P999999999W", "PT999999999999S", "P1001Y", "P" + "9" * 150 + "D"])
    def test_huge(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)

    def test_beyond_the_calendar(self) -> None:
        with pytest.raises(TimerError, match="1 to 9999"):
            due("P1000Y", datetime(9500, 1, 1, tzinfo=UTC))
        with pytest.raises(TimerError, match="1 to 9999"):
            due("PT8760H", datetime(9999, 6, 1, tzinfo=UTC))
        with pytest.raises(TimerError, match="1 to 9999"):
            due("P1M", datetime(9999, 12, 31, tzinfo=UTC))


class TestCycles:
    def test_counts_each_from_the_one_before(self) -> None:
        assert all_due("R3/PT1H") == [MONDAY + timedelta(hours=hours) for hours in (1, 2, 3)]

    def test_for_ever(self) -> None:
        assert all_due("R/P1D", at_most=4) == [MONDAY + timedelta(days=days) for days in (1, 2, 3, 4)]
        assert parse_timer("R/P1D").repetitions == 0
        assert parse_timer("R-1/P1D").repetitions == 0

    def test_a_start_is_the_first_time(self) -> None:
        expected = [datetime(2026, 2, 1, hour, tzinfo=UTC) for hour in (8, 9, 10)]
        assert all_due("R3/2026-02-01T08:00Z/PT1H") == expected

    def test_a_start_keeps_the_day_of_the_month(self) -> None:
        found = all_due("R5/2026-01-31T10:00/P1M")
        assert found == [local(f"2026-{day}T10:00") for day in ("01-31", "02-28", "03-31", "04-30", "05-31")]

    def test_a_start_keeps_the_time_of_day(self) -> None:
        assert all_due("R3/2026-03-28T02:30/P1D") == [local("2026-03-28T02:30"), local("2026-03-29T03:30"), local("2026-03-30T02:30")]

    def test_what_lies_before_the_timer_was_set_is_used_up(self) -> None:
        assert all_due("R4/2026-01-05T07:30Z/PT1H") == [MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=90)]
        assert all_due("R/1970-01-01T00:00Z/PT1S", at_most=2) == [MONDAY, MONDAY + timedelta(seconds=1)]

    def test_when_all_is_over_the_last_one_counts(self) -> None:
        assert all_due("R4/2020-01-01T00:00Z/PT1H") == [datetime(2020, 1, 1, 3, tzinfo=UTC)]
        assert all_due("R4/PT1H/2020-01-01T00:00Z") == [datetime(2020, 1, 1, tzinfo=UTC)]

    def test_an_end_closes_the_last_interval(self) -> None:
        assert all_due("R3/PT1H/2026-01-05T15:00Z") == [datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (13, 14, 15)]
        assert all_due("R/PT1H/2026-01-05T10:30Z") == [datetime(2026, 1, 5, hour, 30, tzinfo=UTC) for hour in (9, 10)]

    def test_two_dates_give_the_length(self) -> None:
        assert all_due("R2/2026-01-06T00:00Z/2026-01-06T06:00Z") == [datetime(2026, 1, 6, hour, tzinfo=UTC) for hour in (0, 6)]

    def test_in_business_time(self) -> None:
        assert all_due("R2/PT4H working") == [MONDAY + timedelta(hours=5), MONDAY + timedelta(hours=10)]

    def test_after_an_outage_the_host_may_count_on_from_now(self) -> None:
        assert due("R/2026-01-01T00:00Z/P1D", datetime(2026, 2, 1, 12, tzinfo=UTC), fired=3) == datetime(2026, 2, 2, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [("R/PT30S", 30), ("R3/PT0.1S", 0.1), ("R/PT1H", 3600), ("R/PT5S working", 5), ("cron * * * * *", 60), ("R/P1D", 23 * 3600)],
    )
    def test_says_how_close_it_gets(self, text: str, seconds: float) -> None:
        assert parse_timer(text).seconds_between == seconds

    def test_what_is_due_once_has_no_gap(self) -> None:
        assert parse_timer("PT1S").seconds_between is None

    @pytest.mark.parametrize(
        "text",
        [
            *("R/", "R3/", "R3//PT1H", "R3/a/b/c", "R3/PT1H/PT1H", "Rx/PT1H", "R-2/PT1H", "R0/PT1H", "R9999999999/PT1H"),
            *("R/PT0S", "R/P0D", "R/PT0.0000001S", "R3/-PT1H", "R1/2026-01-01/2025-01-01", "R/P1D working", "R/PT0S working"),
        ],
    )
    def test_malformed(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)


class TestCron:
    def test_is_read_on_the_clock_of_the_zone(self) -> None:
        assert due("cron 0 8 * * 1-5", local("2026-03-27T09:00")) == local("2026-03-30T08:00")
        assert due("CRON  0   8 * * mon-fri", local("2026-03-27T09:00")) == local("2026-03-30T08:00")

    def test_never_comes_at_the_moment_it_is_asked(self) -> None:
        assert due("cron 0 10 * * *", local("2026-01-05T10:00")) == local("2026-01-06T10:00")

    def test_an_hour_that_does_not_exist_comes_when_the_clocks_have_moved(self) -> None:
        assert due("cron 30 2 * * *", local("2026-03-28T12:00")) == local("2026-03-29T03:00")

    def test_a_named_hour_that_exists_twice_comes_once(self) -> None:
        days = all_due("cron 30 2 * * *", local("2026-10-24T12:00"), at_most=2)
        assert days == [local("2026-10-25T02:30"), local("2026-10-26T02:30")]

    def test_every_hour_is_every_hour(self) -> None:
        start = local("2026-10-25T00:00")
        assert all_due("cron 0 * * * *", start, at_most=5) == [start + timedelta(hours=hours) for hours in range(1, 6)]

    @pytest.mark.parametrize(
        "fields",
        [
            "*",
            "* * * *",
            "* * * * * *",
            "61 * * * *",
            "0 0 30 2 *",
            "R * * * *",
            "H H * * *",
            "@daily",
            "*/0 * * * *",
            "a b c d e",
            "0 8 * * 1-9",
        ],
    )
    def test_malformed(self, fields: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(f"cron {fields}")

    def test_the_end_of_the_calendar(self) -> None:
        with pytest.raises(TimerError):
            due("cron 0 0 29 2 *", datetime(9999, 6, 1, tzinfo=UTC))


class TestReferences:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (datetime(2026, 2, 1, 8, tzinfo=UTC), datetime(2026, 2, 1, 8, tzinfo=UTC)),
            (datetime(2026, 2, 1, 8), local("2026-02-01T08:00")),  # noqa: DTZ001 - without a zone on purpose
            (date(2026, 2, 1), local("2026-02-01")),
            ("2026-02-01T08:00", local("2026-02-01T08:00")),
            (" 2026-02-01 ", local("2026-02-01")),
            ("PT4H", MONDAY + timedelta(hours=4)),
            ("PT4H working", MONDAY + timedelta(hours=5)),
            (timedelta(minutes=5), MONDAY + timedelta(minutes=5)),
            (None, None),
            ("", None),
        ],
    )
    def test_a_field_is_its_value(self, value: object, expected: datetime | None) -> None:
        assert due("frist", frist=value) == expected

    def test_a_name_without_value_is_not_due_yet(self) -> None:
        assert due("frist") is None

    @pytest.mark.parametrize("value", [5, 5.5, True, [], "tomorrow", "-P1D", timedelta(days=-1), "x" * 300])
    def test_a_field_that_is_no_time(self, value: object) -> None:
        with pytest.raises(TimerError):
            due("frist", frist=value)

    def test_says_what_it_names(self) -> None:
        assert parse_timer("ticket.pending_until").names == {"ticket.pending_until"}
        assert parse_timer("my_date_field").names == {"my_date_field"}
        assert parse_timer("PT1H").names == frozenset()

    def test_follows_a_view(self) -> None:
        assert due("sla.solution", sla__solution=MONDAY) == MONDAY

    def test_is_due_once(self) -> None:
        assert due("frist", fired=1, frist="PT4H") is None

    @pytest.mark.parametrize(
        "text", ["a.b", "ticket.a.b", "ticket.", ".x", "a b", "1a", "a()", "None", "ticket.class", "{{ x }}", "${x}", "'PT1H'", ""]
    )
    def test_malformed(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)


class TestExpressions:
    def test_gives_a_due_time(self) -> None:
        assert due("=frist", frist="PT4H") == MONDAY + timedelta(hours=4)
        assert due("= coalesce(frist, 'P1D')", frist=None) == MONDAY + timedelta(days=1)
        assert parse_timer("=frist").names == {"frist"}

    def test_a_name_without_value_is_not_due_yet(self) -> None:
        assert due("=frist") is None

    def test_a_failing_one_is_a_timer_error(self) -> None:
        with pytest.raises(TimerError):
            due("=frist - 'x'", frist=5)

    @pytest.mark.parametrize("text", ["=", "=(", "=__import__('os')", "=a.b.c"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)


class TestBusinessTime:
    def test_is_counted_by_the_host(self) -> None:
        assert due("PT4H working") == MONDAY + timedelta(hours=5)
        assert due("PT4H  Working") == MONDAY + timedelta(hours=5)

    @pytest.mark.parametrize("text", ["P1D working", "P1M working", "4h working", "-PT1H working", "frist working"])
    def test_malformed(self, text: str) -> None:
        with pytest.raises(TimerError):
            parse_timer(text)


PIECES = st.sampled_from(
    [*"PTR019DMYWHS/-:. *,=Z٣", "cron ", "2026-01-31", "ticket.", "working"],
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join), st.text(min_size=190, max_size=300))
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
DURATIONS = st.builds(
    "P{}Y{}M{}DT{}H{}M{}S".format,
    *(st.integers(0, most) for most in (3, 30, 60, 50, 100)),
    st.integers(1, 100),
)  # fmt: skip


def asked(timer: Timer, since: datetime, *, zone: ZoneInfo, fired: int = 0) -> datetime | None:
    return timer.due(names=Host(zone=zone), add_working=an_hour_late, since=since, fired=fired)


@given(TEXTS, MOMENTS)
def test_any_text_is_a_timer_or_refused(text: str, since: datetime) -> None:
    with suppress(TimerError):
        asked(parse_timer(text), since, zone=BERLIN)


@given(DURATIONS, MOMENTS, ZONES, st.timedeltas(timedelta(), timedelta(days=40)))
def test_later_set_is_never_due_earlier(text: str, since: datetime, zone: ZoneInfo, later: timedelta) -> None:
    timer = parse_timer(text)
    first, second = asked(timer, since, zone=zone), asked(timer, since + later, zone=zone)
    assert first is not None
    assert second is not None
    assert first >= since
    assert second >= first - timedelta(hours=1)  # an hour that exists twice has two moments with one name


SHAPES = st.sampled_from(["R{n}/{d}", "R{n}/{s}/{d}", "R{n}/{d}/{s}", "R{n}/{d} working"])


@given(SHAPES, st.integers(1, 6), DURATIONS, st.tuples(MOMENTS, MOMENTS), ZONES)
def test_cycles_rise_and_end_after_their_number(
    shape: str, number: int, duration: str, moments: tuple[datetime, datetime], zone: ZoneInfo
) -> None:
    start, since = moments
    if "working" in shape:
        duration = "PT" + duration.partition("T")[2]
    timer, found = parse_timer(shape.format(n=number, d=duration, s=start.isoformat())), list[datetime]()
    while (moment := asked(timer, found[-1] if found else since, zone=zone, fired=len(found))) is not None:
        found.append(moment)
    assert found == sorted(set(found))
    assert 1 <= len(found) <= number
    if "{s}" not in shape:
        assert len(found) == number
    least = timer.seconds_between
    assert least is not None
    assert all((after - before).total_seconds() >= least for before, after in pairwise(found))


@given(st.sampled_from(["0 8 * * 1-5", "*/7 * * * *", "30 2 * * *", "0 0 29 2 *", "15 2,3 1 * *", "0 0 L * *"]), MOMENTS, ZONES)
def test_cron_rises(fields: str, since: datetime, zone: ZoneInfo) -> None:
    first = asked(parse_timer(f"cron {fields}"), since, zone=zone)
    assert first is not None
    second = asked(parse_timer(f"cron {fields}"), first, zone=zone, fired=1)
    assert second is not None
    assert since < first < second


def test_a_long_text_is_refused_at_once() -> None:
    with pytest.raises(TimerError, match="200"):
        parse_timer("P" * 1_000_000)
