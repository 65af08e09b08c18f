"""Agents: the people who work on tickets."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import house_permissions
from desk.actors import ActorKind
from desk.people import Person


class Agent(Person):
    """Somebody who works here."""

    __tablename__ = "agent"
    noun: ClassVar[str] = "agent"
    actor_kind: ClassVar[ActorKind] = ActorKind.AGENT
    own: ClassVar[frozenset[str]] = Person.own | {"out_of_office_from", "out_of_office_to"}

    out_of_office_from: Mapped[date | None] = mapped_column()
    out_of_office_to: Mapped[date | None] = mapped_column()

    def is_out_of_office(self, at: datetime) -> bool:
        """Whether `at` is on a day of absence; days are those of the agent's zone, the last one included."""
        if self.out_of_office_from is None or self.out_of_office_to is None:
            return False
        return self.out_of_office_from <= at.astimezone(self.zone).date() <= self.out_of_office_to

    # -------------------------------------------------------------------------------------------- rules
    @validates("out_of_office_from", "out_of_office_to")
    def _read_day(self, _name: str, value: Any) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value) if value else None
        except (TypeError, ValueError):
            raise ValueError(f"{value!r} is no day; write it as 2026-12-31.") from None

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        if (self.out_of_office_from is None) != (self.out_of_office_to is None):
            missing = "out_of_office_from" if self.out_of_office_from is None else "out_of_office_to"
            yield missing, "An absence has a first and a last day; one of them is missing."
        elif self.out_of_office_from and self.out_of_office_to and self.out_of_office_from > self.out_of_office_to:
            yield "out_of_office_to", f"The last day lies before the first, {self.out_of_office_from}."
        if not self.is_valid and inspect(self).persistent and house_permissions.ends_administration(lambda way: way.agent_id == self.id):
            yield "validity", house_permissions.LAST_ADMIN
