"""A moment: a date with a time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.temporal import TemporalKind, is_plain_date
from desk.fields.texts import shown


@kinds.register("datetime")
@dataclass(frozen=True)
class Moment(TemporalKind):
    """A moment in UTC; one without a zone is meant in that of the house."""

    label: ClassVar[str] = "datetime"

    def at(self, moment: datetime) -> datetime:
        return moment.astimezone(UTC)

    def year_of(self, value: datetime) -> int:
        return value.astimezone(self.zone).year

    def read(self, value: Any) -> datetime:
        try:
            moment = datetime(value.year, value.month, value.day) if is_plain_date(value) else value  # noqa: DTZ001 - the zone follows
            moment = moment if isinstance(moment, datetime) else datetime.fromisoformat(value)
            zoned = moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment
            return self._within(zoned.astimezone(UTC))
        except (ValueError, TypeError, OverflowError):
            raise ValueError(f"{shown(value)} is not a moment (2026-01-31T09:00).") from None

    def _within(self, moment: datetime) -> datetime:
        """Not so near the ends of time that another zone would be beyond them."""
        if not 1 < moment.year < 9999:
            raise ValueError
        return moment

    def text_of(self, value: datetime) -> str:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")

    def from_text(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    def shown(self, value: datetime) -> str:
        return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
