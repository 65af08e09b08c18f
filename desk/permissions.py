"""Who may do what, as queries: the same answer for pages, API, search, counts, exports and mail. Nothing is allowed that nothing allows.

    select(Queue).where(Queue.id.in_(queues_for(actor, QueuePermission.CREATE)))
    select(Ticket).where(ticket_condition(actor, QueuePermission.RO, COLUMNS))

`explain` tells why, from the rows of the same queries. Tickets are in `desk/ticket_permissions.py`, the two permissions that concern the
whole house in `desk/house_permissions.py`.
"""

from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, false, select, true

from desk import house_permissions
from desk.actors import Actor, ActorKind
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group, QueuePermission
from desk.house_permissions import HousePermission
from desk.master_data import MasterData, Validity
from desk.permitted_groups import (
    Ids,
    Source,
    customers_of,
    is_valid_agent,
    is_valid_customer_user,
    permitted_groups,
    sources_of,
    sources_of_others,
)
from desk.queues import Queue
from foundation.db import db
from foundation.errors import Forbidden, NotFound

Kind = TypeVar("Kind", bound=MasterData)
BRINGING_IN: Final = frozenset({QueuePermission.CREATE, QueuePermission.MOVE_INTO})  # new tickets find valid queues only
# Master data by who needs it for tickets. What is in neither list is for administrators.
READ_BY_AGENTS: Final = frozenset(
    {
        *("agent", "role", "agent_group", "customer", "customer_user", "calendar", "state", "priority", "ticket_type", "service", "sla"),
        *("template", "salutation", "signature", "attachment", "system_address", "dynamic_field"),
    }
)
READ_BY_CUSTOMER_USERS: Final = frozenset({"state", "priority", "ticket_type", "service", "sla"})


# ------------------------------------------------------------------------------------------------ queues
def queues_for(actor: Actor, permission: QueuePermission | str) -> Ids:
    """The ids of the queues in which the actor has the permission.

    Queues that are no longer valid count, since tickets still lie in them; but nothing can be created in them or moved there.
    """
    if actor.is_system:
        return select(Queue.id).where(*_queue_conditions(permission))
    return queues_by(_sources(actor, permission), permission)


def queues_by(sources: list[Source], permission: str) -> Ids:
    """The ids of the queues in which these sources give the permission."""
    return select(Queue.id).where(*_queue_conditions(permission), Queue.group_id.in_(permitted_groups(sources)))


def visible_queues(actor: Actor) -> Ids:
    """The ids of the valid queues whose tickets the actor may read: what lists of queues show."""
    return queues_for(actor, QueuePermission.RO).where(Queue.validity == Validity.VALID)


def may(actor: Actor, permission: QueuePermission | str, queue: Queue | int) -> bool:
    """Whether the actor has the permission in a queue."""
    return db.session.scalar(queues_for(actor, permission).where(Queue.id == _id_of(queue))) is not None


def require(actor: Actor, permission: QueuePermission | str, queue: Queue | int) -> None:
    """Go on only with the permission.

    Raises:
        NotFound: the actor does not even see the queue; whether there is one is not told.
        Forbidden: the actor sees it, but does not have the permission.
    """
    if may(actor, permission, queue):
        return
    if not any(may(actor, seen, queue) for seen in QueuePermission):
        raise NotFound(f"There is no queue with id {_id_of(queue)}, or none that {actor} may see.")
    raise Forbidden(f"{actor} needs the permission '{permission}' in the queue {db.session.scalar(_name_of(queue))!r} for this.")


def explain(actor: Actor, permission: QueuePermission | str, queue: Queue | int) -> list[str]:
    """Why the actor has the permission in a queue, one sentence for each reason; empty if it does not."""
    if actor.is_system:
        there = select(Queue.id).where(Queue.id == _id_of(queue), *_queue_conditions(permission))
        return [] if db.session.scalar(there) is None else ["the system may do everything"]
    return reasons(_sources(actor, permission), permission, _id_of(queue))


def reasons(sources: list[Source], permission: str, queue_id: int) -> list[str]:
    """A sentence for each row of each source that gives the permission in a queue."""
    found = []
    for source in sources:
        owner = source.rows.subquery()
        rows = (
            select(owner, Queue.name.label("queue_name"), Group.name.label("group_name"))
            .select_from(owner)
            .join(Group, Group.id == owner.c.group_id)
            .join(Queue, Queue.group_id == Group.id)
            .where(Group.validity == Validity.VALID, Queue.id == queue_id, *_queue_conditions(permission))
        )
        found += [f"{source.tell(row, row.group_name)}, the group of queue {row.queue_name}" for row in db.session.execute(rows)]
    return sorted(set(found))


def _sources(actor: Actor, permission: str) -> list[Source]:
    return sources_of(actor, permission) + sources_of_others(actor, permission)


def _queue_conditions(permission: str) -> list[ColumnElement[bool]]:
    return [Queue.validity == Validity.VALID] if permission in BRINGING_IN else []


def _id_of(queue: Queue | int) -> int:
    return queue if isinstance(queue, int) else queue.id


def _name_of(queue: Queue | int) -> Select[str]:
    return select(Queue.name).where(Queue.id == _id_of(queue))


# ------------------------------------------------------------------------------------------------ master data
def readable(actor: Actor, kind: type[Kind]) -> Select[Kind]:
    """The records of a kind that the actor may read.

    Administrators read all. Others read what is valid and needed for tickets; of queues those whose tickets they may read, and customer
    users themselves and their customers.
    """
    if house_permissions.has(actor, HousePermission.ADMIN):
        return select(kind)
    return select(kind).where(kind.validity == Validity.VALID, _is_readable(actor, kind))


def _is_readable(actor: Actor, kind: Any) -> ColumnElement[bool]:
    if kind is Queue:
        return Queue.id.in_(visible_queues(actor))
    if actor.kind is ActorKind.CUSTOMER_USER:
        return is_valid_customer_user(actor) & _is_readable_by_customer_user(actor, kind)
    is_listed = kind.__tablename__ in READ_BY_AGENTS
    if actor.kind is ActorKind.AGENT:
        return is_valid_agent(actor) if is_listed else false()
    return true() if is_listed and actor.kind is ActorKind.PROCESS else false()


def _is_readable_by_customer_user(actor: Actor, kind: Any) -> ColumnElement[bool]:
    if kind is CustomerUser:
        return CustomerUser.id == actor.id
    if kind is Customer:
        return Customer.id.in_(customers_of(actor))
    return true() if kind.__tablename__ in READ_BY_CUSTOMER_USERS else false()
