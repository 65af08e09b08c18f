"""Customer users whom somebody probably means who types, and what tells tickets of the same title apart."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.master_data import Validity
from desk.name_search import customer_user_like
from foundation.db import db
from processes.tickets.ticket import Ticket
from web.called import called


def notes_of(tickets: Sequence[Ticket]) -> dict[int, str]:
    """What tells tickets of the same title apart, by id: state, customer and queue."""
    customers = whose(tickets)
    told = {each.id: (called(each.words.state, "state"), customers[each.id], each.words.queue) for each in tickets}
    return {ticket_id: " · ".join(filter(None, parts)) for ticket_id, parts in told.items()}


def whose(tickets: Sequence[Ticket]) -> dict[int, str]:
    """The names of their customers, by id of the ticket; of whom has none, the customer user."""
    ids = {ticket.customer_id for ticket in tickets if ticket.customer_id}
    rows = db.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids))) if ids else ()
    names: dict[int | None, str] = {row.id: row.name for row in rows}
    return {each.id: names.get(each.customer_id) or each.words.customer or each.words.customer_user or "" for each in tickets}


def likely_people(typed: str, *, most: int) -> list[CustomerUser]:
    """Customer users by login, address, name or customer."""
    wanted = select(CustomerUser).where(customer_user_like(typed), CustomerUser.validity == Validity.VALID)
    return list(db.session.scalars(wanted.options(joinedload(CustomerUser.customer)).order_by(CustomerUser.login_folded).limit(most)))
