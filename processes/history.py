"""The one writer of history: what was done with a ticket, by whom, and how the ticket stood then. An entry is history and event at once.

Append only. The entries of a ticket form a chain: each holds the hash of the one before, the ticket's row the last one. Entries are kept
back until the unit of work settles (`processes/settling.py`), and then written in one statement.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Document, Id, db
from processes.events import Event

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

WAITING = "history that is not written yet"  # in the session, which ends with the unit of work
SNAPSHOT = ("queue_id", "owner_id", "priority_id", "state_id", "type_id")


class HistoryEntry(Base):
    """One entry. Ids are not in the order of commits; `position` counts from 1 within the ticket.

    `data` is what the entry tells, `content_sha256` the digest of what can be erased from it. The snapshot is as after the change.
    """

    __tablename__ = "history_entry"
    __table_args__ = (Index(None, "ticket_id", "position", unique=True), Index(None, "event", "at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[Event] = mapped_column(enumeration(Event))
    actor: Mapped[str] = mapped_column(String(240))
    data: Mapped[Any] = mapped_column(Document)
    article_id: Mapped[int | None] = mapped_column(Id, ForeignKey("article.id"))
    queue_id: Mapped[int] = mapped_column(Id)
    owner_id: Mapped[int] = mapped_column(Id)
    priority_id: Mapped[int] = mapped_column(Id)
    state_id: Mapped[int] = mapped_column(Id)
    type_id: Mapped[int | None] = mapped_column(Id)
    content_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class HistoryCheckpoint(Base):
    """A signed statement of how long the chains were and how they ended: what was cut off behind it is missed.

    `heads` lists the tickets that changed since the checkpoint before, packed; `digest` covers them and the digest before.
    """

    __tablename__ = "history_checkpoint"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    tickets: Mapped[int]
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[str] = mapped_column(String(200))


# ------------------------------------------------------------------------------------------------ writing
def record(ticket: "TicketRecord", event: Event, *, actor: Actor, data: Mapping[str, Any], article_id: int | None = None) -> None:
    """Add an entry to a ticket's history; the ticket is stored already, and as it is after the change.

    Args:
        ticket: whose row is locked by this unit of work.
        event: what has happened.
        actor: who did it.
        data: what there is to tell, by name; texts, numbers, moments, and lists of them.
        article_id: the article it is about.
    """
    content = plain(data)
    entry: dict[str, Any] = {
        "ticket_id": ticket.id,
        "position": ticket.history_length + 1,
        "at": now(),
        "event": event,
        "actor": str(actor),
        "article_id": article_id,
        **{name: getattr(ticket, name) for name in SNAPSHOT},
    }
    entry["content_sha256"] = digest(content)
    entry["hash"] = chained(ticket.history_head, entry)
    entry["data"] = content
    ticket.history_length, ticket.history_head = entry["position"], entry["hash"]
    waiting().append(entry)


def waiting() -> list[dict[str, Any]]:
    """The entries of this unit of work that are not written yet."""
    entries: list[dict[str, Any]] = db.session.info.setdefault(WAITING, [])
    return entries


def write() -> list[dict[str, Any]]:
    """Write what is waiting, in one statement; returns the entries with their ids only if somebody reacts to them."""
    entries = db.session.info.pop(WAITING, [])
    if entries:
        db.session.execute(insert(HistoryEntry), entries)
    return list(entries)


def digest(content: Any) -> bytes:
    """The digest of what an entry tells."""
    return hashlib.sha256(canonical(content)).digest()


def chained(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """The hash of an entry that follows one with the hash `before`."""
    told = [
        entry["ticket_id"],
        entry["position"],
        entry["at"].astimezone(UTC).isoformat(),
        str(entry["event"]),
        entry["actor"],
        entry["article_id"],
        *(entry[name] for name in SNAPSHOT),
        entry["content_sha256"].hex(),
    ]
    return hashlib.sha256(before + canonical(told)).digest()


def canonical(content: Any) -> bytes:
    """The same bytes for the same content, before and after it was in a database."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def plain(value: Any) -> Any:
    """A value as JSON that no database writes differently: no floats, no NUL, no half characters."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (float, Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    return str(value)
