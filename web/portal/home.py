"""Where the portal begins: what waits for the customer, what can be asked for, what is under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from desk.actors import Actor
from dialogs import offers
from foundation.db import db
from processes import activities_access, definitions
from processes.runner import dialogs_at
from processes.telling.step_tracks import step_tracks
from processes.tickets.finding import By, Search, find
from processes.tickets.ticket import Ticket
from web import readers, translating
from web.admission import Admits, Views
from web.dialog_pages import address_of, dialog_reader
from web.navigation import in_navigation
from web.portal.customers import standing_of

views = Views("portal_home", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal")
MOST_WAITING: Final = 5
MOST_OPEN: Final = 3
OPEN: Final = Search(filters={"mine": "own", "view": "open"}, order=(By("changed", descending=True),))


@dataclass(frozen=True, kw_only=True)
class Card:
    """Something that can be asked for."""

    title: str
    text: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Something that waits for the customer."""

    label: str
    title: str
    address: str
    due_at: datetime | None


@views.get("/")
@in_navigation("portal", "1 work", 10, icon="layers", label=lazy_gettext("Overview"))
def show() -> ResponseReturnValue:
    """What waits for the customer first."""
    actor = readers.actor()
    page = find(OPEN, actor=actor, size=MOST_OPEN)
    return render_template(
        "portal/home.html",
        turns=list(turns_of(actor)),
        cards=list(cards_for(actor)),
        tickets=page.tickets,
        has_more=page.next is not None,
        tracks=step_tracks(page.tickets, language=translating.shown_language()),
        standing_of=standing_of,
    )


def turns_of(actor: Actor) -> Iterator[Turn]:
    """The dialogs of open activities the customer may do, what is due first."""
    activities, _further = activities_access.page(actor, size=MOST_WAITING)
    wanted = Ticket.visible_to(actor).where(Ticket.id.in_({activity.ticket_id for activity in activities}))
    tickets = {ticket.id: ticket for ticket in db.session.scalars(wanted)}
    for activity in (one for one in activities if one.claimed_by_id is None):
        ticket = tickets[activity.ticket_id]
        for dialog in dialogs_at([activity])[activity.id]:
            if dialog.id and "customer" in dialog.audience:
                yield Turn(
                    label=definitions.translated(dialog.version_id, dialog.label, translating.shown_language()),
                    title=ticket.title,
                    address=address_of("portal", "tickets", ticket.number, "activities", activity.id, dialog.id),
                    due_at=activity.due_at,
                )


def cards_for(actor: Actor) -> Iterator[Card]:
    """What the customer can start, in the words of its dialogs."""
    for startable in offers.startable(actor, reader=dialog_reader()):
        for dialog_id, label in startable.dialogs:
            address = address_of("portal", "start", startable.process_id, startable.event, dialog_id)
            yield Card(title=label, text=startable.name if startable.name != label else "", address=address)
