"""Tickets that somebody probably means who types a few letters: by number, words or customer, in two searches at most."""

from typing import Final

from sqlalchemy import select

from desk.actors import Actor
from desk.customers import Customer
from desk.master_data import Validity
from desk.name_search import customer_like
from foundation import fulltext
from foundation.db import db
from processes.tickets.finding import By, Search, find
from processes.tickets.ticket import Ticket

NEWEST: Final = (By("changed", descending=True),)


def likely_tickets(typed: str, *, actor: Actor, most: int) -> list[Ticket]:
    """By number where it begins like one; else by words and what begins so, and after those the tickets of customers called so."""
    digits = typed.lstrip("#")
    if not digits or fulltext.problem_of(typed):
        return []  # whoever types that much looks for a list
    if digits.isdigit():
        return find(Search(filters={"number": f"{digits}*", "archived": "all"}), actor=actor, size=most).tickets
    found = find(Search(text=begun(digits), order=NEWEST), actor=actor, size=most).tickets
    if len(found) < most and (customers := customers_called(digits, most, actor=actor)):
        of_customers = find(Search(filters={"customer": customers}, order=NEWEST), actor=actor, size=most).tickets
        found += [ticket for ticket in of_customers if ticket not in found]
    return found[:most]


def begun(typed: str) -> str:
    """The same search, in which every plain word may go on; OR and AND, in large letters, stay what they are."""
    words = typed.split()[: fulltext.MOST_BEGINNINGS]
    return " ".join(f"{word}*" if word.isalnum() and not word.isupper() else word for word in words)


def customers_called(typed: str, most: int, *, actor: Actor) -> list[str]:
    """The numbers of customers whose names have words that begin so; none for customer users, who do not search by them."""
    called_so = select(Customer.number).where(customer_like(typed), Customer.validity == Validity.VALID)
    return [] if actor.is_customer_user else list(db.session.scalars(called_so.order_by(Customer.number).limit(most)))
