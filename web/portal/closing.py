"""Closing one's own request: asked once more, since what the house is still doing for it is given up."""

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import NotFound
from processes import settling
from processes.runner import verbs_of
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered, ticket_to_change
from web.portal.customers import is_own
from web.portal.writing import may_write

views = Views("portal_closing", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")
CLOSE: Final = "close"  # the everyday verb


@views.get("/<number>/close")
def ask(number: str) -> ResponseReturnValue:
    """Whether it is meant, and what is given up by it."""
    ticket = closable(ticket_numbered(number, actor=readers.actor()))
    return render_template("portal/close.html", ticket=ticket, is_worked_on=bool(ticket.open_activities()))


@views.post("/<number>/close")
def close(number: str) -> ResponseReturnValue:
    """Close it, with all that is open."""
    ticket = closable(ticket_to_change(number, actor=readers.actor()))
    with settling.undoable():
        ticket.close_own(actor=readers.actor(), cancel_activities=True)
    flash(_("Your request is closed."), "ok")
    return redirect(url_for("portal_tickets.show", number=number))


def is_left_to(ticket: Ticket) -> bool:
    """Whether closing is left to the customer who reads: it is the own one, still open, and its process leaves that to people."""
    if ticket.is_closed or not is_own(ticket):
        return False
    left = verbs_of(ticket)
    return left is None or CLOSE in left


def closable(ticket: Ticket) -> Ticket:
    """The ticket, if the customer may close it.

    Raises:
        NotFound: that is not so.
    """
    if not (is_left_to(ticket) and may_write(ticket)):
        raise NotFound("This request cannot be closed by you.")
    return ticket
