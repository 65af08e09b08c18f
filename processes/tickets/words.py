"""The names a ticket is described by: of its queue, state, priority, people and so on, for one ticket or a page of them in one query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Self

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, column, func, select, table
from sqlalchemy.orm import aliased

import desk.tables  # noqa: F401 - records name each other: all have to be there before the first is aliased
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.state_types import StateType
from desk.states import State
from desk.targets import CLOCKS
from desk.ticket_types import TicketType
from foundation import prepared
from foundation.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Names as they are today; None where the ticket has none. `promises`: minutes the queue and the SLA owe in all, 0 if nothing."""

    queue: str
    queue_group_id: int
    state: str
    state_type: StateType
    priority: str
    type: str | None
    service: str | None
    sla: str | None
    owner: str
    responsible: str
    customer: str | None
    customer_user: str | None
    promises: int

    def but(self, **new: Any) -> Self:
        """The same with some names replaced."""
        return replace(self, **new)


OWNER, RESPONSIBLE = aliased(Agent), aliased(Agent)
OPTIONAL = ("type", "service", "sla", "customer", "customer_user")
COLUMN_NAMES = tuple(field.name for field in fields(Words))
# Columns of the ticket that lead to a name; the record itself lies above this file.
TICKET = table(
    "ticket",
    *(column(f"{name}_id") for name in ("queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "customer")),
    *(column(name) for name in ("id", "customer_user_id", "unknown_customer", "unknown_customer_user")),
)


def columns(ticket: Any) -> list[ColumnElement[Any]]:
    """What to select for `Words`, in the order of its fields."""
    promised = sum((getattr(Queue, f"{clock}_minutes") for clock in CLOCKS), start=0) + func.coalesce(
        sum((getattr(Sla, f"{clock}_minutes") for clock in CLOCKS), start=0), 0
    )
    return [
        *(Queue.name, Queue.group_id, State.name, State.type, Priority.name, TicketType.name, Service.name, Sla.name),
        *(OWNER.login, RESPONSIBLE.login),
        func.coalesce(Customer.number, func.nullif(ticket.unknown_customer, "")),
        func.coalesce(CustomerUser.login, func.nullif(ticket.unknown_customer_user, "")),
        promised,
    ]


def joined(statement: Select[Any], ticket: Any) -> Select[Any]:
    """The statement, joined with all records that have a name; `ticket` is the class, or the columns of its table.

    All joins are outer ones, though a ticket always has a queue: where PostgreSQL waits for the row of a ticket and somebody has changed
    it meanwhile, it looks at the new row beside the old names. An inner join would lose the ticket; so it loses the names (`fit`).
    """
    return (
        statement.outerjoin(Queue, Queue.id == ticket.queue_id)
        .outerjoin(State, State.id == ticket.state_id)
        .outerjoin(Priority, Priority.id == ticket.priority_id)
        .outerjoin(OWNER, OWNER.id == ticket.owner_id)
        .outerjoin(RESPONSIBLE, RESPONSIBLE.id == ticket.responsible_id)
        .outerjoin(TicketType, TicketType.id == ticket.type_id)
        .outerjoin(Service, Service.id == ticket.service_id)
        .outerjoin(Sla, Sla.id == ticket.sla_id)
        .outerjoin(Customer, Customer.id == ticket.customer_id)
        .outerjoin(CustomerUser, CustomerUser.id == ticket.customer_user_id)
    )


def fit(words: Words, ticket: Any) -> bool:
    """Whether names that were read together with a ticket belong to it as it is."""
    needed = (words.queue, words.state, words.priority, words.owner, words.responsible)
    optional = {"type_id": words.type, "service_id": words.service, "sla_id": words.sla, "customer_id": words.customer}
    optional["customer_user_id"] = words.customer_user
    return None not in needed and not any(name is None and getattr(ticket, key) is not None for key, name in optional.items())


def words_from(row: Sequence[Any]) -> Words:
    """`Words` from the values of `columns`."""
    return Words(**dict(zip(COLUMN_NAMES, row, strict=True)))


def are_whole(names: Words, ticket: Any) -> bool:
    """Whether there is a name for whatever the ticket has."""
    return all(getattr(names, name) is not None for name in OPTIONAL if getattr(ticket, f"{name}_id") is not None)


def words_of_page(ticket_ids: Collection[int]) -> dict[int, Words]:
    """The names of a page of tickets, in one query."""
    return {row[0]: words_from(row[1:]) for row in prepared.rows(of_page(), ticket_ids=ticket_ids)}


@cache
def of_page() -> Select[Any]:
    """The question for the names of several tickets, built once."""
    statement = joined(select(TICKET.c.id, *columns(TICKET.c)).select_from(TICKET), TICKET.c)
    return statement.where(TICKET.c.id.in_(bindparam("ticket_ids", expanding=True, type_=BigInteger)))


def words_of(ticket_id: int) -> Words:
    """The names of one ticket.

    Raises:
        NotFound: there is no such ticket.
    """
    found = words_of_page([ticket_id])
    if ticket_id not in found:
        raise NotFound(f"There is no ticket with id {ticket_id}.")
    return found[ticket_id]
