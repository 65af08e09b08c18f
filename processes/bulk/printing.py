"""Printing tickets: a pattern filled in with people, words, moments and ids of its own, each entry of history chained to the one before."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from desk.calendars import working_time_for
from desk.escalations import Agreement
from desk.queues import Queue
from desk.working_time import WorkingTime
from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from foundation.fulltext import Parts
from processes import history
from processes.bulk.acts import Script
from processes.bulk.casting import Cast
from processes.bulk.marks import IN_JSON, SPELT
from processes.bulk.patterns import Pattern
from processes.bulk.rows import tables
from processes.bulk.spelling import Spelling
from processes.bulk.stories import Times
from processes.bulk.words import add_words
from processes.tickets import escalating, indexing
from processes.tickets.articles import Article


class Values(dict[str, Any]):
    """What is filled in by name; a form in which something is asked for first is made then."""

    def __init__(self, spelling: Spelling) -> None:
        super().__init__()
        self._spelling = spelling

    def __missing__(self, name: str) -> str:
        of, dot, form = name.rpartition(".")
        if not of:
            raise KeyError(name)
        found = self[name] = self.formed(self[of], dot + form)
        return found

    def formed(self, value: Any, form: str) -> str:
        """A text or moment as it stands in texts, in JSON, and in either as the database reads it."""
        if isinstance(value, datetime):
            return self._spelling.value(value) if form == SPELT else value.isoformat()
        elif value is None:
            return self._spelling.value(None)
        elif form == SPELT:
            return self._spelling.inside(value)
        in_json = json.dumps(value, ensure_ascii=False)[1:-1]
        return in_json if form == IN_JSON else self._spelling.inside(in_json)


@dataclass(frozen=True, slots=True)
class Copy:
    """One ticket that is to be printed. `first_ids`: of its rows, by table."""

    pattern: Pattern
    cast: Cast
    script: Script
    times: Times
    number: str
    first_ids: Mapping[str, int]


class NoNames:
    """What a timer text sees that names nothing."""

    def __init__(self) -> None:
        self.now, self.zone = now(), ZoneInfo(settings().time_zone)

    def in_group(self, group: str) -> bool:
        raise LookupError(group)

    def __call__(self, name: str) -> object:
        raise LookupError(name)


class Promised(NamedTuple):
    """What a queue promises, and what its calendar counts."""

    agreement: Agreement | None
    working_time: WorkingTime


@dataclass
class Printer:
    """Prints into rows by table, until they are written; what queues promise is found out once."""

    spelling: Spelling
    rows: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, dict[int, Parts]] = field(default_factory=lambda: defaultdict(dict))
    names: NoNames = field(default_factory=NoNames)
    _promised: dict[int, Promised] = field(default_factory=dict)

    def put(self, copy: Copy) -> None:
        """Print one ticket."""
        values = self.values(copy)
        self.add_articles(copy, values)
        self.add_history(copy.pattern, values)
        for block in copy.pattern.blocks:
            self.rows.setdefault(block.table, []).append(block.rows % values)

    # -------------------------------------------------------------------------------------------- what is filled in
    def values(self, copy: Copy) -> Values:
        """By name: ids, people, texts, moments."""
        found = Values(self.spelling)
        for table, names in copy.pattern.names.items():
            found.update(zip(names, count(copy.first_ids[table])))
        for role, place in copy.cast.places.items():
            found.update({role: place.id, f"{role}.word": place.word, f"{role}.name": place.name})
        for role, who in copy.cast.people.items():
            found.update({role: who.id, f"{role}.login": who.login, f"{role}.actor": str(who.actor)})
            found.update({f"{role}.name": who.full_name, f"{role}.email": who.email})
        script = copy.script
        found.update({"title": script.title, "number": copy.number})
        for name, several in (("body", script.bodies), ("mail", script.message_ids), ("day", script.days)):
            found.update({f"{name}.{place}": text for place, text in enumerate(several)})
        moments = self.moments(copy)
        found.update(moments)
        found.update(self.clocks(copy, moments))
        return found

    def moments(self, copy: Copy) -> dict[str, datetime]:
        """All moments of a story, with those that follow from others."""
        pattern, known = copy.pattern, {f"beat.{place}": moment for place, moment in enumerate(copy.times.beats)}
        known |= {f"until.{place}": moment for place, moment in enumerate(copy.times.untils)}
        known |= {name: known[of] + offset for name, (of, offset) in pattern.offsets.items()}
        counted = self.promised(copy.cast.queue.id).working_time
        for place, (due, since) in enumerate(pattern.dues):
            found = due.timer.due(names=self.names, add_working=adding(counted), since=known[since], fired=due.fired)
            assert found is not None  # noqa: S101 - it was due in the pattern, too
            known[f"due.{place}"] = found
        return known

    def clocks(self, copy: Copy, moments: Mapping[str, datetime]) -> dict[str, datetime | None]:
        """When the ticket escalates, as it stands in the end."""
        facts = copy.pattern.facts
        place = copy.cast.places[facts.queue]
        asked = escalating.facts_of(facts.state_type, *(name and moments[name] for name in facts.moments))  # type: ignore[arg-type]
        return escalating.columns_by(asked, self.promised(place.id).agreement)

    def promised(self, queue_id: int) -> Promised:
        if queue_id not in self._promised:
            queue = db.session.get_one(Queue, queue_id)
            self._promised[queue_id] = Promised(escalating.agreement_of(queue_id, None), working_time_for(None, queue.calendar))
        return self._promised[queue_id]

    # -------------------------------------------------------------------------------------------- what is computed
    def add_articles(self, copy: Copy, values: Values) -> None:
        """The fingerprints of articles; and what they and the ticket are found by."""
        for place, (said, heard) in enumerate(zip(copy.pattern.said, copy.pattern.heard, strict=True)):
            texts: dict[str, Any] = {name: text % values for name, text in said.texts.items()}
            values[f"fingerprint.{place}"] = replace(said.rest, **texts).fingerprint(author=said.author % values)
            kind = indexing.ARTICLES if heard.visible_to_customer else indexing.INTERNAL_ARTICLES
            article = SimpleNamespace(**{name: text % values for name, text in heard.texts.items()})
            self.words[kind][values[f"article.{place}"]] = indexing.article_parts(cast("Article", article), article.title)
        title, names = copy.pattern.title % values, (copy.cast.customer.word, copy.cast.customer_user.login)
        self.words[indexing.TICKETS][values["ticket.0"]] = indexing.ticket_parts(copy.number, title, *names)

    def add_history(self, pattern: Pattern, values: Values) -> None:
        """The chain of history, from entry to entry."""
        head = history.BEGINNING
        for place, entry in enumerate(pattern.entries):
            content = entry.content
            if isinstance(content, str):
                content = hashlib.sha256((content % values).encode()).digest()
            values[f"content_sha256.{place}"] = content.hex()
            head = hashlib.sha256(head + (entry.covered % values).encode()).digest()
            values[f"hash.{place}"] = head.hex()

    # -------------------------------------------------------------------------------------------- writing
    def write(self, connection: Connection) -> None:
        """Have the database take what was printed, in the order in which rows refer to each other."""
        for table in tables():
            if rows := self.rows.pop(table.name, []):
                self.spelling.write(connection, table.name, [column.name for column in table.columns], rows)
        for kind, objects in self.words.items():
            add_words(connection, kind, objects, self.spelling)
        self.words.clear()


def adding(working_time: WorkingTime) -> Callable[[datetime, timedelta], datetime]:
    return lambda start, length: working_time.add(start, length.total_seconds())
