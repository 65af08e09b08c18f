"""What belongs to the demo company says so in its comment; a ticket belongs to it when its customer does."""

from typing import Any, Final, TypeVar

from sqlalchemy import Select, select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.calendars import Calendar
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group
from desk.master_data import MasterData
from desk.queues import Queue
from desk.roles import Role
from desk.services import Service
from desk.signatures import Signature
from desk.slas import Sla
from desk.system_addresses import SystemAddress
from foundation.errors import Conflict, NotFound
from processes.tickets.ticket import Ticket

Kind = TypeVar("Kind", bound=MasterData)
MARK: Final = "Part of the demo company"
UNFINISHED: Final = f"{MARK}, which is not complete yet"
LOADED: Final = f"{MARK}, which is complete"
REASON: Final = "Shown by the demo company."  # of versions of processes
# Whoever relies on others comes before them: in this order they can be put out of use.
KINDS: Final[tuple[type[MasterData], ...]] = (
    *(SystemAddress, Queue, Sla, Service, Signature, Calendar),
    *(CustomerUser, Customer, Agent, Role, Group),
)


def marked(kind: type[Kind]) -> Select[Kind]:
    """The records of a kind that belong to the demo company."""
    return select(kind).where(kind.comment.startswith(MARK)).order_by(kind.id)


def named(kind: type[Kind], name: str) -> Kind | None:
    """The record of that name, if there is one."""
    try:
        return kind.named(name)
    except NotFound:
        return None


def ensured(kind: type[Kind], name: str, /, **values: Any) -> Kind:
    """The record of that name: one that is there already is used as it is, and else it is made as part of the demo company.

    Raises:
        Conflict: it is there and not valid.
    """
    found = named(kind, name)
    if found is None:
        return kind.create(**{kind.key: name}, comment=f"{MARK}.", actor=SYSTEM, **values)
    if not found.is_valid:
        raise Conflict(f"The demo company needs the {kind.noun} {name!r}, which is {found.validity}; make it valid or rename it first.")
    return found


def demo_tickets() -> Select[int]:
    """The ids of the tickets that belong to the demo company."""
    customers = select(Customer.id).where(Customer.comment.startswith(MARK))
    return select(Ticket.id).where(Ticket.customer_id.in_(customers))
