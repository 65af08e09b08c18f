"""What stands beside a ticket: whose it is, what was agreed, what it is linked with, who watches, its fields."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from foundation import prepared
from foundation.db import db
from processes.telling.whereabouts import Whereabouts
from processes.tickets.access import TICKET
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from processes.tickets.words import words_of_page
from web.given import Given, given_in


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
    fields: list[Given]
    owner: Agent
    responsible: Agent


def rail_of(ticket: Ticket, where: Whereabouts | None, *, actor: Actor) -> Rail:
    """Everything beside a ticket the actor may read."""
    row = prepared.first(PEOPLE, ticket_id=ticket.id)
    assert row is not None  # noqa: S101 - each ticket has an owner and somebody responsible
    owner, responsible, customer_user, customer = prepared.side_by_side(row, Agent, Agent, CustomerUser, Customer)
    return Rail(
        customer_user=customer_user,
        customer=customer,
        links=links_of(ticket, actor=actor),
        watchers=list(ticket.watchers()),
        fields=given_in(ticket, where.version_id if where else None),
        owner=owner,
        responsible=responsible,
    )


OWNER, RESPONSIBLE = prepared.table_of(Agent), prepared.table_of(Agent).alias()
CUSTOMER_USER, CUSTOMER = prepared.table_of(CustomerUser), prepared.table_of(Customer)
PEOPLE: Final = (
    select(OWNER, RESPONSIBLE, CUSTOMER_USER, CUSTOMER)
    .select_from(TICKET)
    .join(OWNER, OWNER.c.id == TICKET.c.owner_id)
    .join(RESPONSIBLE, RESPONSIBLE.c.id == TICKET.c.responsible_id)
    .outerjoin(CUSTOMER_USER, CUSTOMER_USER.c.id == TICKET.c.customer_user_id)
    .outerjoin(CUSTOMER, CUSTOMER.c.id == TICKET.c.customer_id)
    .where(TICKET.c.id == bindparam("ticket_id"))
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
