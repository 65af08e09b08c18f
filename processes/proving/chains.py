"""The proof: each chain from its first entry to its last, against the ticket's row and against all checkpoints.

It only reads, in pages, and keeps nothing but what it found. Let it see one moment (`one_moment`), or what is written meanwhile looks
wrong.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from sqlalchemy import Row, String, select, text, tuple_, type_coerce

from foundation import secrets
from foundation.db import db
from foundation.errors import NotFound
from foundation.unit_of_work import unit_of_work
from processes.events import Event
from processes.history import BEGINNING, HistoryCheckpoint, HistoryEntry
from processes.proving.checkpoints import PURPOSE, Head, digest_of, heads_of
from processes.proving.findings import Proof
from processes.proving.rows import Stored, entries_between, told_moment
from processes.tickets.ticket import Ticket

TICKETS_AT_ONCE = 500
CHECKPOINTS_AT_ONCE = 20
TicketRow = Row[int, str, int, bytes]


@contextmanager
def one_moment() -> Iterator[None]:
    """A unit of work that reads, and in which nothing changes however long it takes."""
    with unit_of_work(reads_only=True):
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield


def prove(number: str | None = None, *, expects: str | None = None) -> Proof:
    """Look at all histories, or at that of one ticket, and at all checkpoints.

    Args:
        number: the ticket's.
        expects: the digest of a checkpoint that was kept elsewhere; there must be one like it.

    Raises:
        NotFound: there is no ticket with this number.
    """
    proof = Proof()
    if number is None:
        prove_all_chains(proof)
        prove_checkpoints(proof, expects=expects)
    else:
        ticket = ticket_numbered(number)
        prove_chains(proof, [ticket], entries_between(ticket.id, ticket.id))
        prove_checkpoints(proof, only=ticket.id, expects=expects)
    return proof


# ------------------------------------------------------------------------------------------------ chains
TICKETS = select(Ticket.id, Ticket.number, Ticket.history_length, Ticket.history_head)


def ticket_numbered(number: str) -> TicketRow:
    found = db.session.execute(TICKETS.where(Ticket.number == number)).first()
    if found is None:
        raise NotFound(f"There is no ticket {number!r}.")
    return found


def prove_all_chains(proof: Proof) -> None:
    """All chains, a page of tickets at a time; and entries whose ticket is no more."""
    last_id: int | None = 0
    while last_id is not None:
        page = db.session.execute(TICKETS.where(Ticket.id > last_id).order_by(Ticket.id).limit(TICKETS_AT_ONCE)).all()
        first_id, last_id = last_id + 1, page[-1].id if len(page) == TICKETS_AT_ONCE else None
        prove_chains(proof, page, entries_between(first_id, last_id))


def prove_chains(proof: Proof, tickets: Iterable[TicketRow], entries: Iterable[Stored]) -> None:
    """The chains of these tickets, whose entries come in their order."""
    expected = {ticket.id: ticket for ticket in tickets}
    for ticket_id, chain in groupby(entries, key=lambda entry: entry.ticket_id):
        ticket = expected.pop(ticket_id, None)
        walk = Walk(proof, ticket_id, ticket.number if ticket else None)
        for entry in chain:
            walk.go_on(entry)
        if ticket is None:
            proof.note("There are entries of a ticket that does not exist.", ticket_id=ticket_id)
        else:
            walk.end(ticket.history_length, ticket.history_head)
    for ticket in expected.values():
        Walk(proof, ticket.id, ticket.number).end(ticket.history_length, ticket.history_head)


class Walk:
    """The way along one chain."""

    def __init__(self, proof: Proof, ticket_id: int, number: str | None) -> None:
        self._proof, self._place = proof, {"ticket_id": ticket_id, "ticket": number}
        self._position, self._head = 0, BEGINNING
        self._erased: set[int] = set()
        self._said_to_be_erased: set[int] = set()

    def go_on(self, entry: Stored) -> None:
        """Look at the next entry; what follows it is measured by what it says its hash is, so that one change is told once."""
        self._proof.entries += 1
        if entry.position != self._position + 1:
            self._note(f"Entry {self._position + 1} is missing: this one stands in its place.", entry.position)
        elif not entry.follows(self._head):
            self._note("It was changed, or put in the place of another, or the one before it was.", entry.position)
        if entry.is_erased:
            self._erased.add(entry.position)
        elif not entry.is_as_written:
            self._note("What it tells was changed.", entry.position)
        elif entry.event == Event.ARTICLE_ERASED:
            self._said_to_be_erased.update(entry.data["positions"])
        self._position, self._head = entry.position, entry.hash

    def end(self, length: int, head: bytes) -> None:
        """Compare with what the ticket's row says of its chain."""
        self._proof.tickets += 1
        self._proof.erased += len(self._erased & self._said_to_be_erased)
        for position in sorted(self._erased - self._said_to_be_erased):
            self._note("What it tells was removed, and no entry says who erased it.", position)
        if self._position < length:
            self._note(f"The history ends before its time: the ticket knows of {length} entries.", self._position + 1)
        elif self._position > length:
            self._note(f"The ticket knows of {length} entries only; what follows was added.", length + 1)
        elif self._head != head:
            self._note("The last entry is not the one the ticket knows of.", length or None)

    def _note(self, problem: str, position: int | None) -> None:
        self._proof.note(problem, position=position, **self._place)


