"""A date."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.temporal import TemporalKind
from desk.fields.texts import shown


@kinds.register("date")
@dataclass(frozen=True)
class Date(TemporalKind):
    """A date of the house's zone."""

    label: ClassVar[str] = "date"

    def at(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def read(self, value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except (ValueError, TypeError):
            raise ValueError(f"{shown(value)} is not a date (2026-01-31).") from None

    def text_of(self, value: date) -> str:
        return value.isoformat()

    def from_text(self, text: str) -> date:
        return date.fromisoformat(text)
