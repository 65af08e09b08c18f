"""Patterns: the rows a story wrote, with everything left open that is another thing in each ticket (`marking.py`).

What cannot be explained is an error: a printed copy would be wrong there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import JSON, Column, Table, select

from bpm.timing import parse_timer
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict
from foundation.unit_of_work import unit_of_work
from processes import history
from processes.activities import Activity
from processes.bulk.casting import Cast
from processes.bulk.marking import Due, Marking, labelled, script_for_pattern
from processes.bulk.marks import IN_DOCUMENT, IN_JSON, PLAIN, SPELT, OpenMoment, compiled, is_open, mark, number
from processes.bulk.playing import play
from processes.bulk.rows import IN_DOCUMENTS, Row, forget, leads_to, rows_of, tables
from processes.bulk.spelling import Spelling
from processes.bulk.stories import DAY, Story
from processes.definitions import model_of
from processes.instances import Instance
from processes.tickets import escalating
from processes.tickets.articles import Article
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer

LONG_AGO: Final = 400 * DAY
WRITTEN: Final = {"from_text": "from_text", "to": "to_text", "cc": "cc_text", "bcc": "bcc_text", "reply_to": "reply_to"}
INDEXED: Final = ("subject", "from_text", "to_text", "cc_text", "body")
AS_CALLED: Final = ("subject", "body", "message_id", "in_reply_to", "references")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of history: what it tells (bytes: the digest of what is the same for all), and what else its hash covers."""

    content: str | bytes
    covered: str


@dataclass(frozen=True, slots=True)
class Said:
    """An article as its fingerprint sees it: open texts by the names of `NewArticle`, the rest, and who wrote it."""

    texts: Mapping[str, str]
    rest: NewArticle
    author: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An article as it is indexed: open texts by the names of its columns, with the title as it was then."""

    texts: Mapping[str, str]
    visible_to_customer: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What escalation clocks are computed from: the role of the queue, the state, and names of moments."""

    queue: str
    state_type: StateType
    moments: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one table, as one text that is filled in at once."""

    table: str
    columns: tuple[str, ...]
    rows: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is printed for a story.

    Args:
        numbers: how many rows have ids of their own, by table.
        names: what these ids are called.
        blocks: the rows.
        entries: of the history.
        said: and `heard`: the articles.
        title: the last one.
        offsets: moments that are so long after others.
        dues: moments that timers come to, with the names of those they count from.
        facts: for the escalation clocks.
        rows: how many rows there are, by table.
    """

    story: Story
    numbers: Mapping[str, int]
    names: Mapping[str, tuple[str, ...]]
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    said: tuple[Said, ...]
    heard: tuple[Heard, ...]
    title: str
    offsets: Mapping[str, tuple[str, timedelta]]
    dues: tuple[tuple[Due, str], ...]
    facts: Facts
    rows: Mapping[str, int]


# ------------------------------------------------------------------------------------------------ from a story
def pattern_of(story: Story, cast: Cast, spelling: Spelling) -> Pattern:
    """Play a story and make a pattern of what it wrote.

    Raises:
        Conflict: the process does not go on in this house as it does in the story.
        LookupError: something in its rows cannot be explained.
    """
    begin = now() - LONG_AGO - story.longest
    times = labelled(story.times(begin, Random(0)))  # noqa: S311 - repeatable, and keeps no secret
    script = script_for_pattern(times)
    dues: dict[Due, None] = {}
    titles: dict[int, str] = {}
    for ticket_id in play(story, cast, script, times.beats):
        with unit_of_work(reads_only=True):
            dues |= dict.fromkeys(dues_of(ticket_id))
            titles = titles_of(ticket_id) | titles
    with unit_of_work(reads_only=True):
        rows = rows_of(ticket_id)
        require_success(story, rows)
        pattern = Tracing(story, rows, Marking(cast, script, times, rows, list(dues)), titles, spelling).pattern(list(dues))
    with unit_of_work():
        forget(rows)
    return pattern


