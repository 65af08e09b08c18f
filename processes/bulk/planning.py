"""Which ticket gets which story, when it began, and which ids and number: the same for the same seed and end.

The house is two years old and got as many tickets on each day. Most of the old ones are closed and archived; of the newest, half are open.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from desk.ticket_numbers import OTRS_NUMBERING, counting, format_of
from foundation.application import settings
from foundation.db import Base, db
from processes.bulk.acts import Script
from processes.bulk.casting import Company
from processes.bulk.patterns import Pattern
from processes.bulk.printing import Copy
from processes.bulk.stories import DAY, Times, between
from processes.bulk.texts import Texts

AGE: Final = 730 * DAY
NEW: Final = 100 * DAY
OPEN_OF_NEW, OPEN_OF_OLD = 0.55, 0.14
TRIES: Final = 20
ON_SHEET: Final = 400
LEAVE_AFTER: Final = (14 * DAY, 60 * DAY)
LEAVE_LASTS: Final = (DAY, 21 * DAY)
NEXT_BLOCK: Final = text("SELECT setval(:sequence, nextval(:sequence) + :number - 1) - :number + 1")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some tickets that are printed in one go: their places, and the first of the ids and numbers that are kept for them."""

    places: range
    first_ids: Mapping[str, int]
    counters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lot:
    """What falls to one ticket; `chance` decides the rest."""

    pattern: Pattern
    times: Times
    prefix: str
    chance: Random


class Plan:
    """What is printed; how many tickets are open and how many rows there are, by table, is known as soon as there are sheets."""

    def __init__(self, tickets: int, *, company: Company, patterns: Sequence[Pattern], end: datetime, seed: int) -> None:
        self.tickets, self.company, self.end, self.seed = tickets, company, end, seed
        self._texts, self._zone, self._format = Texts(seed), ZoneInfo(settings().time_zone), format_of(OTRS_NUMBERING)
        self.open_tickets, self.rows = 0, Counter[str]()
        self._closed = Told([each for each in patterns if not each.story.is_open] or patterns)
        self._open = Told([each for each in patterns if each.story.is_open] or patterns)

    def lot(self, place: int) -> Lot:
        """What falls to the ticket at a place: the first is the oldest."""
        chance = Random(f"{self.seed} {place}")  # noqa: S311 - repeatable, and keeps no secret
        begin = self.end - AGE * (1 - (place + chance.random()) / self.tickets)
        pattern, times = self.story(begin, chance)
        prefix = self._format.prefix(begin.astimezone(self._zone).date())
        return Lot(pattern, times, prefix, chance)

    def story(self, begin: datetime, chance: Random) -> tuple[Pattern, Times]:
        """A story that can have come to its end by now, and does not wait for what should have come long ago."""
        is_open = chance.random() < (OPEN_OF_NEW if self.end - begin < NEW else OPEN_OF_OLD)
        for attempt in range(TRIES):
            pattern = (self._open if is_open or attempt > TRIES // 2 else self._closed).one(chance)
            times = pattern.story.times(begin, chance)
            stands = self.end - times.beats[-1]
            if timedelta() <= stands <= (pattern.story.oldest or stands):
                return pattern, times
        pattern = self._open.shortest
        return pattern, pattern.story.times(begin, chance)

    def sheets(self) -> Iterator[Sheet]:
        """All sheets, with ids and numbers reserved; in the open unit of work."""
        of_sheets = [self.needs(range(first, min(first + ON_SHEET, self.tickets))) for first in range(0, self.tickets, ON_SHEET)]
        ids: Counter[str] = Counter()
        counters: Counter[str] = Counter()
        for needs in of_sheets:
            ids += needs.ids
            counters += needs.counters
        next_ids = {name: reserved_ids(name, number) for name, number in ids.items()}
        next_counters = {prefix: reserved_counters(prefix, number) for prefix, number in counters.items()}
        for needs in of_sheets:
            yield Sheet(needs.places, {name: next_ids[name] for name in needs.ids}, {name: next_counters[name] for name in needs.counters})
            for name, number in needs.ids.items():
                next_ids[name] += number
            for prefix, number in needs.counters.items():
                next_counters[prefix] += number

    def needs(self, places: range) -> "Needs":
        """How many ids and numbers some tickets need."""
        found = Needs(places, Counter(), Counter())
        for place in places:
            lot = self.lot(place)
            found.ids.update(lot.pattern.numbers)
            found.counters[lot.prefix] += 1
            self.rows.update(lot.pattern.rows)
            self.open_tickets += lot.pattern.story.is_open
        return found

    def copies(self, sheet: Sheet) -> Iterator[Copy]:
        """The tickets of a sheet."""
        ids, counters = Counter(sheet.first_ids), Counter(sheet.counters)
        for place in sheet.places:
            lot = self.lot(place)
            number = self._format.number(lot.prefix, counters[lot.prefix])
            cast = self.company.cast(lot.chance, is_leave=lot.pattern.story.is_leave)
            yield Copy(lot.pattern, cast, self.script(lot, number), lot.times, number, dict(ids))
            ids.update(lot.pattern.numbers)
            counters[lot.prefix] += 1

    def script(self, lot: Lot, number: str) -> Script:
        """The words of a ticket."""
        chance, said = lot.chance, range(lot.pattern.numbers["article"])
        first = lot.times.beats[0] + between(LEAVE_AFTER, chance)
        days = (first, first + between(LEAVE_LASTS, chance))
        return Script(
            title=self._texts.title(chance),
            bodies=tuple(self._texts.body(chance) for _ in said),
            message_ids=tuple(f"<{number}.{place}@mail.bench.example>" for place in said),
            days=(days[0].date().isoformat(), days[1].date().isoformat()),
            untils=tuple(lot.times.untils),
        )


@dataclass(frozen=True, slots=True)
class Needs:
    """How many ids, by table, and numbers, by prefix, some tickets need."""

    places: range
    ids: Counter[str]
    counters: Counter[str]


class Told:
    """Patterns of stories, each told as often as its share says."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._shares = list(accumulate(pattern.story.share for pattern in patterns))
        self.shortest = min(patterns, key=lambda pattern: pattern.story.longest)

    def one(self, chance: Random) -> Pattern:
        return chance.choices(self._patterns, cum_weights=self._shares)[0]


def reserved_ids(name: str, number: int) -> int:
    """The first of that many ids of a table that nobody else gets."""
    if db.engine.dialect.name == "postgresql":
        sequence = db.session.scalar(select(func.pg_get_serial_sequence(name, "id")))
        first: int = db.session.execute(NEXT_BLOCK, {"sequence": sequence, "number": number}).scalar_one()
        return first
    return (db.session.scalar(select(func.max(Base.metadata.tables[name].c.id))) or 0) + 1


def reserved_counters(prefix: str, number: int) -> int:
    """The first of that many counters of a prefix of ticket numbers."""
    last: int = db.session.execute(counting(prefix, db.engine.dialect.name, by=number)).scalar_one()
    return last - number + 1
