"""By what has a name: queues with what stands below them, states, priorities, types, services, SLAs, people, customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select

from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import QueuePermission
from desk.master_data import MasterData, with_article
from desk.permissions import queues_for
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.ticket_types import TicketType
from desk.trees import SEPARATOR, below
from processes.tickets.filters import Asked, Filter, NoSuchValue, filters, is_id, is_text, listed
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher


@dataclass(frozen=True)
class Named(Filter):
    """By the name of a record, or its id; None: the ticket has none."""

    kind: type[MasterData]
    column: str
    for_customers = True

    def lookup(self, value: Any, actor: Actor) -> Select[int, str] | None:
        names = self.names(value)
        return select(self.kind.id, self.key).where(self.meant(names), self.known_to(actor)) if names else None

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        for name in self.names(value):
            if not self.is_found(name, asked.found):
                raise NoSuchValue(f"There is no {self.kind.noun} {name!r}.")
        return or_(self.among(self.ids(value, asked)), self.of.is_(None) if None in listed(value) else false())

    # -------------------------------------------------------------------------------------------- parts
    @property
    def key(self) -> Any:
        return getattr(self.kind, self.kind.key)

    @property
    def of(self) -> Any:
        return getattr(Ticket, self.column)

    def names(self, value: Any) -> list[str]:
        for each in listed(value):
            if not (each is None or is_id(each) or is_text(each)):
                raise NoSuchValue(f"{each!r} is no name of {with_article(self.kind.noun)}.")
        return [each for each in listed(value) if isinstance(each, str)]

    def ids(self, value: Any, asked: Asked) -> list[int]:
        return [*(each for each in listed(value) if isinstance(each, int)), *asked.found.values()]

    def is_found(self, name: str, found: Mapping[str, int]) -> bool:
        return name in found

    def meant(self, names: list[str]) -> ColumnElement[bool]:
        named: ColumnElement[bool] = self.key.in_(names)
        return named

    def known_to(self, actor: Actor) -> ColumnElement[bool]:  # noqa: ARG002 - of most kinds all names are known to all
        return literal(value=True)

    def among(self, ids: list[int]) -> ColumnElement[bool]:
        found: ColumnElement[bool] = self.of.in_(ids)
        return found


class InQueue(Named):
    """Of queues, those are known whose tickets the actor may read."""

    def known_to(self, actor: Actor) -> ColumnElement[bool]:
        return Queue.id.in_(queues_for(actor, QueuePermission.RO))


class InBranch(InQueue):
    """With all queues below."""

    def meant(self, names: list[str]) -> ColumnElement[bool]:
        return or_(Queue.name.in_(names), *(below(Queue.name, name) for name in names))

    def is_found(self, name: str, found: Mapping[str, int]) -> bool:
        return any((each + SEPARATOR).startswith(name + SEPARATOR) for each in found)


class Person(Named):
    """By an agent's login; only agents ask who works on what."""

    for_customers = False


class Watched(Person):
    """By the login of somebody who watches it."""

    def among(self, ids: list[int]) -> ColumnElement[bool]:
        return Ticket.id.in_(select(Watcher.ticket_id).where(Watcher.agent_id.in_(ids)))


@dataclass(frozen=True)
class Party(Person):
    """By the customer or customer user, or what was written where there is no such one."""

    unknown: str = ""

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        written, wanted = getattr(Ticket, self.unknown), self.names(value) + [""] * listed(value).count(None)
        return or_(self.among(self.ids(value, asked)), and_(self.of.is_(None), written.in_(wanted)))


filters.register("queue")(InQueue(Queue, "queue_id"))
filters.register("queue_branch")(InBranch(Queue, "queue_id"))
filters.register("state")(Named(State, "state_id"))
filters.register("priority")(Named(Priority, "priority_id"))
filters.register("type")(Named(TicketType, "type_id"))
filters.register("service")(Named(Service, "service_id"))
filters.register("sla")(Named(Sla, "sla_id"))
filters.register("owner")(Person(Agent, "owner_id"))
filters.register("responsible")(Person(Agent, "responsible_id"))
filters.register("watcher")(Watched(Agent, "id"))
filters.register("customer")(Party(Customer, "customer_id", "unknown_customer"))
filters.register("customer_user")(Party(CustomerUser, "customer_user_id", "unknown_customer_user"))
