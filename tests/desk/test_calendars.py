"""Calendars: OTRS's defaults, what is refused at which field, and what a change does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.calendar_values import Weekday
from desk.calendars import DEFAULT, DEFAULTS, Calendar, default_working_time, working_time_for
from desk.master_data import Validity
from desk.working_time import WorkingTime, full_hours
from foundation.db import db
from foundation.errors import Refused
from foundation.unit_of_work import unit_of_work

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = 3600


def calendar(name: str = "Berlin", **values: Any) -> Calendar:
    return Calendar.create(name=name, actor=SYSTEM, **values)


def planted() -> Calendar:
    """The default calendar: the seeded one, or OTRS's values."""
    stored = db.session.scalar(select(Calendar).where(Calendar.name == DEFAULT))
    return stored or Calendar.create(actor=SYSTEM, **DEFAULTS)


# ------------------------------------------------------------------------------------------------ defaults
@pytest.mark.usefixtures("work")
def test_the_default_is_what_otrs_ships() -> None:
    otrs = WorkingTime(
        "UTC",
        (*(full_hours(range(8, 21)),) * 5, (), ()),
        yearly=frozenset({(1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)}),
    )
    assert default_working_time() == otrs
    planted()
    assert default_working_time() == otrs


@pytest.mark.usefixtures("work")
def test_a_new_calendar_has_office_hours_in_the_zone_of_the_house() -> None:
    new = calendar()
    assert (new.time_zone, new.week_start, new.yearly_days, new.one_off_days) == ("UTC", Weekday.MONDAY, [], [])
    assert new.working_time().between(MONDAY, MONDAY + timedelta(days=7)) == 65 * HOUR


@pytest.mark.usefixtures("work")
def test_the_default_can_be_changed_but_stays() -> None:
    default = planted()
    default.change(actor=SYSTEM, hours={"Mon": [["08:00", "09:00"]]})
    assert default_working_time().between(MONDAY, MONDAY + timedelta(days=7)) == HOUR
    with pytest.raises(Refused) as refused:
        default.change(actor=SYSTEM, name="Other")
    assert "name" in refused.value.problems
    with pytest.raises(Refused) as refused:
        default.change(actor=SYSTEM, validity=Validity.INVALID)
    assert "validity" in refused.value.problems
    assert (default.name, default.is_valid) == (DEFAULT, True)


@pytest.mark.usefixtures("work")
def test_the_first_valid_calendar_counts_else_the_default() -> None:
    planted()
    of_sla, of_queue = calendar("SLA", hours={"Sat": [["10:00", "12:00"]]}), calendar("Queue", hours={"Sun": [["10:00", "12:00"]]})
    assert working_time_for(of_sla, of_queue) == of_sla.working_time()
    assert working_time_for(None, of_queue) == of_queue.working_time()
    assert working_time_for(None, None) == default_working_time()
    of_sla.change(actor=SYSTEM, validity="invalid")
    assert working_time_for(of_sla, of_queue) == of_queue.working_time()


