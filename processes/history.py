"""The one writer of history: what was done with a ticket, by whom, and how the ticket stood then. An entry is history and event at once.

Append only. The entries of a ticket form a chain: each holds the hash of the one before, the ticket's row the last one. Entries are kept
back until the unit of work settles (`processes/settling.py`), and then written in one statement.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from desk.master_data import enumeration
from foundation import prepared
from foundation.clock import now
from foundation.db import Base, Document, Id, db
from processes.events import Event

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

WAITING = "history that is not written yet"  # in the session, which ends with the unit of work
SNAPSHOT = ("queue_id", "owner_id", "priority_id", "state_id", "type_id")
BEGINNING = bytes(32)  # what the first entry of a chain follows, and the first checkpoint
EXACT = 2**53  # beyond it, readers of JSON that know floats only make another number of it
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
MOST_LEVELS = 20  # of lists and mappings in each other; no reader of ours needs them, and databases refuse thousands


class HistoryEntry(Base):
    """One entry. Ids are not in the order of commits; `position` counts from 1 within the ticket.

    `data` is what the entry tells, and None once that was erased (`processes/proving/erasing.py`); `content_sha256` is its digest and
    stays, so that the chain does. The snapshot is as after the change.
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

    `heads` lists tickets with entries since the checkpoint before, packed; `covers_id` is the newest entry for which that holds; `digest`
    covers all this and the digest before. `processes/proving/checkpoints.py` writes and reads them.
    """

    __tablename__ = "history_checkpoint"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)  # counts from 1 without gaps
    at: Mapped[datetime] = mapped_column(default=now)
    tickets: Mapped[int]
    covers_id: Mapped[int] = mapped_column(Id)
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[str] = mapped_column(String(200))


WRITE = insert(prepared.table_of(HistoryEntry))


# ------------------------------------------------------------------------------------------------ an entry is an event
@dataclass(frozen=True, slots=True)
class Happening:
    """An entry as an event: where it stands, what brought it about, and how many effects of effects away from a person that was."""

    event: Event
    ticket_id: int
    position: int
    cause: str | None
    hops: int


Reaction = Callable[[Happening], None]
_reactions: list[Reaction] = []
_origin: ContextVar[tuple[str | None, int]] = ContextVar("origin of history", default=(None, 0))


def reactions_are(react: Reaction) -> None:
    """Say who is told of each entry, in the unit of work that writes it; the composition root does."""
    _reactions[:] = [react]


@contextmanager
def brought_about_by(cause: str | None, hops: int) -> Iterator[None]:
    """What happens in this block is an effect of `cause`; reactions to it carry that on."""
    token = _origin.set((cause, hops))
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def unheard() -> Iterator[None]:
    """What is written in this block is reacted to by nobody: a story that is told again has had its effects."""
    reactions, _reactions[:] = list(_reactions), []
    try:
        yield
    finally:
        _reactions[:] = reactions


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
    waiting().append((entry, Happening(event, ticket.id, entry["position"], *_origin.get())))


def waiting() -> list[tuple[dict[str, Any], Happening]]:
    """The entries of this unit of work that are not written yet, as rows and as events."""
    entries: list[tuple[dict[str, Any], Happening]] = db.session.info.setdefault(WAITING, [])
    return entries


def write(*along: prepared.Write) -> None:
    """Write what is waiting, in one statement, and tell those who react to it; `along`: what else is written, if it can be in one go."""
    entries: list[tuple[dict[str, Any], Happening]] = db.session.info.pop(WAITING, [])
    prepared.together(*along, *([(WRITE, [row for row, _ in entries])] if entries else ()))
    for react in _reactions:
        for _, happening in entries:
            react(happening)


def digest(content: Any) -> bytes:
    """The digest of what an entry tells."""
    return hashlib.sha256(canonical(content)).digest()


def chained(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """The hash of an entry that follows one with the hash `before`."""
    return hashlib.sha256(before + covered(entry)).digest()


def covered(entry: Mapping[str, Any]) -> bytes:
    """What the hash of an entry covers besides the hash of the one before."""
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
    return canonical(told)


def canonical(content: Any) -> bytes:
    """The same bytes for the same content, before and after it was in a database."""
    return CANONICAL.encode(content).encode("utf-8", "surrogatepass")


def plain(value: Any, *, levels: int = MOST_LEVELS) -> Any:
    """A value as JSON that no database writes differently: no floats, no huge numbers, no NUL, no half characters."""
    is_text = type(value) is str  # first of all, as most of it is
    if not is_text and isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        is_plain = is_text and value.isascii() and "\0" not in value
        return value if is_plain else value.replace("\0", "").encode("utf-8", "replace").decode()
    elif value is None or isinstance(value, bool):
        return value
    elif isinstance(value, (dict, list, tuple, set, frozenset, Mapping)):
        return _plain_inside(value, levels=levels - 1) if levels else "…"
    elif isinstance(value, int):
        return int(value) if -EXACT <= value <= EXACT else str(Decimal(value))
    elif isinstance(value, date):  # moments are dates, too
        return (value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value).isoformat()
    else:
        return plain(str(value))


def _plain_inside(value: Any, *, levels: int) -> Any:
    if isinstance(value, (dict, Mapping)):
        return {str(plain(key, levels=0)): plain(each, levels=levels) for key, each in value.items()}
    found = [plain(each, levels=levels) for each in value]
    return sorted(found, key=canonical) if isinstance(value, (set, frozenset)) else found
