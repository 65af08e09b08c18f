"""Parents and children: what a ticket hears when tickets linked as its children are closed, and waiting for that.

A child that closes puts a message for each parent into the outbox (`child.closed`), which is delivered in a transaction of its own.
"""

from typing import TYPE_CHECKING, Final

from sqlalchemy import ForeignKey, String, column, delete, func, select, table
from sqlalchemy.orm import Mapped, mapped_column

from desk.state_types import StateType
from desk.states import State
from foundation import outbox
from foundation.db import Base, Id, db
from processes.instances import RUNNING, Instance
from processes.tickets.links import LinkKind, TicketLink

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

CHILD_CLOSED: Final = "child.closed"
FINISHED: Final = tuple(state_type for state_type in StateType if state_type.is_finished)
TICKET = table("ticket", column("id"), column("state_id"))  # the record lies above this file


class ChildrenWait(Base):
    """A token of `children-wait`: how many children it wants to be closed (None: all), and in which state (None: any)."""

    __tablename__ = "children_wait"

    instance_id: Mapped[int] = mapped_column(Id, ForeignKey("instance.id"), primary_key=True)
    token: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    state: Mapped[str | None] = mapped_column(String(200))
    wanted: Mapped[int | None]


# ------------------------------------------------------------------------------------------------ a child closes
def tell_parents(child: "TicketRecord") -> None:
    """Have the parents of a ticket that has just been closed hear of it; one query, and a row for each."""
    running = select(Instance.cause, Instance.hops).where(Instance.ticket_id == child.id, RUNNING).subquery()
    parents = select(TicketLink.source_id, running.c.cause, running.c.hops).where(
        TicketLink.target_id == child.id, TicketLink.kind == LinkKind.PARENT
    )
    for parent_id, cause, hops in db.session.execute(parents.outerjoin(running, running.c.hops >= 0)):
        outbox.put(
            "workers.steps.tell_parent",
            {"parent_id": parent_id, "number": child.number, "state": child.words.state, "cause": cause, "hops": (hops or 0) + 1},
            job_queue="steps",
            cause=cause,
            hops=(hops or 0) + 1,
        )


# ------------------------------------------------------------------------------------------------ a parent waits
def is_satisfied(ticket_id: int, *, state: str | None, wanted: int | None) -> bool:
    """Whether enough children of a ticket are closed, in the state if one is named."""
    children, closed = counted(ticket_id, state=state)
    return closed >= (children if wanted is None else wanted)


def counted(ticket_id: int, *, state: str | None) -> tuple[int, int]:
    """How many children a ticket has, and how many of them are closed in that state."""
    fits = State.type.in_(FINISHED) & (State.name == state if state is not None else State.type.in_(FINISHED))
    counts = (
        select(func.count(), func.count().filter(fits))
        .select_from(TicketLink)
        .join(TICKET, TICKET.c.id == TicketLink.target_id)
        .join(State, State.id == TICKET.c.state_id)
        .where(TicketLink.source_id == ticket_id, TicketLink.kind == LinkKind.PARENT)
    )
    children, closed = db.session.execute(counts).one()
    return children, closed


def satisfied_waits(ticket_id: int) -> list[tuple[int, int]]:
    """The waits of a ticket that are over, as instance id and token; they are taken away."""
    waits = db.session.scalars(select(ChildrenWait).where(ChildrenWait.ticket_id == ticket_id)).all()
    over = [(wait.instance_id, wait.token) for wait in waits if is_satisfied(ticket_id, state=wait.state, wanted=wait.wanted)]
    for instance_id, token in over:
        db.session.execute(delete(ChildrenWait).where(ChildrenWait.instance_id == instance_id, ChildrenWait.token == token))
    return over