# ------------------------------------------------------------------------------------------------ values
@pytest.mark.usefixtures("work")
def test_everything_a_calendar_knows_counts() -> None:
    made = calendar(
        time_zone="Europe/Berlin",
        hours={"Tue": [["13:00", "24:00"], ["8:00", "12:00"]], "Thu": [["00:00", "06:30"]], "Wed": []},
        country="DE",
        region="BY",
        yearly_days=[{"month": 3, "day": 3, "name": " Carnival "}],
        one_off_days=[{"date": date(2026, 3, 12), "name": "Outing"}],
    )
    counted = made.working_time()
    assert made.hours == {"Tue": [["08:00", "12:00"], ["13:00", "24:00"]], "Thu": [["00:00", "06:30"]]}
    assert made.yearly_days == [{"month": 3, "day": 3, "name": "Carnival"}]
    assert made.one_off_days == [{"date": "2026-03-12", "name": "Outing"}]
    assert not [day for day in ("2026-03-03", "2027-03-03", "2026-03-12", "2026-06-04") if not counted.is_free(date.fromisoformat(day))]
    assert not counted.is_free(date(2027, 3, 12))
    assert counted.between(MONDAY, MONDAY + timedelta(days=14)) == (15 + 6.5) * HOUR


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "needed"),
        ("time_zone", "Europe/Berlln", "did you mean Europe/Berlin?"),
        ("time_zone", None, "no time zone"),
        ("hours", None, "by weekday"),
        ("hours", [8, 9], "by weekday"),
        ("hours", {"Day": []}, "'Day' is no weekday"),
        ("hours", {"Mon": "08:00-17:00"}, "Mon: write a list of spans"),
        ("hours", {"Mon": [["08:00"]]}, "a start and an end"),
        ("hours", {"Mon": [["08:00", "25:00"]]}, "Mon: '25:00' is no time of day"),
        ("hours", {"Mon": [["08:00", "24:01"]]}, "'24:01' is no time of day"),
        ("hours", {"Mon": [["08:60", "17:00"]]}, "'08:60' is no time of day"),
        ("hours", {"Mon": [[8, 17]]}, "8 is no time of day"),
        ("hours", {"Mon": [["17:00", "08:00"]]}, "ends before it begins"),
        ("hours", {"Mon": [["08:00", "08:00"]]}, "ends before it begins"),
        ("hours", {"Fri": [["12:00", "17:00"], ["08:00", "12:30"]]}, "Fri: 08:00 to 12:30 and 12:00 to 17:00 overlap"),
        ("country", "XX", "'XX' are not known"),
        ("country", ["DE"], "are not known"),
        ("region", "BY", "needs its country"),
        ("yearly_days", [{"month": 2, "day": 30, "name": "Never"}], "no day 30 in a month 2"),
        ("yearly_days", [{"month": "2", "day": 3}], "no day 3 in a month '2'"),
        ("yearly_days", [{"month": True, "day": 3}], "no day 3"),
        ("yearly_days", [{"month": 5, "day": 1}, {"month": 5, "day": 1, "name": "Again"}], "5-1 is there twice"),
        ("yearly_days", "01-05", "a list of days"),
        ("yearly_days", None, "a list of days"),
        ("yearly_days", [{"month": 5, "day": 1, "name": "x" * 201}], "at most 200"),
        ("one_off_days", [{"date": "2026-02-30"}], "'2026-02-30' is no date"),
        ("one_off_days", [{"date": None}], "None is no date"),
        ("one_off_days", [{"date": "2026-02-03"}, {"date": "2026-02-03"}], "2026-02-03 is there twice"),
        ("one_off_days", [{"date": "2026-02-03"}] * 1001, "at most 1000"),
        ("week_start", "Noday", "none of Mon"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        calendar(**{"name": "Wrong", field: value})
    assert list(refused.value.problems) == [field]
    assert sentence in refused.value.problems[field]
    assert db.session.scalar(select(Calendar).where(Calendar.name.in_(["Wrong", ""]))) is None


@pytest.mark.usefixtures("work")
def test_a_region_must_be_one_of_its_country() -> None:
    with pytest.raises(Refused, match="DE has no region 'KY'; there are BB, BE"):
        calendar(country="DE", region="KY")


@pytest.mark.usefixtures("work")
def test_29_february_is_a_day() -> None:
    assert calendar(yearly_days=[{"month": 2, "day": 29}]).working_time().is_free(date(2028, 2, 29))


@pytest.mark.usefixtures("work")
def test_all_days_free_is_refused_unless_nobody_works_anyway() -> None:
    days = [{"month": day.month, "day": day.day} for day in (date(2024, 1, 1) + timedelta(days=number) for number in range(366))]
    with pytest.raises(Refused, match="nobody ever works"):
        calendar(yearly_days=days)
    assert calendar(yearly_days=days, hours={}).working_time().counts_nothing


@pytest.mark.usefixtures("work")
def test_a_refused_change_leaves_the_calendar_as_it_was() -> None:
    made = calendar(hours={"Mon": [["08:00", "09:00"]]})
    with pytest.raises(Refused):
        made.change(actor=SYSTEM, name="Other", hours={"Mon": [["09:00", "08:00"]]})
    assert (made.name, made.hours) == ("Berlin", {"Mon": [["08:00", "09:00"]]})


@pytest.mark.usefixtures("work")
def test_a_change_is_audited_with_old_and_new_hours() -> None:
    made = calendar(hours={"Mon": [["08:00", "09:00"]]})
    made.change(actor=SYSTEM, hours={"Mon": [["08:00", "10:00"]]})
    assert made.change(actor=SYSTEM, hours={"Mon": [["8:00", "10:00"]]}) is False
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "calendar").order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.changes == {"hours": [{"Mon": [["08:00", "09:00"]]}, {"Mon": [["08:00", "10:00"]]}]}


def test_equal_contents_are_made_once_and_a_change_is_heeded_at_once(house: Flask) -> None:
    with unit_of_work():
        calendar(hours={"Mon": [["08:00", "09:00"]]})
        calendar("Twin", hours={"Mon": [["08:00", "09:00"]]})
    with unit_of_work():
        before = Calendar.named("Berlin").working_time()
        assert Calendar.named("Twin").working_time() is before
        Calendar.named("Berlin").change(actor=SYSTEM, hours={"Mon": [["08:00", "10:00"]]})
    with unit_of_work(reads_only=True):
        assert Calendar.named("Berlin").working_time().between(MONDAY, MONDAY + timedelta(days=1)) == 2 * HOUR
        assert Calendar.named("Twin").working_time() is before
