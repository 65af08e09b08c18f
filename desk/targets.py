"""What a queue or an SLA promises: first response, update and solution within so many working minutes, and when to warn before."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from desk.calendars import Calendar, working_time_for
from desk.escalations import Agreement, Target
from desk.master_data import MasterData
from foundation.db import Id

MOST_MINUTES = 10 * 366 * 24 * 60  # ten years: more is a slip of the finger
PERCENTS = tuple(range(10, 100, 10))
CLOCKS = ("first_response", "update", "solution")


class WithTargets(MasterData):
    """A record with three targets and the calendar they are counted by. Minutes: 0 is none."""

    __abstract__ = True

    first_response_minutes: Mapped[int] = mapped_column(Integer, default=0)
    first_response_notify_percent: Mapped[int | None] = mapped_column(Integer)
    update_minutes: Mapped[int] = mapped_column(Integer, default=0)
    update_notify_percent: Mapped[int | None] = mapped_column(Integer)
    solution_minutes: Mapped[int] = mapped_column(Integer, default=0)
    solution_notify_percent: Mapped[int | None] = mapped_column(Integer)
    calendar_id: Mapped[int | None] = mapped_column(Id, ForeignKey("calendar.id"), index=True)

    @declared_attr
    def calendar(cls) -> Mapped[Calendar | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        return relationship(Calendar)

    def agreement(self, *, or_calendar: Calendar | None = None) -> Agreement:
        """What the escalation clocks count with; `or_calendar` counts where this record names none that is valid."""
        first_response, update, solution = (self._target(clock) for clock in CLOCKS)
        counted = working_time_for(self.calendar, or_calendar)
        return Agreement(first_response=first_response, update=update, solution=solution, working_time=counted)

    def _target(self, clock: str) -> Target:
        return Target(getattr(self, f"{clock}_minutes"), getattr(self, f"{clock}_notify_percent") or 0)

    @validates(*(f"{clock}_minutes" for clock in CLOCKS))
    def _read_minutes(self, _attribute: str, value: Any) -> int:
        return minutes(value)

    @validates(*(f"{clock}_notify_percent" for clock in CLOCKS))
    def _read_percent(self, _attribute: str, value: Any) -> int | None:
        if value is not None and (isinstance(value, bool) or value not in PERCENTS):
            raise ValueError(f"{value!r} cannot be chosen; warn after {PERCENTS[0]} to {PERCENTS[-1]} percent in tens, or not at all.")
        return int(value) if value is not None else None

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        for clock in CLOCKS:
            if getattr(self, f"{clock}_notify_percent") is not None and not getattr(self, f"{clock}_minutes"):
                yield f"{clock}_notify_percent", "There is nothing to warn of: say first within how many minutes."


def minutes(value: Any) -> int:
    """A number of minutes as people enter it.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no number of minutes; write a whole number, 0 for none.")
    if value > MOST_MINUTES:
        raise ValueError(f"These are more than ten years; at most {MOST_MINUTES} minutes can be promised.")
    return value