def require_success(story: Story, rows: Mapping[str, Sequence[Row]]) -> None:
    for incident in rows["incident"]:
        raise Conflict(
            f"The story {story.name!r} cannot be told here: its process stops at {incident['element']!r}: {incident['message']} "
            f"Invented tickets need the processes as they are shipped, and a house whose states and priorities are those of a new one."
        )


def titles_of(ticket_id: int) -> dict[int, str]:
    """The title as it is now, for each article there is."""
    titled = select(Article.id, Ticket.title).join(Ticket, Ticket.id == Article.ticket_id).where(Ticket.id == ticket_id)
    return {key: title for key, title in db.session.execute(titled)}  # noqa: C416 - typed, as `dict` of rows is not


def dues_of(ticket_id: int) -> Iterator[Due]:
    """The due times that stand now and follow from a moment alone."""
    for timer in db.session.scalars(select(Timer).where(Timer.ticket_id == ticket_id, Timer.due_at.is_not(None))):
        if not timer.names and timer.due_at is not None:
            yield Due(timer.due_at, parse_timer(timer.text), timer.since, timer.fired)
    of_instances = select(Activity, Instance.version_id).join(Instance, Instance.id == Activity.instance_id)
    for activity, version_id in db.session.execute(of_instances.where(Activity.ticket_id == ticket_id)):
        said: Any = getattr(model_of(version_id).node(activity.node_id), "due", None)
        for name, moment in (("due", activity.due_at), ("follow_up", activity.follow_up_at)):
            if moment is not None and not getattr(said, name).names:
                yield Due(moment, getattr(said, name), activity.opened_at, 0)


