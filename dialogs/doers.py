"""Who does the open activities of a ticket, in words."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import Group
from desk.roles import Role
from desk.shipped_names import shown_name
from dialogs.reader import Reader
from dialogs.sentences import say
from foundation import prepared
from foundation.db import db
from processes.activities import IS_OPEN, Activity, ActivityPermit, PermitKind
from processes.tickets.ticket import Ticket

RELATIONS: Final = {
    PermitKind.RESPONSIBLE: "the responsible agent",
    PermitKind.CUSTOMER: "the customer",
    PermitKind.COMPANY: "the customer",
    PermitKind.NOBODY: "administrators",
}

OF_TICKET: Final[Any] = bindparam("ticket_id")
OPEN: Final = select(prepared.table_of(Activity)).where(Activity.ticket_id == OF_TICKET, IS_OPEN).order_by(Activity.id)
PERMITS: Final = select(prepared.table_of(ActivityPermit)).where(ActivityPermit.ticket_id == OF_TICKET)


def open_activities(ticket_id: int) -> Sequence[Activity]:
    """The open activities of a ticket, the oldest first."""
    return prepared.records(Activity, OPEN, ticket_id=ticket_id)


def permits_of(ticket_id: int) -> dict[int, list[ActivityPermit]]:
    """Whom the open activities of a ticket are for, by their ids."""
    found: dict[int, list[ActivityPermit]] = {}
    for permit in prepared.records(ActivityPermit, PERMITS, ticket_id=ticket_id):
        found.setdefault(permit.activity_id, []).append(permit)
    return found


def who_has(ticket: Ticket, activity: Activity, permits: Sequence[ActivityPermit], *, actor: Actor, reader: Reader) -> str:
    """Whom an activity is with: who has claimed it, else those it is for. Customers learn whether it is them, and no names of the house."""
    if actor.is_customer_user:
        is_theirs = any(permit.kind in {PermitKind.CUSTOMER, PermitKind.COMPANY} for permit in permits)
        return say(reader, "you" if is_theirs else "us")
    if activity.claimed_by_id is not None:
        return full_name(activity.claimed_by_id)
    names = dict.fromkeys(named(ticket, permit, reader) for permit in permits)
    return ", ".join(names) or say(reader, "the team of {queue}", queue=ticket.words.queue)


def named(ticket: Ticket, permit: ActivityPermit, reader: Reader) -> str:
    """Whom one permit means."""
    if permit.kind is PermitKind.GROUP:
        return say(reader, "the group {name}", name=Group.by_id(permit.subject_id))
    elif permit.kind is PermitKind.ROLE:
        return say(reader, "the role {name}", name=Role.by_id(permit.subject_id))
    elif permit.kind is PermitKind.AGENT:
        return full_name(permit.subject_id)
    elif permit.kind is PermitKind.OWNER:
        return shown_name("agent", full_name(ticket.owner_id), reader.language)
    else:
        return say(reader, RELATIONS[permit.kind])


def full_name(agent_id: int) -> str:
    return db.session.get_one(Agent, agent_id).full_name
