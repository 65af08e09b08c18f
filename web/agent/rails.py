"""What stands beside a ticket: whose it is, what was agreed, what it is linked with, who watches, its fields."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_values import readable_values
from foundation.db import db
from processes import definitions
from processes.telling.whereabouts import Whereabouts
from processes.tickets.access import TICKET
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from processes.tickets.words import words_of_page
from web import readers


@dataclass(frozen=True, kw_only=True)
class Link:
    """A ticket at the other end, if the agent may see it."""

    role: LinkRole
    number: str
    title: str
    state: str
    state_type: str


@dataclass(frozen=True, kw_only=True)
class Rail:
    customer_user: CustomerUser | None
    customer: Customer | None
    links: list[Link]
    watchers: list[Agent]
    fields: list[tuple[str, str]]
    owner: Agent
    responsible: Agent


def rail_of(ticket: Ticket, where: Whereabouts | None, *, actor: Actor) -> Rail:
    """Everything beside a ticket the actor may read; of its fields, those its process knows."""
    owner, responsible, customer_user, customer = db.session.execute(PEOPLE.where(TICKET.c.id == ticket.id)).one()
    return Rail(
        customer_user=customer_user,
        customer=customer,
        links=links_of(ticket, actor=actor),
        watchers=list(ticket.watchers()),
        fields=fields_of(ticket, known=fields_of_process(where)),
        owner=owner,
        responsible=responsible,
    )


RESPONSIBLE: Final = aliased(Agent)
PEOPLE: Final = (
    select(Agent, RESPONSIBLE, CustomerUser, Customer)
    .select_from(TICKET)
    .join(Agent, Agent.id == TICKET.c.owner_id)
    .join(RESPONSIBLE, RESPONSIBLE.id == TICKET.c.responsible_id)
    .outerjoin(CustomerUser, CustomerUser.id == TICKET.c.customer_user_id)
    .outerjoin(Customer, Customer.id == TICKET.c.customer_id)
)


def links_of(ticket: Ticket, *, actor: Actor) -> list[Link]:
    roles = {each.ticket_id: each.role for each in ticket.links()}
    if not roles:
        return []

    seen: Any = db.session.execute(
        Ticket.visible_to(actor).where(Ticket.id.in_(roles)).with_only_columns(Ticket.id, Ticket.number, Ticket.title)
    ).all()
    words = words_of_page([ticket_id for ticket_id, _, _ in seen])
    return [
        Link(role=roles[ticket_id], number=number, title=title, state=words[ticket_id].state, state_type=words[ticket_id].state_type.value)
        for ticket_id, number, title in seen
    ]


def fields_of_process(where: Whereabouts | None) -> frozenset[str] | None:
    """The fields the model of a version declares; None where no process ran."""
    return None if where is None else frozenset(definitions.model_of(where.version_id).fields)


def fields_of(ticket: Ticket, *, known: frozenset[str] | None) -> list[tuple[str, str]]:
    """Labels and values of the fields that have one, in their order; others' fields begin with their defaults in every ticket."""
    found = readable_values(FieldObject.TICKET, [ticket.id], zone=readers.zone())[ticket.id]
    values = {name: value for name, value in found.items() if known is None or name in known}
    labels = {field.name: field.label for field in DynamicField.of(FieldObject.TICKET, also_invalid=True)} if values else {}
    return [(labels.get(name) or name, value) for name, value in values.items()]
