"""Cron: five fields for the times of a clock, found by croniter.

A module of its own, loaded with the first cron timer: croniter takes a tenth of the time in which `process play` starts.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from croniter.croniter import CroniterError

from bpm.errors import TimerError
from bpm.sentences import Sentence

_DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "l"}
_MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
_CRON_TEXT = re.compile(r"[0-9A-Za-z*/,\-#?]+( [0-9A-Za-z*/,\-#?]+){4}", re.ASCII)
_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cron:
    """Five fields, read on the clock of the asker's zone."""

    fields: str

    def next_after(self, since: datetime, *, zone: ZoneInfo) -> datetime:
        try:
            clock = croniter(self.fields, since.astimezone(zone))
            found: datetime = clock.get_next(datetime)
            while self._comes_twice(found):
                found = clock.get_next(datetime)
        except CroniterError:
            raise TimerError(Sentence("The timer 'cron {fields}' has no further time.", fields=self.fields)) from None
        return found.astimezone(UTC)

    def _comes_twice(self, moment: datetime) -> bool:
        """An hour named by its number is over when the clocks go back to it; every hour is every hour."""
        again = moment.replace(fold=0).utcoffset() != moment.utcoffset()
        return again and "*" not in self.fields.split()[1]


def parse_cron(text: str) -> Cron:
    fields = " ".join(text.split())
    if not _is_cron(fields):
        raise TimerError(
            Sentence(
                "'cron {fields}' is not five cron fields (minute, hour, day, month, weekday) with a time that ever comes. "
                "Write it like cron 0 8 * * 1-5.",
                fields=fields,
            )
        )
    return Cron(fields)


def _is_cron(fields: str) -> bool:
    """Whether croniter finds a time; its random and hashed fields (R, H) have no meaning in a model."""
    words = re.findall("[a-z]+", fields.lower())
    if not _CRON_TEXT.fullmatch(fields) or not (_DAYS | _MONTHS).issuperset(words):
        return False
    try:
        croniter(fields, _ANY_DAY).get_next(datetime)
    except (CroniterError, ValueError, OverflowError):
        return False
    else:
        return True
