"""Explaining the rows of a story that was played for a pattern: what in them is an id, a person, a text, a moment of this one ticket.

What a moment is, its microseconds tell: each beat has its own. A due time is known by the timer it was computed from.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from bpm.timing import Timer as TimerText
from processes.bulk.acts import Script
from processes.bulk.casting import Cast
from processes.bulk.marks import OpenMoment, mark, number
from processes.bulk.rows import Row
from processes.bulk.stories import Times

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
BODIES, MAILS = 8, 6  # in the longest story
TABLES: Final = {"next_queue": "queue", "owner": "agent", "colleague": "agent"}  # of roles that are not called like theirs


class Due(NamedTuple):
    """A due time: the timer it comes from, since when that counts, how often it had fired."""

    moment: datetime
    timer: TimerText
    since: datetime
    fired: int


def script_for_pattern(times: Times) -> Script:
    """Words that are found again wherever they get to."""
    return Script(
        title="zq-title",
        bodies=tuple(f"zq-body-{place}" for place in range(BODIES)),
        message_ids=tuple(f"<zq-mail-{place}@bench.example>" for place in range(MAILS)),
        days=("2097-01-17", "2097-02-24"),
        untils=tuple(times.untils),
    )


def labelled(times: Times) -> Times:
    """The same, each moment with microseconds of its own."""
    beats = [moment.replace(microsecond=1_000 + place) for place, moment in enumerate(times.beats)]
    return Times(beats, [moment.replace(microsecond=500_000 + place) for place, moment in enumerate(times.untils)])


class Marking:
    """What is known about one ticket that was played for a pattern."""

    def __init__(self, cast: Cast, script: Script, times: Times, rows: Mapping[str, Sequence[Row]], dues: Sequence[Due]) -> None:
        self._ids = {(table, row["id"]): f"{table}.{place}" for table, of in rows.items() for place, row in enumerate(of) if "id" in row}
        self._ids |= {(TABLES.get(role, role), each.id): role for role, each in (cast.places | cast.people).items()}
        self._whole = dict(whole_words(cast))
        self._inside = inside_words(cast, script, rows["ticket"][0]["number"])
        longest_first = sorted(self._inside, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest_first)))
        self._labels = {moment.microsecond: (f"beat.{place}", moment) for place, moment in enumerate(times.beats)}
        self._labels |= {moment.microsecond: (f"until.{place}", moment) for place, moment in enumerate(times.untils)}
        self._dues = {(due.moment, due.since): f"due.{place}" for place, due in enumerate(dues)}
        self.offsets: dict[str, tuple[str, timedelta]] = {}

    def id(self, table: str | None, key: Any) -> Any:
        """The id of a record, open if it is one of this ticket or its cast."""
        name = self._ids.get((table or "", key))
        return key if name is None else number(name)

    def moment(self, moment: datetime, *, since: datetime | None = None) -> str:
        """The name of a moment; `since`: when it may count from, if it is a due time.

        Raises:
            LookupError: it is none of the story's, or more than one.
        """
        dues = {begin: name for (due, begin), name in self._dues.items() if due == moment}
        if since in dues:
            return dues[since]
        if len(dues) > 1:
            raise LookupError(f"Two timers of the story are due at the same moment, {moment}.")
        if dues:
            return dues.popitem()[1]
        if moment.microsecond not in self._labels:
            raise LookupError(f"Nothing in the story explains the moment {moment}.")
        name, at = self._labels[moment.microsecond]
        if moment == at:
            return name
        offset = moment - at
        later = f"{name}+{offset.total_seconds():.0f}"
        self.offsets[later] = (name, offset)
        return later

    def text(self, text: str, *, since: datetime | None = None) -> str:
        """A text with marks for what is of this ticket."""
        if text in self._whole:
            return mark(self._whole[text])
        if MOMENT.fullmatch(text):
            return mark(self.moment(datetime.fromisoformat(text), since=since))
        return self._any.sub(lambda found: mark(self._inside[found[0]]), text)

    def document(self, value: Any, *, ids: Mapping[str, str], since: datetime | None) -> Any:
        """The same for all texts in a document; `ids`: where in it, by name, stands the id of a record of which table."""
        if isinstance(value, str):
            return self.text(value, since=since)
        elif isinstance(value, list):
            return [self.document(each, ids=ids, since=since) for each in value]
        elif isinstance(value, dict):
            opened = {name: self.document(each, ids=ids, since=since) for name, each in value.items() if name not in ids}
            return opened | {name: self.id(ids[name], value[name]) for name in ids.keys() & value.keys()}
        else:
            return value

    def history_moment(self, moment: datetime) -> OpenMoment:
        return OpenMoment(mark(self.moment(moment)))

    def found_in(self, content: bytes) -> str | None:
        """What of this ticket bytes hold that cannot be filled in."""
        words = [word for word in (*self._inside, *self._whole) if word.encode() in content]
        return words[0] if words else None


def whole_words(cast: Cast) -> dict[str, str]:
    """Words that are short enough to be something else within a longer text."""
    found = {place.word: f"{role}.word" for role, place in cast.places.items()}
    for role, person in cast.people.items():
        found |= {person.login: f"{role}.login", str(person.actor): f"{role}.actor"}
    return found


def inside_words(cast: Cast, script: Script, ticket_number: str) -> dict[str, str]:
    """Words that are found wherever they stand."""
    found = {script.title: "title", ticket_number: "number", cast.customer.name: "customer.name"}
    found |= {body: f"body.{place}" for place, body in enumerate(script.bodies)}
    found |= {message_id: f"mail.{place}" for place, message_id in enumerate(script.message_ids)}
    found |= {day: f"day.{place}" for place, day in enumerate(script.days)}
    for role, person in cast.people.items():
        found |= {person.full_name: f"{role}.name", person.email: f"{role}.email"}
    return found
