"""What Ctrl+K finds: tickets by number, words or customer, people, processes to begin, queues. As JSON, for the palette of the page."""

from collections.abc import Iterator
from urllib.parse import urlencode

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from desk.actors import Actor
from desk.groups import QueuePermission
from desk.master_data import Validity
from desk.permissions import queues_for
from desk.queues import Queue
from foundation.db import db
from processes import definitions
from processes.tickets.likely import likely_tickets
from web import readers
from web.admission import Admits, Views
from web.agent.likely import likely_people, notes_of

views = Views("palette", __name__, admits=Admits.AGENTS)
MOST = 6  # of each group
LONGEST = 100  # characters that are looked for
Entry = dict[str, str]


@views.get("/palette")
def find() -> ResponseReturnValue:
    """Entries for what was typed."""
    typed = request.args.get("q", "").strip()[:LONGEST]
    actor = readers.actor()
    return jsonify(
        [*tickets(typed, actor), *startables(typed, actor), *queues(typed, actor), *people(typed)] if typed else [*startables("", actor)]
    )


def tickets(typed: str, actor: Actor) -> Iterator[Entry]:
    """By number, words or customer."""
    found = likely_tickets(typed, actor=actor, most=MOST)
    notes = notes_of(found)
    for ticket in found:
        yield entry(_("Tickets"), ticket.title, f"{ticket.number} · {notes[ticket.id]}", f"/tickets/{ticket.number}", "ticket")


def startables(typed: str, actor: Actor) -> Iterator[Entry]:
    """Processes the agent may begin."""
    for startable in definitions.startable_by(actor):
        for dialog, label in startable.dialogs:
            if typed.casefold() in f"{startable.name} {label}".casefold():
                address = f"/start/{startable.process_id}/{startable.event}/{dialog}"
                yield entry(_("Begin"), startable.name, label, address, "workflow")


def queues(typed: str, actor: Actor) -> Iterator[Entry]:
    """Queues whose tickets the agent may read."""
    seen = select(Queue.name).where(Queue.id.in_(queues_for(actor, QueuePermission.RO)), Queue.validity == Validity.VALID)
    for name in db.session.scalars(seen.where(Queue.name.icontains(typed, autoescape=True)).order_by(Queue.name).limit(MOST)):
        yield entry(_("Queues"), name, "", f"/tickets?{urlencode({'view': 'all', 'queue': name})}", "inbox")


def people(typed: str) -> Iterator[Entry]:
    """Customer users by login, address, name or customer."""
    for person in likely_people(typed, most=MOST):
        address = f"/tickets?{urlencode({'view': 'all', 'customer_user': person.login})}"
        yield entry(_("Customers"), person.full_name, f"{person.email} · {person.customer.name}", address, "user")


def entry(group: str, text: str, note: str, href: str, icon: str) -> Entry:
    return {"group": group, "text": text, "note": note, "href": href, "icon": icon}
