"""Sending messages from one ticket's process to others: whom that can be, and the row that is delivered later."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import column, select, table

from foundation import outbox
from foundation.db import db
from processes import history
from processes.actions import Circumstances, TransitionActionError
from processes.tickets.links import LinkKind, TicketLink

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

SEND: Final = "workers.steps.send_message"
INSTANCE, PARENT, CHILDREN = "instance", "parent", "children"
TICKET = table("ticket", column("id"), column("number"))  # whole records are loaded by whoever delivers


def receivers(from_id: int, to: str) -> list[int]:
    """The ids of the tickets that are meant, in order: the ticket itself, its parents, its children, or that of a number."""
    if to == INSTANCE:
        return [from_id]
    if to == PARENT:
        found = select(TicketLink.source_id).where(TicketLink.target_id == from_id, TicketLink.kind == LinkKind.PARENT)
        return list(db.session.scalars(found.order_by(TicketLink.source_id)))
    if to == CHILDREN:
        found = select(TicketLink.target_id).where(TicketLink.source_id == from_id, TicketLink.kind == LinkKind.PARENT)
        return list(db.session.scalars(found.order_by(TicketLink.target_id)))
    return list(db.session.scalars(select(TICKET.c.id).where(TICKET.c.number == to)))


def check_target(ticket: "Ticket", to: str) -> None:
    """Go on only with somebody to send to; that there are no children is no mistake.

    Raises:
        TransitionActionError: there is no parent, or no ticket of that number.
    """
    if to in {INSTANCE, CHILDREN} or receivers(ticket.id, to):
        return
    if to == PARENT:
        raise TransitionActionError(f"The ticket {ticket.number} has no parent to send a message to.")
    raise TransitionActionError(f"There is no ticket {to!r} to send a message to; 'to' can be instance, parent, children or a number.")


def put(  # noqa: PLR0913 - a message, and whom it is for
    ticket: "Ticket", name: str, data: Mapping[str, Any], *, to: str, correlate: Any = None, circumstances: Circumstances
) -> None:
    """Have a message delivered after the commit, one hop further."""
    hops = circumstances.hops + 1
    arguments = {"from_id": ticket.id, "to": to, "name": name, "data": dict(data), "correlate": history.plain(correlate)}
    outbox.put(SEND, {**arguments, "cause": circumstances.cause, "hops": hops}, job_queue="steps", cause=circumstances.cause, hops=hops)
