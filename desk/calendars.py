"""Calendars: when the desk works. Queues and SLAs name one; where none is named, the default calendar decides."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, ClassVar, Final

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import holidays
from desk.calendar_values import Weekday, read_hours, read_one_off_days, read_yearly_days, spans_of
from desk.master_data import MasterData, enumeration
from desk.working_time import EndlessWalk, WorkingTime, no_days
from foundation.application import settings
from foundation.db import db
from foundation.settings import time_zone as known_zone

DEFAULT: Final = "Default"
HOURS: Final = {str(day): [["08:00", "21:00"]] for day in list(Weekday)[:5]}
YEARLY_DAYS: Final = [
    {"month": 1, "day": 1, "name": "New Year's Day"},
    {"month": 5, "day": 1, "name": "International Workers' Day"},
    {"month": 12, "day": 24, "name": "Christmas Eve"},
    {"month": 12, "day": 25, "name": "First Christmas Day"},
    {"month": 12, "day": 26, "name": "Second Christmas Day"},
    {"month": 12, "day": 31, "name": "New Year's Eve"},
]
# What OTRS ships. The zone is the house's (UTC, unless it is set), which `with_defaults` adds.
DEFAULTS: Final[dict[str, Any]] = {"name": DEFAULT, "hours": HOURS, "yearly_days": YEARLY_DAYS}


def zone_of_the_house() -> str:
    return settings().time_zone


class Calendar(MasterData):
    """Working hours by weekday in a zone, and the days that are free: public ones, yearly ones, single ones."""

    __tablename__ = "calendar"
    noun: ClassVar[str] = "calendar"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    time_zone: Mapped[str] = mapped_column(String(60), default=zone_of_the_house)
    hours: Mapped[dict[str, Any]]
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(40))
    yearly_days: Mapped[list[Any]] = mapped_column(default=list)
    one_off_days: Mapped[list[Any]] = mapped_column(default=list)
    week_start: Mapped[Weekday] = mapped_column(enumeration(Weekday), default=Weekday.MONDAY)

    def working_time(self) -> WorkingTime:
        """What this calendar counts, made once for equal contents: whoever changes a calendar is heeded at once, in all processes."""
        content = {"hours": self.hours, "yearly": self.yearly_days, "one_off": self.one_off_days}
        return working_time_of(self.time_zone, json.dumps(content, sort_keys=True), self.country, self.region)

    # -------------------------------------------------------------------------------------------- rules
    @classmethod
    def with_defaults(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"time_zone": zone_of_the_house(), "hours": HOURS, "yearly_days": [], "one_off_days": []} | super().with_defaults(values)

    @validates("time_zone")
    def _known_zone(self, _name: str, value: Any) -> str:
        return known_zone(value if isinstance(value, str) else repr(value))

    @validates("hours")
    def _read_hours(self, _name: str, value: Any) -> dict[str, Any]:
        return dict(read_hours(value))

    @validates("yearly_days")
    def _read_yearly_days(self, _name: str, value: Any) -> list[Any]:
        return read_yearly_days(value)

    @validates("one_off_days")
    def _read_one_off_days(self, _name: str, value: Any) -> list[Any]:
        return read_one_off_days(value)

    @validates("country")
    def _known_country(self, _name: str, value: Any) -> str | None:
        if value and (not isinstance(value, str) or value not in holidays.countries()):
            raise ValueError(f"The holidays of {value!r} are not known; write the two letters of a country, such as DE.")
        return value or None

    @validates("region")
    def _or_none(self, _name: str, value: Any) -> str | None:
        return str(value) if value else None

    def problems(self) -> Iterable[tuple[str, str]]:
        wrong = self._problem_of_region()
        if wrong:
            yield "region", wrong
        elif self._nobody_works():
            yield "yearly_days", "With these days free, nobody ever works: no working hour is left."
        if self.name != DEFAULT and self._was_default():
            yield "name", f"The calendar {DEFAULT!r} keeps its name: it is used where no other is named."
        if self.name == DEFAULT and not self.is_valid:
            yield "validity", "This calendar stays valid: it is used where no other is named."

    def _problem_of_region(self) -> str | None:
        if self.region is None:
            return None
        if self.country is None:
            return "A region needs its country."
        there = holidays.regions(self.country)
        return None if self.region in there else f"{self.country} has no region {self.region!r}; there are {', '.join(there) or 'none'}."

    def _nobody_works(self) -> bool:
        try:
            self.working_time().add(datetime(2000, 1, 1, tzinfo=UTC), 1)
        except EndlessWalk:
            return True
        else:
            return False

    def _was_default(self) -> bool:
        stored = select(Calendar.name).where(Calendar.id == self.id)
        return self.id is not None and db.session.scalar(stored) == DEFAULT


@lru_cache(maxsize=256)
def working_time_of(zone: str, content: str, country: str | None, region: str | None) -> WorkingTime:
    """The working time of a calendar's stored values."""
    given = json.loads(content)
    return WorkingTime(
        zone,
        tuple(tuple(spans_of(given["hours"].get(day, []), day)) for day in Weekday),
        yearly=frozenset((day["month"], day["day"]) for day in given["yearly"]),
        one_off=frozenset(date.fromisoformat(day["date"]) for day in given["one_off"]),
        public=holidays.PublicHolidays(country, region) if country else no_days,
    )


def working_time_for(*calendars: Calendar | None) -> WorkingTime:
    """What counts for a ticket: the first calendar that is named and valid (the SLA's, then the queue's), else the default one."""
    chosen = next((calendar for calendar in calendars if calendar is not None and calendar.is_valid), None)
    return chosen.working_time() if chosen is not None else default_working_time()


def default_working_time() -> WorkingTime:
    """What the default calendar counts; OTRS's default hours where it was not planted yet."""
    stored = db.session.scalar(select(Calendar).where(Calendar.name == DEFAULT))
    return (stored or Calendar(time_zone=zone_of_the_house(), one_off_days=[], **DEFAULTS)).working_time()
