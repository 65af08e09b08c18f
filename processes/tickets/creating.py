"""Creating a ticket: what was wanted, completed by what is usual. Its process is started by `processes/runner.py`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Self, TypedDict, Unpack

from desk import permissions
from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.field_values import FieldOf
from desk.groups import QueuePermission
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch, is_on
from desk.ticket_numbers import draw_ticket_number
from desk.ticket_types import TicketType
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from processes import settling
from processes.events import Event
from processes.tickets.choosing import promised, usable
from processes.tickets.classifying import service_fits, sla_fits, type_fits
from processes.tickets.customership import Party, customer_party, customer_user_party, speaks_for
from processes.tickets.fields import Fields
from processes.tickets.ownership import can_answer, can_own, nobody
from processes.tickets.record import Lock
from processes.tickets.stating import choosable, pending_time
from processes.tickets.titling import fitting_title
from processes.tickets.words import Words

# What has a value now that had none; models call it so.
TOUCHED: Final = (
    *("title", "queue", "state", "state_type", "priority", "type", "service", "sla", "owner", "responsible", "lock"),
    *("customer", "customer_user", "pending_until", "number", "created", "closed"),
)


class Wanted(TypedDict, total=False):
    """What may be said about a new ticket besides its queue and title; what is left out or None is as usual.

    `customer`: a record, or a text that may name one; `customer_user`: the same, a login or a mail address. `lock`: choosing an owner
    locks, if nothing else is said. `pending_until`: for a pending state. `fields`: besides those that have defaults. `cause`: what led to
    the ticket, for its history.
    """

    state: State | None
    priority: Priority | None
    type: TicketType | None
    service: Service | None
    sla: Sla | None
    owner: Agent | None
    responsible: Agent | None
    lock: Lock | None
    customer: Customer | str | None
    customer_user: CustomerUser | str | None
    pending_until: datetime | None
    fields: Mapping[str, Any] | None
    cause: Any


class Creating(Fields):
    """Bringing a ticket into being."""

    __abstract__ = True

    @classmethod
    def create(cls, *, actor: Actor, queue: Queue, title: str, **wanted: Unpack[Wanted]) -> Self:
        """Make a ticket, with its row written.

        Raises:
            NotFound, Forbidden: the actor lacks the permission `create` in the queue.
            Refused: naming each value that does not fit.
        """
        usable(queue, "queue")
        if not actor.is_system:
            permissions.require(actor, QueuePermission.CREATE, queue)
        begun = beginning(queue, wanted, actor=actor)
        by = str(actor)
        ticket = cls(number=draw_ticket_number(), title=fitting_title(title), created_by=by, changed_by=by, **begun.values())
        ticket.store()
        ticket.know(begun.words())
        fields = ticket.default_fields() | dict(wanted.get("fields") or {})
        told = {"title": ticket.title, **begun.told(), "cause": wanted.get("cause")}
        data = {name: value for name, value in told.items() if value not in (None, "")}
        ticket.record(Event.TICKET_CREATED, actor=actor, touched=TOUCHED, **data)
        ticket.fill_fields(fields, actor=actor)
        settling.changes()[ticket.id].to_step.clear()  # nothing waits yet for what a new ticket is like
        return ticket

    def default_fields(self) -> dict[str, Any]:
        """What the fields of a new ticket begin with; those that processes brought along wait for one that uses them."""
        return begun_with(field for field in self.fields.values() if not field.is_of_process)

    def begin_fields(self, names: Iterable[str], *, actor: Actor) -> None:
        """Have fields that a process brought along begin with their defaults, where they have no value, before it starts."""
        fields = [self.fields[name] for name in names if name in self.fields]
        found = begun_with(field for field in fields if field.is_of_process and not field.texts)
        if found and self.fill_fields(found, actor=actor):
            settling.changes()[self.id].to_step.difference_update(found)  # nothing waits for them before there is an instance


def begun_with(fields: Iterable[FieldOf]) -> dict[str, Any]:
    """The defaults of valid fields, by name."""
    found = {field.name: field.rules.default(now=now()) for field in fields if field.is_valid}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """How a ticket begins."""

    queue: Queue
    state: State
    priority: Priority
    type: TicketType | None
    service: Service | None
    sla: Sla | None
    owner: Agent
    responsible: Agent
    lock: Lock
    customer: Party
    customer_user: Party
    pending_until: datetime | None

    def values(self) -> dict[str, Any]:
        """The columns of its row."""
        chosen = {name: getattr(self, name) for name in ("queue", "state", "priority", "type", "service", "sla", "owner", "responsible")}
        return {
            **{f"{name}_id": record.id if record else None for name, record in chosen.items()},
            "lock_state": self.lock,
            "customer_id": self.customer.id,
            "unknown_customer": self.customer.unknown,
            "customer_user_id": self.customer_user.id,
            "unknown_customer_user": self.customer_user.unknown,
            "pending_until": self.pending_until,
            "closed_at": now() if self.state.type is StateType.CLOSED else None,
            "created_at": now(),
            "changed_at": now(),
            "unlock_counts_from": now(),
        }

    def words(self) -> Words:
        """What it is called."""
        return Words(
            queue=self.queue.name,
            queue_group_id=self.queue.group_id,
            state=self.state.name,
            state_type=self.state.type,
            priority=self.priority.name,
            type=self.type.name if self.type else None,
            service=self.service.name if self.service else None,
            sla=self.sla.name if self.sla else None,
            owner=self.owner.login,
            responsible=self.responsible.login,
            customer=self.customer.word,
            customer_user=self.customer_user.word,
            promises=promised(self.queue, self.sla),
        )

    def told(self) -> dict[str, Any]:
        """What its first history entry tells."""
        words = self.words()
        names = ("queue", "state", "priority", "type", "service", "sla", "owner", "customer", "customer_user")
        return {name: getattr(words, name) for name in names} | {"lock": self.lock, "pending_until": self.pending_until}


def beginning(queue: Queue, wanted: Wanted, *, actor: Actor) -> Beginning:
    """How a ticket begins of which that was wanted.

    Raises:
        Refused: naming each value that does not fit.
    """
    state, owner = wanted.get("state") or State.first_of(StateType.NEW), wanted.get("owner") or nobody()
    customer, customer_user = parties(wanted, actor)
    begun = Beginning(
        queue=queue,
        state=state,
        priority=wanted.get("priority") or Priority.default(),
        type=wanted.get("type") or (TicketType.default() if is_on(Switch.TICKET_TYPES) else None),
        service=wanted.get("service"),
        sla=wanted.get("sla"),
        owner=owner,
        responsible=wanted.get("responsible") or (owner if is_on(Switch.RESPONSIBLE) else nobody()),
        lock=first_lock(wanted.get("lock"), state, owner),
        customer=customer,
        customer_user=customer_user,
        pending_until=pending_time(state.type, wanted.get("pending_until"), None),
    )
    problems = dict(problems_of(begun))
    if problems:
        raise Refused(problems)
    return begun


def parties(wanted: Wanted, actor: Actor) -> tuple[Party, Party]:
    """Customer and customer user; somebody who is known brings the customer along, and a customer user who asks is meant.

    Raises:
        Refused: a customer user asks for somebody else.
    """
    asking = db.session.get(CustomerUser, actor.id) if actor.is_customer_user else None
    customer_user, primary_id = customer_user_party(wanted.get("customer_user") or asking)
    customer = wanted.get("customer")
    if not customer and primary_id is not None:
        customer = db.session.get_one(Customer, primary_id)
    party = customer_party(customer)
    if actor.is_customer_user and customer_user.id != actor.id:
        raise Refused({"customer_user": "You can open tickets for yourself only."})
    if actor.is_customer_user and party.id != primary_id and not speaks_for(actor, party.id):
        raise Refused({"customer": f"You do not speak for the customer {party.word!r}; choose one of yours."})
    return party, customer_user


def first_lock(wanted: Lock | None, state: State, owner: Agent) -> Lock:
    """Closed tickets are not locked; others are when somebody was chosen to own them."""
    if state.type.is_finished:
        return Lock.UNLOCKED
    return wanted or (Lock.UNLOCKED if owner.id == nobody().id else Lock.LOCKED)


def problems_of(begun: Beginning) -> Iterator[tuple[str, str]]:
    """(attribute, sentence) for each value that does not fit."""
    checks = [
        partial(choosable, begun.state),
        partial(usable, begun.priority, "priority"),
    ]
    if begun.owner.id != nobody().id:
        checks.append(partial(can_own, begun.owner, begun.queue.id, begun.queue.name))
    if begun.type is not None:
        checks.append(partial(type_fits, begun.type))
    if begun.service is not None:
        checks.append(partial(service_fits, begun.service, begun.customer_user.id))
    if begun.sla is not None:
        checks.append(partial(sla_fits, begun.sla, begun.service.id if begun.service else None))
    if begun.responsible.id != nobody().id:
        checks.append(partial(can_answer, begun.responsible))
    for check in checks:
        try:
            check()
        except Refused as refused:
            yield from refused.problems.items()
