"""Features of the desk that administrators switch, each with the value OTRS ships: customer groups, ticket types, watchers, the archive.

A switch nobody ever touched has no row; it stands where it was shipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import following
from desk.actors import Actor
from desk.master_data import MasterData
from foundation import prepared
from foundation.db import Document, db

KNOWN = "where switches stand"  # in the session, which ends with the unit of work


class Switch(StrEnum):
    """What can be switched; behind each, the name it has in OTRS."""

    CUSTOMER_GROUPS = "customer_groups"  # CustomerGroupSupport
    ALWAYS_GROUPS = "always_groups"  # CustomerGroupAlwaysGroups
    CUSTOMERS_ALWAYS_GROUPS = "customers_always_groups"  # CustomerGroupCompanyAlwaysGroups
    OTHER_CUSTOMERS = "other_customers"  # CustomerGroupPermissionContext, "Other Customers"
    COMPANY_TICKETS = "company_tickets"  # CustomerDisableCompanyTicketAccess, the other way round
    TICKET_TYPES = "ticket_types"  # Ticket::Type
    SERVICES = "services"  # Ticket::Service
    RESPONSIBLE = "responsible"  # Ticket::Responsible
    WATCHERS = "watchers"  # Ticket::Watcher
    ARCHIVE = "archive"  # Ticket::ArchiveSystem
    LOST_PASSWORDS = "lost_passwords"  # LostPassword and CustomerPanelLostPassword
    REGISTRATION = "registration"  # CustomerPanelCreateAccount
    MERGED_FIELDS = "merged_fields"  # Ticket::MergeDynamicFields


@dataclass(frozen=True)
class Shipped:
    """A switch as it is shipped.

    Args:
        value: where it stands; its type is that of all its values.
        what: what it does when it is on, or what its names are for.
    """

    value: bool | list[str]
    what: str


SHIPPED: dict[Switch, Shipped] = {
    Switch.CUSTOMER_GROUPS: Shipped(value=False, what="Customer users see queues by groups; off: all of them."),
    Switch.ALWAYS_GROUPS: Shipped(value=["users"], what="The groups in which every customer user has rw."),
    Switch.CUSTOMERS_ALWAYS_GROUPS: Shipped(value=["users"], what="The groups in which every customer has rw for its customer users."),
    Switch.OTHER_CUSTOMERS: Shipped(value=False, what="Customers can be given groups whose tickets they see whoever's they are."),
    Switch.COMPANY_TICKETS: Shipped(value=True, what="Customer users see the tickets of their customers, not only their own."),
    Switch.TICKET_TYPES: Shipped(value=False, what="Tickets have a type."),
    Switch.SERVICES: Shipped(value=False, what="Tickets have a service and an SLA."),
    Switch.RESPONSIBLE: Shipped(value=False, what="Tickets have a responsible agent beside the owner."),
    Switch.WATCHERS: Shipped(value=False, what="Agents watch tickets, and may then read them."),
    Switch.ARCHIVE: Shipped(value=False, what="Closed tickets can be archived, and are then left out of searches."),
    Switch.LOST_PASSWORDS: Shipped(value=True, what="Whoever forgot a password gets a letter with a link to set a new one."),
    Switch.REGISTRATION: Shipped(value=False, what="Customers make their own account in the portal."),
    Switch.MERGED_FIELDS: Shipped(value=[], what="The fields whose values a merged ticket hands on to one that has none."),
}


class SwitchRecord(MasterData):
    """Where a switch stands that somebody touched."""

    __tablename__ = "switch"
    noun: ClassVar[str] = "switch"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[Any] = mapped_column(Document, nullable=True)

    @classmethod
    def create(cls, *, actor: Actor, **values: Any) -> Self:
        record = super().create(actor=actor, **values)
        db.session.info.pop(KNOWN, None)
        following.tell(record, values)  # until now it stood where it was shipped
        return record

    def changed(self, changes: dict[str, tuple[Any, Any]]) -> None:
        super().changed(changes)
        db.session.info.pop(KNOWN, None)

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        known = as_switch(self.name)
        if known is None:
            yield "name", f"There is no switch {self.name!r}; there are {', '.join(Switch)}."
        elif wrong := problem_of(known, self.value):
            yield "value", wrong


TOUCHED = select(SwitchRecord.name, SwitchRecord.value)


def values_of(*switches: Switch) -> dict[Switch, Any]:
    """Where these switches stand."""
    touched = _touched()
    return {switch: touched.get(switch.value, SHIPPED[switch].value) for switch in switches}


def _touched() -> dict[str, Any]:
    """The values of all rows, read once per unit of work: every question about permissions asks for some."""
    known: dict[str, Any] | None = db.session.info.get(KNOWN)
    if known is None:
        known = db.session.info[KNOWN] = {name: value for name, value in prepared.rows(TOUCHED)}  # noqa: C416 - rows are sequences of any length
    return known


def stand() -> tuple[tuple[str, Any], ...]:
    """Where all switches stand that somebody touched, for whoever keeps what follows from it."""
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(_touched().items()))


def is_on(switch: Switch) -> bool:
    """Whether a feature is switched on."""
    return bool(values_of(switch)[switch])


def turn(switch: Switch | str, value: Any, *, actor: Actor) -> bool:
    """Set a switch; True if it stood elsewhere.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: there is no such switch, or it cannot stand there.
    """
    SwitchRecord.authorise(actor)
    known = as_switch(switch)
    if known is not None and problem_of(known, value) is None and values_of(known)[known] == value:
        return False
    record = db.session.scalar(select(SwitchRecord).where(SwitchRecord.name == switch))
    if record is None:
        SwitchRecord.create(name=str(switch), value=value, actor=actor)
    else:
        record.change(value=value, actor=actor)
    return True


def as_switch(name: str) -> Switch | None:
    """The switch of that name, if there is one."""
    return next((switch for switch in Switch if switch == name), None)


def problem_of(switch: Switch, value: Any) -> str | None:
    """Why a switch cannot stand there; None if it can."""
    if isinstance(SHIPPED[switch].value, bool):
        return None if isinstance(value, bool) else f"{value!r} is neither on (true) nor off (false)."
    names = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return None if names else f"{value!r} is no list of names."
