"""What a ticket says about itself, as models and dialogs know it: by name, as texts and moments; None where there is nothing.

    ATTRIBUTES["queue"].write(ticket, "Second level", actor=actor)

Writing goes through the verbs; what can only be read is in `READABLE`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from desk.actors import Actor
from desk.agents import Agent
from desk.master_data import MasterData, clean_text
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.ticket_types import TicketType
from foundation.application import settings
from foundation.errors import Refused
from processes.tickets.choosing import named, suggestion, usable
from processes.tickets.customership import Whose, whose
from processes.tickets.ownership import nobody
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from processes.tickets.titling import fitting_title


@dataclass(frozen=True)
class Attribute:
    """One attribute that can be written.

    Args:
        read: its value.
        chosen: what a value stands for, as the verb takes it; raises Refused.
        verb: the one that changes it.
    """

    read: Callable[[Ticket], Any]
    chosen: Callable[[Any], Any]
    verb: Callable[..., bool]

    def fitting(self, ticket: Ticket, value: object) -> object:
        """The value as it will be read.

        Raises:
            Refused: nothing of that name exists, or can be chosen any more; the nearest names are in the sentence.
        """
        return value if self.is_there(ticket, value) else shown(self.chosen(value))

    def write(self, ticket: Ticket, value: object, *, actor: Actor) -> None:
        """Change it by its verb; the value it has already is not asked about.

        Raises:
            Refused: as `fitting`, or the verb does not take it.
            NotFound, Forbidden, Conflict: as the verb.
        """
        if not self.is_there(ticket, value):
            self.verb(ticket, self.chosen(value), actor=actor)

    def is_there(self, ticket: Ticket, value: object) -> bool:
        """Whether it has that value."""
        there: bool = self.read(ticket) == value
        return there


# ------------------------------------------------------------------------------------------------ what values stand for
def text_of(name: str, value: object) -> str:
    """A value as text; numbers become one.

    Raises:
        Refused: it is no single value.
    """
    if value is None:
        return ""
    if isinstance(value, (bool, dict, list, tuple, date)):
        raise Refused({name: f"A text is needed, and {value!r} is none."})
    return clean_text(str(value))


def one_of(
    kind: type[MasterData], name: str, *, empty: Callable[[], MasterData | None] | None = None
) -> Callable[[object], MasterData | None]:
    """Finds the valid record of a name; `empty`: what no name stands for, where there may be none."""

    def chosen(value: object) -> MasterData | None:
        text = text_of(name, value)
        if not text and empty is not None:
            return empty()
        if not text:
            raise Refused({name: f"A ticket always has a {kind.noun}; choose one."})
        record = named(kind, text, name)
        usable(record, name)
        return record

    return chosen


def nothing() -> None:
    """What no name stands for: nothing."""


def lock(value: object) -> Lock:
    """The lock of that name.

    Raises:
        Refused: there is none.
    """
    text = text_of("lock", value)
    if text not in set(Lock):
        raise Refused({"lock": f"There is no lock {text!r}. {suggestion([each.value for each in Lock])}"})
    return Lock(text)


def moment(value: object) -> datetime | None:
    """A moment in UTC; without a zone it is meant in that of the house, and a date is its midnight there.

    Raises:
        Refused: it is none.
    """
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Refused({"pending_until": f"{value!r} is no moment; write it as 2026-12-31T17:00."}) from None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings().time_zone))).astimezone(UTC)


def shown(chosen: object) -> object:
    """What stands for a value, as it is read."""
    if isinstance(chosen, Whose):
        return chosen.customer.word
    if isinstance(chosen, Lock):
        return chosen.value
    return str(chosen) if isinstance(chosen, MasterData) else chosen


def customer(value: object) -> Whose:
    """The customer of that number, or the customer user of that login or address; else the text as it is."""
    return whose(text_of("customer", value))


def title(value: object) -> str:
    """The title on one line."""
    return fitting_title(text_of("title", value))


# ------------------------------------------------------------------------------------------------ the attributes
ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "title": Attribute(attrgetter("title"), title, Ticket.set_title),
    "queue": Attribute(attrgetter("words.queue"), one_of(Queue, "queue"), Ticket.move_to),
    "state": Attribute(attrgetter("words.state"), one_of(State, "state"), Ticket.set_state),
    "priority": Attribute(attrgetter("words.priority"), one_of(Priority, "priority"), Ticket.set_priority),
    "type": Attribute(attrgetter("words.type"), one_of(TicketType, "type", empty=nothing), Ticket.set_type),
    "service": Attribute(attrgetter("words.service"), one_of(Service, "service", empty=nothing), Ticket.set_service),
    "sla": Attribute(attrgetter("words.sla"), one_of(Sla, "sla", empty=nothing), Ticket.set_sla),
    "owner": Attribute(attrgetter("words.owner"), one_of(Agent, "owner", empty=nobody), Ticket.set_owner),
    "responsible": Attribute(attrgetter("words.responsible"), one_of(Agent, "responsible", empty=nobody), Ticket.set_responsible),
    "lock": Attribute(attrgetter("lock_state.value"), lock, Ticket.set_lock),
    "pending_until": Attribute(attrgetter("pending_until"), moment, Ticket.set_pending_until),
    "customer": Attribute(attrgetter("words.customer"), customer, Ticket.set_whose),
}
READABLE: Final[Mapping[str, Callable[[Ticket], Any]]] = {
    "number": attrgetter("number"),
    "state_type": attrgetter("words.state_type.value"),
    "customer_user": attrgetter("words.customer_user"),
    "created": attrgetter("created_at"),
    "changed": attrgetter("changed_at"),
    "closed": attrgetter("closed_at"),
    "escalation": attrgetter("escalates_at"),
}
