"""Jobs about accounts. Who asked for a password is looked up here and not in the request, so that an answer takes as long for everybody."""

import logging

from sqlalchemy import select

from desk import password_resets, registration
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.people import Person, folded
from foundation.db import db
from foundation.errors import Refused
from notifications import account_letters
from workers import job

log = logging.getLogger(__name__)


@job("background")
def send_new_password(*, kind: str, login: str, language: str = "") -> None:
    """Send the link for a new password to whom a login or an address belongs; nobody is told that it belongs to nobody."""
    person = somebody(CustomerUser if kind == "customer" else Agent, login)
    if person is not None and not account_letters.send_link(person, password_resets.ask(person), language=language):
        log.warning("no letter about a password left: the house has no valid system address")


@job("background")
def welcome(*, email: str, first_name: str, last_name: str, language: str = "") -> None:
    """Make an account and send the link for its password; who has one already gets a link for a new password."""
    try:
        person, is_new = registration.register(email, first_name, last_name)
    except Refused as refusal:
        log.warning("no account was made: %s", refusal)
        return
    if person.is_valid:
        texts = account_letters.WELCOME if is_new else account_letters.FORGOTTEN
        account_letters.send_link(person, password_resets.ask(person), texts=texts, language=language)


def somebody(kind: type[Person], name: str) -> Person | None:
    """A valid person by login or address, if it is one person's alone."""
    same = [kind.login_folded == folded(name)]
    if kind is CustomerUser:
        same.append(CustomerUser.email_folded == folded(name))
    for condition in same:
        found = db.session.scalar(select(kind).where(condition, kind.validity == "valid"))
        if found is not None and (found.password_hash is not None or found.actor.is_customer_user):
            return found
    return None
