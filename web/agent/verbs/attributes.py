"""What a ticket is and whose it is: queue, owner, responsible, priority, type, service, SLA, customer, title."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import select

from desk import switches
from desk.agents import Agent
from desk.customers import Customer
from desk.email_addresses import problem_of
from desk.groups import QueuePermission
from desk.master_data import MasterData, Validity
from desk.permissions import queues_for
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.switches import Switch
from desk.ticket_types import TicketType
from foundation.db import db
from foundation.errors import Refused
from processes.tickets.choosing import named
from processes.tickets.customership import customer_user_party
from processes.tickets.ownership import nobody, selectable_owners
from processes.tickets.ticket import Ticket
from web.agent.verbs import Ask, Given, Verb, verbs
from web.called import called

NOBODY: Final = "There is no customer user of this login or address, and it is no complete e-mail address; choose somebody, or write one."
SHIPPED: Final[Mapping[type[MasterData], str]] = {Priority: "priority", State: "state", TicketType: "type"}


def options(kind: type[MasterData], *conditions: Any) -> list[tuple[str, str]]:
    """The valid records of a kind, by name; those that were shipped as they are called in the reader's language."""
    name = getattr(kind, kind.key)
    rows = db.session.scalars(select(name).where(kind.validity == Validity.VALID, *conditions).order_by(name))
    return [(each, called(each, SHIPPED.get(kind, ""))) for each in rows]


def into_queue(ticket: Ticket, agent: Agent, permission: QueuePermission) -> Ask:
    """Which queue, of those in which the agent has a permission."""
    held = options(Queue, Queue.id.in_(queues_for(agent.actor, permission)))
    return Ask(name="queue", label=_("Queue"), kind="select", options=held, value=ticket.words.queue, is_required=True)


def agents(found: Any) -> list[tuple[str, str]]:
    """Agents by login, shown with their names."""
    nobody_id = nobody().id
    return [
        (person.login, called(person.login, "agent") if person.id == nobody_id else f"{person.full_name} ({person.login})")
        for person in db.session.scalars(found)
    ]


@verbs.register("move")
class Move(Verb):
    label = lazy_gettext("Move")
    done = lazy_gettext("Moved.")
    icon = "inbox"
    key = "m"
    group = "work"
    permission = "move_into"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:
        return [into_queue(ticket, agent, QueuePermission.MOVE_INTO)]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.move_to(named(Queue, given.get("queue", ""), "queue"), actor=agent.actor)


@verbs.register("owner")
class Own(Verb):
    label = lazy_gettext("Change owner")
    done = lazy_gettext("The owner is another one now.")
    icon = "user"
    key = "o"
    group = "people"
    permission = "owner"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        return [
            Ask(
                name="owner",
                label=_("New owner"),
                kind="select",
                options=agents(selectable_owners(ticket.queue_id)),
                value=ticket.words.owner,
                is_required=True,
            )
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.set_owner(named(Agent, given.get("owner", ""), "owner"), actor=agent.actor)


@verbs.register("responsible")
class Answer(Verb):
    label = lazy_gettext("Change who answers for it")
    done = lazy_gettext("Somebody else answers for it now.")
    icon = "user-check"
    group = "people"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - a feature of the house
        return switches.is_on(Switch.RESPONSIBLE)

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        found = agents(selectable_owners(ticket.queue_id))
        return [
            Ask(
                name="responsible",
                label=_("Who answers for it"),
                kind="select",
                options=found,
                value=ticket.words.responsible,
                is_required=True,
            )
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.set_responsible(named(Agent, given.get("responsible", ""), "responsible"), actor=agent.actor)


@verbs.register("priority")
class Prioritise(Verb):
    label = lazy_gettext("Change priority")
    done = lazy_gettext("The priority is changed.")
    icon = "signal-high"
    key = "p"
    permission = "priority"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        return [
            Ask(
                name="priority",
                label=_("Priority"),
                kind="select",
                options=options(Priority),
                value=ticket.words.priority,
                is_required=True,
            )
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.set_priority(named(Priority, given.get("priority", ""), "priority"), actor=agent.actor)


@verbs.register("type")
class Classify(Verb):
    label = lazy_gettext("Change type")
    done = lazy_gettext("The type is changed.")
    icon = "tag"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - a feature of the house
        return switches.is_on(Switch.TICKET_TYPES)

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        return [Ask(name="type", label=_("Type"), kind="select", options=options(TicketType), value=ticket.words.type or "")]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        wanted = given.get("type", "")
        ticket.set_type(named(TicketType, wanted, "type") if wanted else None, actor=agent.actor)


@verbs.register("service")
class Serve(Verb):
    label = lazy_gettext("Change service and SLA")
    done = lazy_gettext("Service and SLA are changed.")
    icon = "heart-pulse"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - a feature of the house
        return switches.is_on(Switch.SERVICES)

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        return [
            Ask(name="service", label=_("Service"), kind="select", options=options(Service), value=ticket.words.service or ""),
            Ask(name="sla", label=_("SLA"), kind="select", options=options(Sla), value=ticket.words.sla or ""),
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        service, sla = given.get("service", ""), given.get("sla", "")
        ticket.set_service(named(Service, service, "service") if service else None, actor=agent.actor)
        ticket.set_sla(named(Sla, sla, "sla") if sla else None, actor=agent.actor)


@verbs.register("customer")
class Belong(Verb):
    label = lazy_gettext("Change customer")
    done = lazy_gettext("The customer is changed.")
    icon = "building-2"
    group = "people"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        help_ = _("A login or an address. Whoever is known brings the customer along.")
        return [
            Ask(
                name="customer_user",
                label=_("Customer user"),
                kind="suggest",
                suggests="/suggest/customer-users",
                value=ticket.words.customer_user or ticket.unknown_customer_user,
                help=help_,
            )
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        party, of = customer_user_party(given.get("customer_user", ""))
        if party.unknown and party.unknown != ticket.unknown_customer_user and problem_of(party.unknown):
            raise Refused({"customer_user": NOBODY})
        ticket.set_customer_user(party, actor=agent.actor)
        if of is not None:
            ticket.set_customer(db.session.get(Customer, of), actor=agent.actor)


@verbs.register("title")
class Title(Verb):
    label = lazy_gettext("Change subject")
    done = lazy_gettext("The subject is changed.")
    icon = "pencil"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        return [Ask(name="title", label=_("Subject"), value=ticket.title, is_required=True)]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.set_title(given.get("title", ""), actor=agent.actor)
