"""What is suggested while somebody types: customer users, tickets. As JSON, for the fields of pages."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from desk.customer_users import CustomerUser
from desk.master_data import Validity
from desk.people import folded
from foundation.db import db
from processes.tickets.finding import By, Search, find
from web import readers
from web.admission import Admits, Views

views = Views("suggesting", __name__, admits=Admits.AGENTS, url_prefix="/suggest")
MOST = 10
LONGEST = 100  # characters that are looked for


@views.get("/customer-users")
def customer_users() -> ResponseReturnValue:
    """By login, address or last name."""
    typed = typed_so_far()
    kind, begins = CustomerUser, folded(typed)
    columns = (kind.login_folded, kind.email_folded)
    named = or_(*(column.startswith(begins, autoescape=True) for column in columns), kind.last_name.istartswith(typed, autoescape=True))
    found = (
        db.session.scalars(select(kind).where(named, kind.validity == Validity.VALID).order_by(kind.login_folded).limit(MOST))
        if typed
        else ()
    )
    return jsonify([{"value": person.login, "text": f"{person.full_name} <{person.email}>"} for person in found])


@views.get("/tickets")
def tickets() -> ResponseReturnValue:
    """By number or words."""
    typed = typed_so_far().lstrip("#")
    if not typed:
        return jsonify([])
    search = Search(filters={"number": f"{typed}*"}) if typed.isdigit() else Search(text=typed, order=(By("changed", descending=True),))
    found = find(search, actor=readers.actor(), size=MOST).tickets
    return jsonify([{"value": ticket.number, "text": f"{ticket.number} {ticket.title}"} for ticket in found])


def typed_so_far() -> str:
    return request.args.get("q", "").strip()[:LONGEST]