@dataclass(frozen=True, slots=True)
class Tracing:
    """Making a pattern of rows; `titles`: what the ticket was called when each article was written."""

    story: Story
    rows: Mapping[str, Sequence[Row]]
    marking: Marking
    titles: Mapping[int, str]
    spelling: Spelling

    def pattern(self, dues: Sequence[Due]) -> Pattern:
        blocks = tuple(self.block(table) for table in tables() if self.rows[table.name])
        since = [(due, self.marking.moment(due.since)) for due in dues]
        numbers = {name: len(rows) for name, rows in self.rows.items() if rows and "id" in rows[0]}
        return Pattern(
            story=self.story,
            numbers=numbers,
            names={name: tuple(f"{name}.{place}" for place in range(many)) for name, many in numbers.items()},
            blocks=blocks,
            entries=tuple(self.entry(row, place) for place, row in enumerate(self.rows["history_entry"])),
            said=tuple(map(self.said, self.rows["article"])),
            heard=tuple(map(self.heard, self.rows["article"])),
            title=self.open_text(self.rows["ticket"][0]["title"]),
            facts=self.facts(),
            offsets=self.marking.offsets,
            dues=tuple(since),
            rows={name: len(rows) for name, rows in self.rows.items() if rows},
        )

    # -------------------------------------------------------------------------------------------- rows
    def block(self, table: Table) -> Block:
        rows = enumerate(self.rows[table.name])
        written = [self.spelling.row([self.cell(column, row, place) for column in table.columns]) for place, row in rows]
        return Block(table.name, tuple(column.name for column in table.columns), "".join(written))

    def cell(self, column: Column[Any], row: Row, place: int) -> str:  # noqa: PLR0911 - one for each kind of value
        """One value, spelt and ready to be filled in."""
        value = row[column.name]
        computed = self.computed(column, value, place)
        if computed is not None:
            return compiled(computed, SPELT)
        elif value is None:
            return self.spelling.value(None)
        elif isinstance(column.type, JSON):
            opened = self.document(column.table.name, value, row)
            return compiled(self.spelling.value(json.dumps(opened, ensure_ascii=False)), IN_DOCUMENT)
        elif isinstance(value, datetime):
            name = self.marking.moment(value, since=row.get("since") or row.get("opened_at"))
            return compiled(number(f"{name}{SPELT}"), SPELT)
        elif isinstance(value, bytes):
            return self.constant(column, value)
        elif isinstance(value, int) and not isinstance(value, bool):
            known = self.marking.id(leads_to(column, row), value)
            return compiled(known, SPELT) if isinstance(known, str) else self.spelling.value(known)
        else:
            return compiled(self.spelling.value(self.marking.text(value) if type(value) is str else value), SPELT)

    def document(self, table: str, value: Any, row: Row) -> Any:
        return self.marking.document(value, ids=IN_DOCUMENTS.get(table, {}), since=row.get("at"))

    def computed(self, column: Column[Any], value: Any, place: int) -> str | None:
        """What is open as a whole, since it is computed from the rest."""
        name = column.name
        if column.table.name == "history_entry" and name in {"content_sha256", "hash"}:
            return self.spelling.blob % number(f"{name}.{place}")
        elif name == "history_head":
            return self.spelling.blob % number(f"hash.{len(self.rows['history_entry']) - 1}")
        elif column.table.name == "ticket" and name in escalating.KEPT:
            return number(f"{name}{SPELT}")
        elif column.table.name == "article" and name == "content_sha256" and value:
            return self.spelling.value(mark(f"fingerprint.{place}"))
        else:
            return None

    def constant(self, column: Column[Any], value: bytes) -> str:
        """Bytes, which are the same for all.

        Raises:
            LookupError: they hold something of this ticket.
        """
        found = self.marking.found_in(value)
        if found:
            raise LookupError(f"{column} holds {found!r}, and cannot be filled in for others.")
        return self.spelling.value(value)

    # -------------------------------------------------------------------------------------------- what is computed
    def entry(self, row: Row, place: int) -> Entry:
        content = history.canonical(self.document("history_entry", row["data"], row)).decode()
        snapshot = {"queue_id": "queue", "owner_id": "agent"}
        told = row | {name: self.marking.id(snapshot.get(name), row[name]) for name in history.SNAPSHOT}
        told |= {
            "ticket_id": self.marking.id("ticket", row["ticket_id"]),
            "article_id": self.marking.id("article", row["article_id"]),
            "actor": self.marking.text(row["actor"]),
            "at": self.marking.history_moment(row["at"]),
            "content_sha256": OpenMoment(mark(f"content_sha256.{place}")),
        }
        covered = compiled(history.covered(told).decode(), IN_JSON)
        return Entry(compiled(content, IN_JSON) if is_open(content) else row["content_sha256"], covered)

    def said(self, row: Row) -> Said:
        """An article as it was given: whose words it is may have been found out when it was written.

        Raises:
            LookupError: its fingerprint is of something else.
        """
        given = {name: row[column] for name, column in WRITTEN.items()} | {name: row[name] for name in AS_CALLED if name in row}
        given["references"] = row["references_text"]
        rest = NewArticle(
            subject="",
            body="",
            channel=row["channel"],
            sender=row["sender"],
            visible_to_customer=row["visible_to_customer"],
            time_units=row["time_units"],
        )
        for from_text in (row["from_text"], ""):
            texts: dict[str, Any] = {name: value or "" for name, value in {**given, "from_text": from_text}.items()}
            if replace(rest, **texts).fingerprint(author=row["created_by"]) == row["content_sha256"]:
                opened = {name: self.open_text(text) for name, text in texts.items()}
                return Said(opened, rest, self.open_text(row["created_by"]))
        raise LookupError(f"The fingerprint of article {row['position']} of the story {self.story.name!r} cannot be explained.")

    def heard(self, row: Row) -> Heard:
        told = {name: row[name] for name in INDEXED} | {"title": self.titles[row["id"]]}
        return Heard({name: self.open_text(text) for name, text in told.items()}, row["visible_to_customer"])

    def open_text(self, text: str) -> str:
        return compiled(self.marking.text(text), PLAIN)

    def facts(self) -> Facts:
        ticket = self.rows["ticket"][0]
        moments = (ticket[name] for name in escalating.ASKED)
        state_type = db.session.get_one(State, ticket["state_id"]).type
        queue = next(role for role in ("queue", "next_queue") if self.marking.id("queue", ticket["queue_id"]) == number(role))
        return Facts(queue, state_type, tuple(None if moment is None else self.marking.moment(moment) for moment in moments))
