"""The page of a request: where it is, what waits for the customer, what was said, and how to say more."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from desk.customer_users import CustomerUser
from dialogs import offers
from foundation.db import db
from processes.telling.step_tracks import instances_of, step_tracks
from processes.tickets.ticket import Ticket
from web import readers, translating
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered
from web.dialog_pages import dialog_reader
from web.portal import closing, writing
from web.portal.conversations import conversation_of
from web.portal.customers import is_own, standing_of
from web.portal.given import given_by_customer
from web.portal.histories import history_of

views = Views("portal_tickets", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")


@views.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """The whole page."""
    ticket = ticket_numbered(number, actor=readers.actor())
    return page(ticket, **writing.begun(ticket))


def page(ticket: Ticket, **form: Any) -> str:
    """The page with the form for an answer as it is."""
    actor = readers.actor()
    instances = instances_of([ticket.id])
    instance = instances.get(ticket.id)
    track = step_tracks([ticket], language=translating.shown_language(), instances=instances).get(ticket.id)
    return render_template(
        "portal/ticket.html",
        ticket=ticket,
        standing=standing_of(ticket, track),
        track=track,
        offered=offers.offered(ticket, actor=actor, reader=dialog_reader()),
        conversation=conversation_of(ticket, actor=actor, before=request.args.get("before", type=int)),
        happened=history_of(ticket, instance),
        given_in_dialogs=given_by_customer(ticket, instance),
        asked_by=None if is_own(ticket) else name_of_asker(ticket),
        continued=continued_in(ticket),
        may_close=form["way"] == "open" and closing.is_left_to(ticket),
        **form,
    )


def name_of_asker(ticket: Ticket) -> str:
    """The colleague whose request it is."""
    person = db.session.get(CustomerUser, ticket.customer_user_id) if ticket.customer_user_id else None
    return person.full_name if person else ticket.unknown_customer_user


def continued_in(ticket: Ticket) -> str | None:
    """The number of the ticket it was merged into, if the customer may read that one."""
    if ticket.merged_into_id is None:
        return None
    into = Ticket.visible_to(readers.actor()).where(Ticket.id == ticket.merged_into_id).with_only_columns(Ticket.number)
    return db.session.scalar(into)
