"""The other ticket of a link: found by its number, and fit to be linked."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desk.actors import Actor
from foundation.db import db
from processes.acting.parameters import needed_text
from processes.actions import TransitionActionError
from processes.tickets.linking import LinkRole, closes_circle, ends_of

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


def other_ticket(ticket: "Ticket", number: Any, *, role: LinkRole, actor: Actor) -> "Ticket":
    """The ticket of that number; it is not held, since only the one that steps is.

    Raises:
        TransitionActionError: there is none, or it cannot be linked like that.
        Forbidden: the process may not work in its queue.
    """
    kind, wanted = type(ticket), needed_text(number, "ticket")
    other = db.session.scalar(select(kind).where(kind.number == wanted))
    if other is None:
        raise TransitionActionError(f"There is no ticket {wanted!r} to link with.")
    if other.id == ticket.id:
        raise TransitionActionError(f"The ticket {wanted} cannot be linked with itself.")
    other.require("ro", actor=actor)
    if closes_circle(ends_of(ticket.id, other.id, role)):
        raise TransitionActionError(f"The ticket {wanted} cannot become the {role} of {ticket.number}: it is its ancestor or descendant.")
    return other
