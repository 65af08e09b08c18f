"""Checkpoints: signed statements of how long the chains were and how they ended.

Whoever can write to the database could cut a chain and set the ticket's row to fit; the checkpoint would miss what was cut. For its
signature one needs the secret key, and to remove one, to forge all those after it. Of the newest alone nothing in here speaks:
`laufzettel history verify` tells its digest, to be kept elsewhere.
"""

import hashlib
import struct
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from foundation import secrets
from foundation.clock import now
from foundation.db import db
from processes.history import BEGINNING, HistoryCheckpoint, HistoryEntry, canonical
from processes.proving.rows import told_moment
from processes.tickets.ticket import Ticket

PURPOSE = "history.checkpoint"
OVERLAP = timedelta(minutes=10)  # an entry is true only when its unit of work commits; none takes that long
MOST_HEADS = 10_000  # in one checkpoint: what must fit in memory
HEAD = struct.Struct(">qq32s")


class Head(NamedTuple):
    """The end of a ticket's chain as it was."""

    ticket_id: int
    length: int
    hash: bytes


def checkpoint(*, most: int = MOST_HEADS) -> list[HistoryCheckpoint]:
    """State the ends of all chains that have grown since the last time; in several checkpoints if they are more than `most`.

    A chain may be stated again though it has not grown: that does no harm. Nothing is stated if nothing has happened.
    """
    last = newest()
    since = last.covers_id if last else 0
    covers_id = settled_id(since)
    made: list[HistoryCheckpoint] = []
    for heads in grown(since, most=most):
        last = signed(heads, covers_id=covers_id, after=last)
        made.append(last)
    db.session.add_all(made)
    return made


def newest() -> HistoryCheckpoint | None:
    """The last checkpoint there is."""
    return db.session.scalar(select(HistoryCheckpoint).order_by(HistoryCheckpoint.id.desc()).limit(1))


def settled_id(since: int) -> int:
    """The newest entry that no unit of work still open can stand before."""
    found = select(func.max(HistoryEntry.id)).where(HistoryEntry.id > since, HistoryEntry.at < now() - OVERLAP)
    return db.session.scalar(found) or since


def grown(since: int, *, most: int) -> Iterator[list[Head]]:
    """The ends of the chains that have entries after the one with the id `since`, in pages."""
    statement = select(Ticket.id, Ticket.history_length, Ticket.history_head).where(Ticket.history_length > 0)
    if since:
        statement = statement.where(Ticket.id.in_(select(HistoryEntry.ticket_id).where(HistoryEntry.id > since)))
    last_id = 0
    while page := db.session.execute(statement.where(Ticket.id > last_id).order_by(Ticket.id).limit(most)).all():
        yield [Head(*row) for row in page]
        last_id = page[-1].id


def signed(heads: list[Head], *, covers_id: int, after: HistoryCheckpoint | None) -> HistoryCheckpoint:
    """A new checkpoint that follows another, or is the first."""
    made = HistoryCheckpoint(id=after.id + 1 if after else 1, at=now(), tickets=len(heads), covers_id=covers_id)
    made.heads = b"".join(HEAD.pack(*head) for head in heads)
    made.digest = digest_of(made, before=after.digest if after else BEGINNING)
    made.signature = secrets.sign(made.digest, purpose=PURPOSE)
    return made


def digest_of(checkpoint: HistoryCheckpoint | Row[*tuple[Any, ...]], *, before: bytes) -> bytes:
    """The digest of all that a checkpoint says, and of the one before."""
    told = [checkpoint.id, told_moment(checkpoint.at), checkpoint.tickets, checkpoint.covers_id]
    return hashlib.sha256(before + canonical(told) + checkpoint.heads).digest()


def heads_of(checkpoint: HistoryCheckpoint | Row[*tuple[Any, ...]]) -> list[Head]:
    """What a checkpoint lists; what is left of it, if somebody has cut into it."""
    whole = len(checkpoint.heads) - len(checkpoint.heads) % HEAD.size
    return [Head(*each) for each in HEAD.iter_unpack(checkpoint.heads[:whole])]
