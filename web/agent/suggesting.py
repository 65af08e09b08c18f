"""What is suggested while somebody types: customer users, tickets. As JSON, for the fields of pages."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from processes.tickets.likely import likely_tickets
from web import readers
from web.admission import Admits, Views
from web.agent.likely import likely_people, notes_of

views = Views("suggesting", __name__, admits=Admits.AGENTS, url_prefix="/suggest")
MOST = 10
LONGEST = 100  # characters that are looked for


@views.get("/customer-users")
def customer_users() -> ResponseReturnValue:
    """By login, address, name or customer."""
    found = likely_people(typed_so_far(), most=MOST)
    return jsonify([{"value": one.login, "text": f"{one.full_name} <{one.email}>", "note": one.customer.name} for one in found])


@views.get("/tickets")
def tickets() -> ResponseReturnValue:
    """By number, words or customer."""
    found = likely_tickets(typed_so_far(), actor=readers.actor(), most=MOST)
    notes = notes_of(found)
    return jsonify([{"value": each.number, "text": f"{each.number} {each.title}", "note": notes[each.id]} for each in found])


def typed_so_far() -> str:
    return request.args.get("q", "").strip()[:LONGEST]
