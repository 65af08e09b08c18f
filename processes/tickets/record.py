"""What a ticket is, as a row, and the three things every verb does with it: ask whether it may, change, and record.

Each ability of the ticket is a class of its own, in a file of its own, over this one; `processes/tickets/ticket.py` puts them together.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from desk.actors import Actor
from desk.master_data import enumeration
from desk.state_types import StateType
from foundation.clock import now
from foundation.db import Base, Id, db
from processes import history, settling
from processes.events import Event
from processes.tickets import access
from processes.tickets.words import Words, words_of

LONGEST_TITLE = 255


class Lock(StrEnum):
    """Whether the owner has claimed the ticket; `tmp_lock` is a claim that ends by itself."""

    UNLOCKED = "unlock"
    LOCKED = "lock"
    TEMPORARILY = "tmp_lock"


class UpdateBasis(StrEnum):
    """Which article the update clock counts from (`desk/escalations.py`)."""

    NONE = "none"
    UNSEEN = "unseen"  # the newest, since no visible one was there yet
    AGENT = "agent"  # the last answer
    CUSTOMER = "customer"  # the first article of the customer that was not answered


class TicketRecord(Base):
    """The columns of a ticket, and what its verbs are made of. Whoever changes it locks the row, which locks its instance, too."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    queue_id: Mapped[int] = mapped_column(Id, ForeignKey("queue.id"))
    state_id: Mapped[int] = mapped_column(Id, ForeignKey("state.id"))
    priority_id: Mapped[int] = mapped_column(Id, ForeignKey("priority.id"))
    type_id: Mapped[int | None] = mapped_column(Id, ForeignKey("ticket_type.id"))
    service_id: Mapped[int | None] = mapped_column(Id, ForeignKey("service.id"))
    sla_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sla.id"))
    owner_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"))
    responsible_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"))
    lock_state: Mapped[Lock] = mapped_column(enumeration(Lock), default=Lock.UNLOCKED)
    customer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("customer.id"))
    customer_user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("customer_user.id"))
    unknown_customer: Mapped[str] = mapped_column(String(255), default="")  # as it was given, where there is no such customer
    unknown_customer_user: Mapped[str] = mapped_column(String(255), default="")  # mostly a bare mail address
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(240))
    closed_at: Mapped[datetime | None]  # when it was closed for the first time, be it open again
    pending_until: Mapped[datetime | None]
    unlock_counts_from: Mapped[datetime | None]  # OTRS's `timeout`: since when the unlock timeout of the queue counts
    archived: Mapped[bool] = mapped_column(Boolean, default=False)
    merged_into_id: Mapped[int | None] = mapped_column(Id, ForeignKey("ticket.id"))
    version: Mapped[int] = mapped_column(default=1)  # counts changes: a form says which one it shows
    # What escalation needs to know, kept with every change so that clocks can be computed from this row alone.
    first_response_at: Mapped[datetime | None]  # when an agent first wrote what the customer can see
    update_basis: Mapped[UpdateBasis] = mapped_column(enumeration(UpdateBasis), default=UpdateBasis.NONE)
    update_counts_from: Mapped[datetime | None]
    first_response_due_at: Mapped[datetime | None]
    update_due_at: Mapped[datetime | None]
    solution_due_at: Mapped[datetime | None]
    escalates_at: Mapped[datetime | None]  # the first of the three
    escalation_look_at: Mapped[datetime | None]  # when there may be something to tell of them: a warning, that one is late, or no more
    escalated_clocks: Mapped[str | None] = mapped_column(String(60))  # those that were told to be late, and not yet to be so no more
    # The end of its chain of history.
    history_length: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[bytes] = mapped_column(LargeBinary(32), default=bytes(32))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Lists are sorted by creation or change within a queue, an owner, a customer; the schedule asks for what falls due."""
        ticket: Any = cls  # its columns are declared above as what they are in a row
        due = ticket.escalates_at.is_not(None)
        looked_at = ticket.escalation_look_at.is_not(None)
        pending = ticket.pending_until.is_not(None)
        claimed = ticket.lock_state != Lock.UNLOCKED
        return (
            Index(None, "queue_id", "state_id", "id"),
            Index(None, "owner_id", "state_id", "id"),
            Index(None, "responsible_id", "id"),
            Index(None, "customer_id", "id"),
            Index(None, "customer_user_id", "id"),
            Index(None, "state_id", "id"),
            Index(None, "changed_at", "id"),
            Index(None, "created_at", "id"),
            Index("ix_ticket_escalating", ticket.escalates_at, ticket.id, sqlite_where=due, postgresql_where=due),
            Index("ix_ticket_look", ticket.escalation_look_at, ticket.id, sqlite_where=looked_at, postgresql_where=looked_at),
            Index("ix_ticket_claimed", ticket.queue_id, ticket.id, sqlite_where=claimed, postgresql_where=claimed),
            Index("ix_ticket_pending", ticket.pending_until, sqlite_where=pending, postgresql_where=pending),
        )

    # -------------------------------------------------------------------------------------------- what it is called
    @property
    def words(self) -> Words:
        """The names of its queue, state, people and so on; read once, and kept up by verbs."""
        known: Words | None = self.__dict__.get("_words")
        if known is None:
            known = words_of(self.id)
            self.__dict__["_words"] = known
        return known

    def know(self, words: Words) -> Self:
        """Take names that were read together with the row."""
        self.__dict__["_words"] = words
        return self

    @property
    def state_type(self) -> StateType:
        return self.words.state_type

    @property
    def is_closed(self) -> bool:
        """Closed, removed or merged."""
        return self.state_type.is_finished

    @property
    def is_locked(self) -> bool:
        return self.lock_state is not Lock.UNLOCKED

    # -------------------------------------------------------------------------------------------- the parts of a verb
    def require(self, permission: str, *, actor: Actor) -> None:
        """Check: go on only with the permission for this ticket.

        Raises:
            NotFound, Forbidden: as `desk.ticket_permissions.require_ticket`.
        """
        access.require(self, permission, actor=actor)

    def change(self, *, actor: Actor, words: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Change columns; `words` are the new names that belong to them."""
        for name, value in values.items():
            setattr(self, name, value)
        if words:
            self.know(self.words.but(**words))
        self.changed_at, self.changed_by = now(), str(actor)
        self.version += 1

    def record(self, event: Event, *, actor: Actor, touched: tuple[str, ...] = (), article_id: int | None = None, **data: Any) -> None:
        """Write history; `touched` names the attributes and fields (as models call them) that have new values.

        What waits on them (conditional events, activities that advance on change, timers, escalation clocks) is looked at before
        the commit.
        """
        history.record(self, event, actor=actor, data=data, article_id=article_id)
        settling.touch(self, touched, actor=actor)

    def store(self) -> None:
        """Write the row now, for what needs its id or is asked by queries."""
        db.session.add(self)
        db.session.flush()
