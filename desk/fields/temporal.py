"""What dates and moments share: an allowed stretch of years, no past or no future, and a default that counts from now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from desk.fields.entries import link, one_of, plain, regexes, whole
from desk.fields.ordered import OrderedKind
from foundation.clock import now

CENTURY_SECONDS = 100 * 366 * 24 * 3600
ENTRIES = MappingProxyType(
    {
        "default": plain,
        "default_seconds": whole(-CENTURY_SECONDS, CENTURY_SECONDS),
        "restriction": one_of("none", "no-past", "no-future"),
        "years_past": whole(0, 1_000),
        "years_future": whole(0, 1_000),
        "min": plain,
        "max": plain,
        "regexes": regexes,
        "link": link,
    }
)


@dataclass(frozen=True)
class TemporalKind(OrderedKind):
    """A date or a moment. The settings `default` (one for all times) and `default_seconds` (from now) exclude each other."""

    entries: ClassVar = ENTRIES

    def at(self, moment: datetime) -> Any:
        """The value that stands for a moment."""
        raise NotImplementedError

    def year_of(self, value: Any) -> int:
        year: int = value.year
        return year

    def objections(self, value: Any) -> Iterable[str]:
        yield from super().objections(value)
        yield from self._restrictions(value, self.at(now()))

    def _restrictions(self, value: Any, present: Any) -> Iterable[str]:
        restriction = self.config.get("restriction", "none")
        if restriction == "no-past" and value < present:
            yield f"{self.shown(value)} is past; only what is still to come is possible here."
        if restriction == "no-future" and value > present:
            yield f"{self.shown(value)} is still to come; only what is past is possible here."
        year, this = self.year_of(value), self.year_of(present)
        if year < this - self.config.get("years_past", this) or year > this + self.config.get("years_future", 9999):
            yield f"The year {year} is too far away."

    def config_problems(self) -> Iterable[tuple[str, str]]:
        if "default" in self.config and "default_seconds" in self.config:
            yield "default_seconds", "There is a fixed default already."
        else:
            timeless = {name: value for name, value in self.config.items() if name in {"default", "min", "max", "regexes"}}
            yield from super(TemporalKind, type(self)(timeless, self.zone)).config_problems()

    def default(self, *, now: datetime) -> Any:
        """The default; none if the restrictions do not allow it any more."""
        if "default_seconds" in self.config:
            value = self.at(now + timedelta(seconds=self.config["default_seconds"]))
        else:
            value = self._read(self.config.get("default"))
        return None if value is None or any(self.objections(value)) else value


def is_plain_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