# ------------------------------------------------------------------------------------------------ checkpoints
CHECKPOINTS = select(
    *(HistoryCheckpoint.id, HistoryCheckpoint.tickets, HistoryCheckpoint.covers_id, HistoryCheckpoint.heads),
    *(HistoryCheckpoint.digest, HistoryCheckpoint.signature, type_coerce(HistoryCheckpoint.at, String).label("at")),
)


def prove_checkpoints(proof: Proof, *, only: int | None = None, expects: str | None = None) -> None:
    """The chain of checkpoints, their signatures, and what they list, or what they list of the ticket with the id `only`."""
    number, digest, expected = 0, BEGINNING, expects is None
    for checkpoint in all_checkpoints():
        proof.checkpoints += 1
        if checkpoint.id != number + 1:
            proof.note(f"Checkpoint {number + 1} is missing.", checkpoint=checkpoint.id)
        elif digest_of(checkpoint, before=digest) != checkpoint.digest:
            proof.note("It was changed, or the one before it was.", checkpoint=checkpoint.id)
        if not secrets.verify(checkpoint.digest, checkpoint.signature, purpose=PURPOSE):
            proof.note("It is not signed with the secret key of this house.", checkpoint=checkpoint.id)
        prove_heads(proof, checkpoint.id, [head for head in heads_of(checkpoint) if only in {None, head.ticket_id}])
        number, digest = checkpoint.id, checkpoint.digest
        expected = expected or digest.hex() == expects
        proof.newest = (checkpoint.id, told_moment(checkpoint.at), digest.hex())
    if not expected:
        proof.note(f"No checkpoint has the digest {expects}: it was cut off, or is of another house.")


def all_checkpoints() -> Iterator[Row[int, int, int, bytes, bytes, str, str]]:
    """All checkpoints in their order, as they are stored."""
    page = db.session.execute(CHECKPOINTS.order_by(HistoryCheckpoint.id).limit(CHECKPOINTS_AT_ONCE)).all()
    while page:
        yield from page
        further = CHECKPOINTS.where(HistoryCheckpoint.id > page[-1].id)
        page = db.session.execute(further.order_by(HistoryCheckpoint.id).limit(CHECKPOINTS_AT_ONCE)).all()


def prove_heads(proof: Proof, checkpoint: int, heads: list[Head]) -> None:
    """That each listed end is an entry of its chain."""
    for start in range(0, len(heads), TICKETS_AT_ONCE):
        page = heads[start : start + TICKETS_AT_ONCE]
        key = tuple_(HistoryEntry.ticket_id, HistoryEntry.position)
        entries = select(HistoryEntry.ticket_id, HistoryEntry.position, HistoryEntry.hash)
        found = {(row[0], row[1]): row[2] for row in db.session.execute(entries.where(key.in_([head[:2] for head in page])))}
        for head in page:
            if found.get(head[:2]) != head.hash:
                what = "is another one now" if head[:2] in found else "is missing"
                number = db.session.scalar(select(Ticket.number).where(Ticket.id == head.ticket_id))
                place = {"ticket_id": head.ticket_id, "ticket": number, "position": head.length, "checkpoint": checkpoint}
                proof.note(f"The entry that was the last one then {what}.", **place)
