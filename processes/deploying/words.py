"""Whether what a model names exists on the desk, and what it may have meant."""

from collections.abc import Iterable, Mapping
from typing import Final

from bpm.expressions import nearest_name
from desk.agents import Agent
from desk.groups import Group
from desk.master_data import MasterData
from desk.priorities import Priority
from desk.queues import Queue
from desk.roles import Role
from desk.services import Service
from desk.slas import Sla
from desk.states import State
from desk.ticket_types import TicketType
from foundation.errors import Refused
from processes.tickets import choosing
from processes.tickets.record import Lock

KINDS: Final[Mapping[str, type[MasterData]]] = {
    "queue": Queue,
    "state": State,
    "priority": Priority,
    "type": TicketType,
    "service": Service,
    "sla": Sla,
    "owner": Agent,
    "responsible": Agent,
    "agent": Agent,
    "group": Group,
    "role": Role,
}
LOCKS: Final = tuple(lock.value for lock in Lock)


def is_named(attribute: str) -> bool:
    """Whether the values of an attribute of tickets are names the desk knows."""
    return attribute in KINDS or attribute == "lock"


def problem_of(attribute: str, name: str, *, also_invalid: bool = False) -> str:
    """What is wrong with a name, as a sentence; "" if nothing is.

    Args:
        attribute: what it names: an attribute of tickets, or group, role, agent.
        name: as the model says it.
        also_invalid: what is no longer valid will do, since tickets may still have it.
    """
    if attribute == "lock":
        return "" if name in LOCKS else unknown("lock", name, LOCKS)
    try:
        record = choosing.named(KINDS[attribute], name, attribute)
        if not also_invalid:
            choosing.usable(record, attribute)
    except Refused as refused:
        return refused.problems[attribute]
    return ""


def unknown(noun: str, name: str, known: Iterable[str]) -> str:
    """That there is no such thing, and which one may be meant."""
    nearest = nearest_name(name, known)
    return f"There is no {noun} {name!r}. {choosing.suggestion([nearest] if nearest else [])}"
