"""Who reads a dialog: in which language, and in which zone moments are written and meant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from foundation.application import settings

GERMAN: Final = "de"


@dataclass(frozen=True)
class Reader:
    """The language as a code (`de`, `de-AT`, `en`), and a zone."""

    language: str
    zone: ZoneInfo

    @property
    def is_german(self) -> bool:
        return self.language.replace("_", "-").partition("-")[0].lower() == GERMAN

    def local(self, moment: datetime) -> datetime:
        """A moment as the reader's clock shows it."""
        return moment.astimezone(self.zone)


def of_the_house() -> Reader:
    """A reader of whom nothing is known."""
    return Reader(settings().language, ZoneInfo(settings().time_zone))
