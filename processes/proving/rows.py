"""Entries as the database holds them, for whoever doubts them: a value that no program of ours would have written is read, too."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, String, Text, cast, select, tuple_, type_coerce

from foundation.db import db
from processes.history import SNAPSHOT, HistoryEntry, chained, digest

PAGE = 2_000  # entries at once
COLUMNS = (
    *(HistoryEntry.ticket_id, HistoryEntry.position, HistoryEntry.actor, HistoryEntry.article_id),
    type_coerce(HistoryEntry.event, String).label("event"),
    type_coerce(HistoryEntry.at, String).label("at"),  # a text on SQLite
    cast(HistoryEntry.data, Text).label("data"),
    *(getattr(HistoryEntry, name) for name in SNAPSHOT),
    *(HistoryEntry.content_sha256, HistoryEntry.hash),
)


class Stored(NamedTuple):
    """An entry, and what follows from it: the hash it should have (None: it cannot be computed), and the state of its content."""

    ticket_id: int
    position: int
    event: str
    data: Any
    hash: bytes
    is_erased: bool
    is_as_written: bool
    row: Row[Any]

    def follows(self, before: bytes) -> bool:
        """Whether its hash is that of an entry like this after one with the hash `before`."""
        told = dict(self.row._mapping)  # noqa: SLF001 - SQLAlchemy's way to the columns of a row by name
        try:
            return chained(before, told | {"at": datetime.fromisoformat(told_moment(self.row.at))}) == self.hash
        except (TypeError, ValueError, AttributeError):  # values that no entry ever had
            return False


def entries_between(first_id: int, last_id: int | None) -> Iterator[Stored]:
    """The entries of the tickets with these ids (None: and all later), in the order of tickets and positions."""
    key = tuple_(HistoryEntry.ticket_id, HistoryEntry.position)
    statement = select(*COLUMNS).order_by(HistoryEntry.ticket_id, HistoryEntry.position).limit(PAGE)
    statement = statement.where(HistoryEntry.ticket_id >= first_id)
    if last_id is not None:
        statement = statement.where(HistoryEntry.ticket_id <= last_id)
    page = db.session.execute(statement).all()
    while page:
        yield from map(stored, page)
        page = db.session.execute(statement.where(key > (page[-1].ticket_id, page[-1].position))).all() if len(page) == PAGE else []


def stored(row: Row[Any]) -> Stored:
    """A row, looked into."""
    data, readable = content(row.data)
    is_as_written = readable and digest(data) == row.content_sha256
    is_erased = readable and data is None and not is_as_written
    return Stored(row.ticket_id, row.position, str(row.event), data, row.hash, is_erased, is_as_written, row)


def content(text: str | None) -> tuple[Any, bool]:
    """What an entry tells, and whether that can be read."""
    try:
        return (None if text is None else json.loads(text)), True
    except ValueError:
        return None, False


def told_moment(value: datetime | str) -> str:
    """A moment in UTC as both databases tell it, or what stands in place of one."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError:
        return str(value)
    return (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)).isoformat()
