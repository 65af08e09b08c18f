"""The listed views of expressions: `customer.x`, `queue.x`, `sla.x`, `actor.x`. Read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bpm.errors import NoValue
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group
from desk.people import Person
from desk.queues import Queue
from desk.slas import Sla
from foundation.db import db

if TYPE_CHECKING:
    from desk.actors import Actor
    from processes.tickets.ticket import Ticket

Reader = Callable[["Views"], Any]


class Views:
    """What can be read about a ticket's surroundings.

    The due times of `sla` are those of the ticket's clocks, whoever promised them, so that a timer can name them.
    """

    def __init__(self, ticket: Ticket, person: Actor) -> None:
        self.ticket = ticket
        self.person = person

    def read(self, name: str) -> object:
        """The value of `view.attribute`, None where it is empty.

        Raises:
            NoValue: no view has such an attribute.
        """
        view, _, attribute = name.partition(".")
        reader = VIEWS.get(view, {}).get(attribute or "")
        if reader is None:
            raise NoValue(name)
        return reader(self)

    @property
    def customer_user(self) -> CustomerUser | None:
        return None if self.ticket.customer_user_id is None else db.session.get(CustomerUser, self.ticket.customer_user_id)

    @property
    def customer(self) -> Customer | None:
        return None if self.ticket.customer_id is None else db.session.get(Customer, self.ticket.customer_id)

    @property
    def queue(self) -> Queue:
        return db.session.get_one(Queue, self.ticket.queue_id)

    @property
    def sla(self) -> Sla | None:
        return None if self.ticket.sla_id is None else db.session.get(Sla, self.ticket.sla_id)

    @property
    def agent(self) -> Person | None:
        kind: type[Person] = Agent if self.person.is_agent else CustomerUser
        return None if self.person.id is None else db.session.get(kind, self.person.id)


def of(record: str, attribute: str) -> Reader:
    """Reads an attribute of a record that may not be there; an empty text is no value."""
    return lambda views: getattr(getattr(views, record), attribute, None) or None


PERSON = ("login", "title", "first_name", "last_name", "email", "mobile", "language")
VIEWS: Mapping[str, Mapping[str, Reader]] = {
    "customer": {
        "name": lambda views: of("customer_user", "full_name")(views) or views.ticket.words.customer_user,
        "email": lambda views: of("customer_user", "email")(views) or views.ticket.unknown_customer_user or None,
        **{name: of("customer_user", name) for name in (*PERSON, "phone", "fax", "street", "zip", "city", "country") if name != "email"},
        "number": lambda views: views.ticket.words.customer,
        "company": of("customer", "name"),
    },
    "queue": {
        "name": lambda views: views.ticket.words.queue,
        "group": lambda views: db.session.get_one(Group, views.ticket.words.queue_group_id).name,
        "comment": of("queue", "comment"),
    },
    "sla": {
        "name": lambda views: views.ticket.words.sla,
        "comment": of("sla", "comment"),
        "first_response": lambda views: views.ticket.first_response_due_at,
        "update": lambda views: views.ticket.update_due_at,
        "solution": lambda views: views.ticket.solution_due_at,
    },
    "actor": {
        "kind": lambda views: str(views.person.kind),
        "name": lambda views: of("agent", "full_name")(views) or views.person.name,
        **{name: of("agent", name) for name in PERSON if name != "login"},
        "login": lambda views: views.person.name,
    },
}
