"""The ticket, put together from its abilities."""

from collections.abc import Collection, Sequence
from enum import Enum
from functools import cache
from itertools import count
from typing import Any, Self

from sqlalchemy import Select, bindparam, event, select
from sqlalchemy.orm import QueryContext

from desk.actors import Actor
from desk.groups import QueuePermission
from foundation import prepared
from foundation.db import db
from foundation.errors import NotFound
from processes.tickets import words
from processes.tickets.archiving import Archiving
from processes.tickets.classifying import Classifying
from processes.tickets.closing import Closing
from processes.tickets.creating import Creating
from processes.tickets.customership import Customership
from processes.tickets.fields import KEPT_FIELDS, Fields
from processes.tickets.following_up import FollowingUp
from processes.tickets.merging import LONGEST_CHAIN, Merging
from processes.tickets.pending import Pending
from processes.tickets.prioritising import Prioritising
from processes.tickets.queueing import Queueing
from processes.tickets.record import TicketRecord
from processes.tickets.resending import Resending
from processes.tickets.rights import visible
from processes.tickets.splitting import Splitting
from processes.tickets.titling import Titling
from processes.tickets.watching import Watching


class By(Enum):
    """What a ticket is found by."""

    ID = "id"
    NUMBER = "number"
    PAGE = "page"


KEPT = ("_words", *KEPT_FIELDS)
NAMES = len(words.COLUMN_NAMES)


class Ticket(
    FollowingUp,
    Merging,
    Splitting,
    Watching,
    Creating,
    Queueing,
    Closing,
    Archiving,
    Pending,
    Prioritising,
    Classifying,
    Customership,
    Titling,
    Resending,
    Fields,
    TicketRecord,
):
    """A ticket: a running process as people see it. Whoever changes it takes it by `for_update`, which holds its row."""

    __tablename__ = "ticket"

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def visible_to(cls, actor: Actor, permission: QueuePermission | str = QueuePermission.RO) -> Select[Self]:
        """The tickets for which the actor has the permission; the only way to tickets for whoever acts for somebody."""
        return select(cls).where(visible(actor, permission, cls))

    @classmethod
    def to_look_at(cls, number: str) -> Self | None:
        """The ticket of a number with its names, to be looked at; whether somebody may see it is asked by whoever shows it."""
        found = look(named(By.NUMBER), number)
        return None if found is None else found[0].know(found[1])

    @classmethod
    def named_page(cls, ticket_ids: Collection[int]) -> dict[int, Self]:
        """Several tickets with their names, by their ids; whether somebody may see them was asked before."""
        found: dict[int, Self] = {}
        for row in prepared.rows(named(By.PAGE), key=ticket_ids):
            ticket = prepared.record(cls, row[:-NAMES])
            found[ticket.id] = ticket.know(words.words_from(row[-NAMES:]))
        return found

    @classmethod
    def for_update(cls, ticket_id: int) -> Self:
        """The ticket, held until the end of the unit of work, with its names.

        Raises:
            NotFound: there is none. Whether somebody may see it is asked by the verbs.
        """
        return cls._held(By.ID, ticket_id, told=f"There is no ticket with id {ticket_id}, or none you may see.")

    @classmethod
    def taken(cls, ticket_id: int, *, wait: bool) -> Self | None:
        """The ticket, held in the same way; None: there is none, or (unless `wait`) somebody else holds it."""
        try:
            return cls._held(By.ID, ticket_id, told="", skip_locked=not wait)
        except NotFound:
            return None

    @classmethod
    def numbered(cls, number: str) -> Self:
        """The same by its number.

        Raises:
            NotFound: there is none.
        """
        return cls._held(By.NUMBER, number, told=f"There is no ticket {number!r}.")

    @classmethod
    def surviving(cls, number: str) -> Self:
        """The ticket with that number, held; if it was merged, the one it became part of.

        Raises:
            NotFound: there is none, or it was merged more than ten times over.
        """
        ticket, steps = cls.numbered(number), count(1)
        while ticket.merged_into_id is not None:
            if next(steps) > LONGEST_CHAIN:
                raise NotFound(f"There is no ticket {number!r} any more: it was merged more than {LONGEST_CHAIN} times over.")
            ticket = cls.for_update(ticket.merged_into_id)
        return ticket

    @classmethod
    def together(cls, *ticket_ids: int) -> tuple[Self, ...]:
        """Several tickets, each held, in the order in which they were named; whatever that is, all lock in the same order.

        Raises:
            NotFound: one of them does not exist.
        """
        held = {ticket_id: cls.for_update(ticket_id) for ticket_id in sorted(set(ticket_ids))}
        return tuple(held[ticket_id] for ticket_id in ticket_ids)

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """The ticket from the values of its columns, as they are now."""
        ticket = prepared.record(cls, row, anew=True)
        _forget_words(ticket, None)
        return ticket

    @classmethod
    def _held(cls, by: By, key: int | str, *, told: str, skip_locked: bool = False) -> Self:
        if db.session.dirty:
            db.session.flush()  # or what was changed and not written yet would be read over
        found = look(held(by, skip_locked), key)
        # On PostgreSQL, whoever waited for the row gets it as it is now, but joined with the names it had before: none at all, if it has
        # another state by now. It is held, so that a second look finds both as they are.
        if (found is None and not skip_locked) or (found is not None and not words.are_whole(found[1], found[0])):
            found = look(held(by, skip_locked), key)
        if found is None:
            raise NotFound(told)
        ticket: Self = found[0]
        its_words = found[1]
        return ticket.know(its_words) if words.fit(its_words, ticket) else ticket


def look(statement: Select[Any], key: int | str) -> tuple[Any, words.Words] | None:
    """The ticket and its names, read anew."""
    row = prepared.first(statement, key=key)
    if row is None:
        return None
    return Ticket.read(row[:-NAMES]), words.words_from(row[-NAMES:])


@cache
def named(by: By) -> Select[Any]:
    """The statement that finds a ticket with its names; built once."""
    key: Any = bindparam("key")
    conditions = {
        By.ID: Ticket.id == key,
        By.NUMBER: Ticket.number == key,
        By.PAGE: Ticket.id.in_(bindparam("key", expanding=True)),
    }
    return words.joined(select(*prepared.table_of(Ticket).c, *words.columns(Ticket)), Ticket).where(conditions[by])


@cache
def held(by: By, skip_locked: bool) -> Select[Any]:  # noqa: FBT001 - the key of a cache
    """The same, which takes it."""
    return named(by).with_for_update(of=Ticket, skip_locked=skip_locked)


@event.listens_for(Ticket, "expire")
def _forget_words(ticket: Ticket, _names: Any) -> None:
    """Names and fields are read anew together with the row."""
    for kept in KEPT:
        ticket.__dict__.pop(kept, None)


@event.listens_for(Ticket, "refresh")
def _doubt_words(ticket: Ticket, _context: QueryContext, _names: Any) -> None:
    _forget_words(ticket, None)
