"""By what lists of tickets are sorted: every column of a list, and dynamic fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, collate, func, select, type_coerce
from sqlalchemy.orm import aliased

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.dynamic_fields import DynamicField
from desk.field_values import FieldValue
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.ticket_types import TicketType
from foundation.db import db
from foundation.keyset import Column
from processes.tickets.ticket import Ticket

FIELD: Final = "field:"  # before the name of a dynamic field


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """A column of lists.

    Args:
        expression: what is compared; texts in any case, by their signs, so that both databases agree.
        kind: what its values are.
        nullable: whether tickets may be without.
        join: what the query must be joined with for it, and on what.
        for_customers: whether customer users see this column.
    """

    expression: Any
    kind: type[datetime | int | str]
    nullable: bool = False
    join: tuple[Any, ColumnElement[bool]] | None = None
    for_customers: bool = True

    def joined(self, statement: Select[Any]) -> Select[Any]:
        return statement if self.join is None else statement.outerjoin(*self.join)

    def column(self, *, descending: bool) -> Column:
        return Column(self.expression, kind=self.kind, descending=descending, nullable=self.nullable)


def moment(column: Any, **more: Any) -> Sorting:
    return Sorting(expression=column, kind=datetime, **more)


def text(column: Any, **more: Any) -> Sorting:
    return Sorting(expression=by_sign(func.lower(column)), kind=str, **more)


def by_sign(expression: ColumnElement[str]) -> ColumnElement[str]:
    """Ordered by the numbers of signs, as SQLite does by itself."""
    return collate(expression, "C") if db.session.connection().dialect.name == "postgresql" else expression


def named(kind: Any, column: Any, *, key: str = "name", instead: Any = None, **more: Any) -> Sorting:
    """By the name of a record the ticket leads to; `instead`: what was written where there is no such record."""
    record = aliased(kind)
    name = getattr(record, key)
    shown = name if instead is None else func.coalesce(name, func.nullif(instead, ""))
    return text(shown, join=(record, record.id == column), **more)


# Each makes its expression when it is asked for, since the databases compare texts differently.
SORTINGS: Final[Mapping[str, Callable[[], Sorting]]] = {
    "created": lambda: moment(Ticket.created_at),
    "changed": lambda: moment(Ticket.changed_at),
    "closed": lambda: moment(Ticket.closed_at, nullable=True),
    "pending": lambda: moment(Ticket.pending_until, nullable=True),
    "escalation": lambda: moment(Ticket.escalates_at, nullable=True, for_customers=False),
    "first_response": lambda: moment(Ticket.first_response_due_at, nullable=True, for_customers=False),
    "update": lambda: moment(Ticket.update_due_at, nullable=True, for_customers=False),
    "solution": lambda: moment(Ticket.solution_due_at, nullable=True, for_customers=False),
    "number": lambda: text(Ticket.number),
    "title": lambda: text(Ticket.title),
    "priority": lambda: Sorting(expression=Ticket.priority_id, kind=int),
    "lock": lambda: text(type_coerce(Ticket.lock_state, String), for_customers=False),
    "queue": lambda: named(Queue, Ticket.queue_id),
    "state": lambda: named(State, Ticket.state_id),
    "type": lambda: named(TicketType, Ticket.type_id, nullable=True),
    "service": lambda: named(Service, Ticket.service_id, nullable=True),
    "sla": lambda: named(Sla, Ticket.sla_id, nullable=True),
    "owner": lambda: named(Agent, Ticket.owner_id, key="login", for_customers=False),
    "responsible": lambda: named(Agent, Ticket.responsible_id, key="login", for_customers=False),
    "customer": lambda: named(Customer, Ticket.customer_id, key="number", instead=Ticket.unknown_customer, nullable=True),
    "customer_user": lambda: named(CustomerUser, Ticket.customer_user_id, key="login", instead=Ticket.unknown_customer_user, nullable=True),
}


def by_field(field: DynamicField) -> Sorting:
    """By the first value of a dynamic field, as values of its kind are ordered."""
    row = aliased(FieldValue)
    key = select(row.value_key).where(row.object_id == Ticket.id, row.field_id == field.id, row.position == 0)
    return Sorting(expression=key.scalar_subquery(), kind=str, nullable=True, for_customers=False)
