"""What somebody probably means who types: tickets by number, words or customer, and customer users; told so that they are told apart."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.master_data import Validity
from desk.name_search import customer_like, customer_user_like
from foundation import fulltext
from foundation.db import db
from processes.tickets.finding import By, Search, find
from processes.tickets.ticket import Ticket
from web.called import called

NEWEST = (By("changed", descending=True),)


def likely_tickets(typed: str, *, actor: Actor, most: int) -> list[Ticket]:
    """By number where it begins like one; else by words and what begins so, and after those the tickets of customers called so."""
    digits = typed.lstrip("#")
    if not digits or fulltext.problem_of(typed):
        return []  # whoever types that much looks for a list
    if digits.isdigit():
        return find(Search(filters={"number": f"{digits}*", "archived": "all"}), actor=actor, size=most).tickets
    found = find(Search(text=begun(digits), order=NEWEST), actor=actor, size=most).tickets
    if len(found) < most and (customers := customers_called(digits, most)):
        of_customers = find(Search(filters={"customer": customers}, order=NEWEST), actor=actor, size=most).tickets
        found += [ticket for ticket in of_customers if ticket not in found]
    return found[:most]


def begun(typed: str) -> str:
    """The same search, in which every plain word may go on; OR and AND, in large letters, stay what they are."""
    words = typed.split()[: fulltext.MOST_BEGINNINGS]
    return " ".join(f"{word}*" if word.isalnum() and not word.isupper() else word for word in words)


def customers_called(typed: str, most: int) -> list[str]:
    """The numbers of customers whose names have words that begin so."""
    called_so = select(Customer.number).where(customer_like(typed), Customer.validity == Validity.VALID)
    return list(db.session.scalars(called_so.order_by(Customer.number).limit(most)))


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
