"""The ticket, put together from its abilities."""

from itertools import count
from typing import Any, Self

from sqlalchemy import Select, event, select
from sqlalchemy.orm import QueryContext

from desk.actors import Actor
from desk.groups import QueuePermission
from desk.ticket_permissions import ticket_condition
from foundation.db import db
from foundation.errors import NotFound
from processes.activities import Activity
from processes.tickets import access, words
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
from processes.tickets.splitting import Splitting
from processes.tickets.titling import Titling
from processes.tickets.watching import Watching

KEPT = ("_words", *KEPT_FIELDS)


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
    Fields,
    TicketRecord,
):
    """A ticket: a running process as people see it. Whoever changes it takes it by `for_update`, which holds its row."""

    __tablename__ = "ticket"

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def visible_to(cls, actor: Actor, permission: QueuePermission | str = QueuePermission.RO) -> Select[Self]:
        """The tickets for which the actor has the permission; the only way to tickets for whoever acts for somebody."""
        return select(cls).where(ticket_condition(actor, permission, access.columns_of(cls)))

    @classmethod
    def for_update(cls, ticket_id: int) -> Self:
        """The ticket, held until the end of the unit of work, with its names.

        Raises:
            NotFound: there is none. Whether somebody may see it is asked by the verbs.
        """
        return cls._held(cls.id == ticket_id, told=f"There is no ticket with id {ticket_id}.")

    @classmethod
    def of_activity(cls, activity_id: int) -> Self:
        """The ticket an activity belongs to, held in the same way.

        Raises:
            NotFound: there is no such activity.
        """
        ticket_id = select(Activity.ticket_id).where(Activity.id == activity_id).scalar_subquery()
        return cls._held(cls.id == ticket_id, told=f"There is no activity with id {activity_id}.")

    @classmethod
    def taken(cls, ticket_id: int, *, wait: bool) -> Self | None:
        """The ticket, held in the same way; None: there is none, or (unless `wait`) somebody else holds it."""
        try:
            return cls._held(cls.id == ticket_id, told="", skip_locked=not wait)
        except NotFound:
            return None

    @classmethod
    def numbered(cls, number: str) -> Self:
        """The same by its number.

        Raises:
            NotFound: there is none.
        """
        return cls._held(cls.number == number, told=f"There is no ticket {number!r}.")

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
    def _held(cls, condition: Any, *, told: str, skip_locked: bool = False) -> Self:
        found = db.session.execute(
            words.joined(select(cls, *words.columns(cls)), cls)
            .where(condition)
            .with_for_update(of=cls, skip_locked=skip_locked)
            .execution_options(populate_existing=True)
        ).first()
        if found is None:
            raise NotFound(told)
        ticket: Self = found[0]
        return ticket.know(words.words_from(found[1:]))


@event.listens_for(Ticket, "expire")
def _forget_words(ticket: Ticket, _names: Any) -> None:
    """Names and fields are read anew together with the row."""
    for kept in KEPT:
        ticket.__dict__.pop(kept, None)


@event.listens_for(Ticket, "refresh")
def _doubt_words(ticket: Ticket, _context: QueryContext, _names: Any) -> None:
    _forget_words(ticket, None)
