"""Whom a ticket is from: a customer and a customer user, or a text where the house knows neither."""

from typing import NamedTuple

from sqlalchemy import or_, select

from desk import switches
from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.master_data import clean_text
from desk.people import folded
from desk.permitted_groups import customers_of
from desk.switches import Switch
from foundation.db import db
from foundation.errors import Refused
from processes.events import Event
from processes.tickets.record import TicketRecord

LONGEST_UNKNOWN = 255


class Party(NamedTuple):
    """A customer or customer user of a ticket: the id of the record, or the text that stands for it; neither: there is none."""

    id: int | None = None
    unknown: str = ""
    word: str | None = None  # as lists show it and models see it


def customer_party(given: Customer | str | None) -> Party:
    """What a customer or its number stands for; a text that is no number of one stays a text.

    Raises:
        Refused: under "customer": the text is too long.
    """
    if isinstance(given, str):
        text = clean_text(given)
        given = db.session.scalar(select(Customer).where(Customer.number == text)) if text else None
        if given is None:
            return _unknown(text, "customer")
    return Party(given.id, "", given.number) if given is not None else Party()


def customer_user_party(given: CustomerUser | str | None) -> tuple[Party, int | None]:
    """What a customer user, a login or a mail address stands for, and the id of the primary customer of somebody who is known.

    Raises:
        Refused: under "customer_user": the text is too long.
    """
    if isinstance(given, str):
        text = clean_text(given)
        known = or_(CustomerUser.login_folded == folded(text), CustomerUser.email_folded == folded(text))
        found = db.session.scalars(select(CustomerUser).where(known)).all() if text else []
        given = min(found, key=lambda each: each.login_folded != folded(text), default=None)  # a login before an address
        if given is None:
            return _unknown(text, "customer_user"), None
    return (Party(given.id, "", given.login), given.customer_id) if given is not None else (Party(), None)


class Whose(NamedTuple):
    """Whose a ticket is: the customer, and the customer user if one is meant (None: that stays)."""

    customer: Party
    customer_user: Party | None = None


def whose(text: str) -> Whose:
    """Whom a text names: a customer by number; a customer user by login or address, with the customer they are of; else it stays a text.

    An address nobody knows stands for both, as in OTRS.

    Raises:
        Refused: under "customer": the text is too long.
    """
    customer = customer_party(text)
    if customer.id is not None or not text:
        return Whose(customer)
    user, of = customer_user_party(text)
    if user.id is None:
        return Whose(customer, user if "@" in text else None)
    number = None if of is None else db.session.scalar(select(Customer.number).where(Customer.id == of))
    return Whose(Party(of, "", number), user)


def named_by(text: str) -> dict[str, str]:
    """Whose a new ticket is to be, as creating one is told: of a customer by number, else of a customer user, known or not.

    Raises:
        Refused: as `whose`.
    """
    if not text:
        return {}
    return {"customer": text} if customer_party(text).id is not None else {"customer_user": text}


def _unknown(text: str, attribute: str) -> Party:
    if len(text) > LONGEST_UNKNOWN:
        raise Refused({attribute: f"It has {len(text)} characters; at most {LONGEST_UNKNOWN} fit."})
    return Party(None, text, text or None)


def read_alike(one: TicketRecord, other: TicketRecord) -> bool:
    """Whether the customers of one ticket may read the other as well, so that what they were told may go there; a ticket of nobody may."""
    if not (one.customer_id or one.unknown_customer or one.customer_user_id or one.unknown_customer_user):
        return True
    of_one_customer = (one.customer_id, one.unknown_customer) == (other.customer_id, other.unknown_customer)
    of_one_person = (one.customer_user_id, one.unknown_customer_user) == (other.customer_user_id, other.unknown_customer_user)
    return of_one_customer and (of_one_person or (one.customer_id is not None and switches.is_on(Switch.COMPANY_TICKETS)))


def speaks_for(actor: Actor, customer_id: int | None) -> bool:
    """Whether a customer is one that a customer user may open tickets of."""
    return customer_id is not None and db.session.scalar(customers_of(actor).where(Customer.id == customer_id)) is not None


class Customership(TicketRecord):
    """Changing whom the ticket is from."""

    __abstract__ = True

    def set_customer(self, customer: Customer | Party | str | None, *, actor: Actor) -> bool:
        """Have the ticket belong to a customer; a text names one, known or not, and an empty one takes it away.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: the text is too long.
        """
        self.require("rw", actor=actor)
        if not self.unknown_customer and (customer or None) == self.words.customer:
            return False
        party = customer if isinstance(customer, Party) else customer_party(customer)
        if (party.id, party.unknown) == (self.customer_id, self.unknown_customer):
            return False
        old = self.words.customer
        self.change(actor=actor, customer_id=party.id, unknown_customer=party.unknown, words={"customer": party.word})
        self.record(Event.CUSTOMER_CHANGED, actor=actor, touched=("customer",), attribute="customer", old=old, new=party.word)
        return True

    def set_whose(self, who: Whose, *, actor: Actor) -> bool:
        """Have the ticket be of whoever `whose` found; customer and customer user are set each if it is another.

        Raises:
            NotFound, Forbidden: the actor has no rw.
        """
        changed = self.set_customer(who.customer, actor=actor)
        return (who.customer_user is not None and self.set_customer_user(who.customer_user, actor=actor)) or changed

    def set_customer_user(self, customer_user: CustomerUser | Party | str | None, *, actor: Actor) -> bool:
        """Have the ticket be a customer user's; a text is a login or an address, known or not, and an empty one takes it away.

        The customer stays: that is set by itself.

        Raises:
            NotFound, Forbidden, Refused: as `set_customer`.
        """
        self.require("rw", actor=actor)
        if not self.unknown_customer_user and (customer_user or None) == self.words.customer_user:
            return False
        party = customer_user if isinstance(customer_user, Party) else customer_user_party(customer_user)[0]
        if (party.id, party.unknown) == (self.customer_user_id, self.unknown_customer_user):
            return False
        old = self.words.customer_user
        self.change(actor=actor, customer_user_id=party.id, unknown_customer_user=party.unknown, words={"customer_user": party.word})
        self.record(Event.CUSTOMER_CHANGED, actor=actor, touched=("customer_user",), attribute="customer_user", old=old, new=party.word)
        return True
