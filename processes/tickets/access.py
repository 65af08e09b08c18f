"""Who may do what with a ticket: the one condition in every query for tickets, and the question verbs ask.

select(Ticket).where(visible(actor))
access.require(ticket, "note", actor=actor)
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, column, exists, false, literal, or_, select, table, union_all

from desk import house_permissions, ticket_permissions
from desk.actors import ANY_AGENT, Actor, ActorKind
from desk.groups import QueuePermission
from desk.house_permissions import HousePermission
from desk.master_data import Validity
from desk.permissions import queues_for
from desk.permitted_groups import customers_of, permitted_groups, sources_of
from desk.queues import Queue
from desk.roles import AgentRole, Role
from desk.switches import stand
from desk.ticket_permissions import TicketColumns
from foundation import prepared
from foundation.db import db
from foundation.errors import Forbidden
from foundation.unit_of_work import once
from processes.activities import ActivityPermit, PermitKind
from processes.tickets.watchers import Watcher

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

# Only what permissions ask of a ticket: the record lies above this file.
TICKET = table("ticket", *(column(name) for name in ("id", "queue_id", "owner_id", "responsible_id", "customer_id", "customer_user_id")))
OPENING = frozenset({QueuePermission.RO, QueuePermission.NOTE})  # what an open activity that is mine gives on its ticket
KNOWN = "queues of processes"
MAY = "what an agent may do with a ticket"
Subjects = Mapping[PermitKind, Select[int] | list[int]]
_granted: ContextVar[tuple[tuple[Actor, int], ...]] = ContextVar("granted", default=())


def columns_of(ticket: Any, *, subjects: Subjects | None = None) -> TicketColumns:
    """What permissions ask for, of a class or of the columns of a table of tickets; `subjects`: as `permitted`."""

    def watched_by(agent_id: int) -> ColumnElement[bool]:
        return exists().where(Watcher.ticket_id == ticket.id, Watcher.agent_id == agent_id)

    def opened_by_activity(actor: Actor, permission: str) -> ColumnElement[bool]:
        is_mine = permitted(actor, ActivityPermit.ticket_id, of=ticket.id, ticket=ticket, subjects=subjects)
        return is_mine if permission in OPENING else false()

    return TicketColumns(
        id=ticket.id,
        queue_id=ticket.queue_id,
        owner_id=ticket.owner_id,
        responsible_id=ticket.responsible_id,
        customer_id=ticket.customer_id,
        customer_user_id=ticket.customer_user_id,
        watched_by=watched_by,
        opened_by_activity=opened_by_activity,
    )


# ------------------------------------------------------------------------------------------------ permits of open activities
def permitted(actor: Actor, key: Any, *, of: Any, ticket: Any, subjects: Subjects | None = None) -> ColumnElement[bool]:
    """Whether a permit lets the actor in.

    Args:
        actor: an agent or customer user; nobody else is ever let in.
        key: the column of permits that says what is opened, an activity or its ticket.
        of: the same of the query around.
        ticket: the columns of the ticket.
        subjects: `subjects_of` the actor, if they were looked up before.
    """
    known: Subjects = subjects_of(actor) if subjects is None else subjects
    named = [select(key).where(ActivityPermit.kind == kind, ActivityPermit.subject_id.in_(ids)) for kind, ids in known.items()]
    related = [
        and_(holds, exists().where(key == of, ActivityPermit.kind == kind).correlate_except(ActivityPermit))
        for kind, holds in relations_of(actor, ticket).items()
    ]
    return or_(false(), *([of.in_(union_all(*named))] if named else []), *related)


def subjects_of(actor: Actor) -> dict[PermitKind, Select[int]]:
    """Permits that name somebody: whom they may name, by kind, so that the actor is meant."""
    if not actor.is_agent:
        return {}
    roles = (
        select(AgentRole.role_id)
        .join(Role, Role.id == AgentRole.role_id)
        .where(AgentRole.agent_id == actor.id, Role.validity == Validity.VALID)
    )
    himself: Any = literal(actor.id) if isinstance(actor.id, int) else actor.id
    administers = himself.in_(house_permissions.holders(HousePermission.ADMIN))
    return {
        PermitKind.GROUP: permitted_groups(sources_of(actor, QueuePermission.RW)),
        PermitKind.ROLE: roles,
        PermitKind.AGENT: select(himself),
        PermitKind.NOBODY: select(literal(0)).where(administers),
    }


def relations_of(actor: Actor, ticket: Any) -> dict[PermitKind, ColumnElement[bool]]:
    """Permits that name a relation to the ticket: what holds for the actor's, by kind."""
    if actor.is_agent:
        return {PermitKind.OWNER: ticket.owner_id == actor.id, PermitKind.RESPONSIBLE: ticket.responsible_id == actor.id}
    elif actor.is_customer_user:
        return {PermitKind.CUSTOMER: ticket.customer_user_id == actor.id, PermitKind.COMPANY: ticket.customer_id.in_(customers_of(actor))}
    else:
        return {}


# ------------------------------------------------------------------------------------------------ asking
@contextmanager
def granted(ticket: "TicketRecord", actor: Actor) -> Iterator[None]:
    """Let an actor do anything with this one ticket inside the block: what an activity dialog asks for, it also permits."""
    token = _granted.set((*_granted.get(), (actor, ticket.id)))
    try:
        yield
    finally:
        _granted.reset(token)


def is_granted(ticket: "TicketRecord", actor: Actor) -> bool:
    """Whether the actor works on this ticket under a grant."""
    return (actor, ticket.id) in _granted.get()


def require(ticket: "TicketRecord", permission: str, *, actor: Actor) -> None:
    """Go on only with the permission for the ticket.

    Raises:
        NotFound: the actor may not even read it.
        Forbidden: the actor lacks the permission.
    """
    if actor.is_system or is_granted(ticket, actor):
        return
    if actor.kind is ActorKind.PROCESS:
        require_of_process(ticket, actor)
    elif not may_agent(actor, permission, ticket.id):
        ticket_permissions.require_ticket(actor, permission, columns_of(TICKET.c), ticket.id)


def may(actor: Actor, permission: str, ticket_id: int) -> bool:
    """Whether somebody has the permission for a ticket."""
    if actor.is_agent:
        return may_agent(actor, permission, ticket_id)
    return ticket_permissions.may_ticket(actor, permission, columns_of(TICKET.c), ticket_id)


def may_agent(actor: Actor, permission: str, ticket_id: int) -> bool:
    """Whether an agent has the permission for a ticket; nobody else has what the agent of the same id has."""
    if not actor.is_agent:
        return False
    asked = {"actor_id": actor.id, "ticket_id": ticket_id}
    answer = once((MAY, permission, actor, ticket_id), lambda: prepared.scalar(question_of_agents(permission, stand()), **asked))
    return answer is not None


@lru_cache(maxsize=100)
def question_of_agents(permission: str, _stand: Any) -> Select[int]:
    """The question whether an agent has a permission for a ticket, as long as switches stand like that."""
    condition = ticket_permissions.ticket_condition(ANY_AGENT, permission, columns_of(TICKET.c))
    return select(TICKET.c.id).where(TICKET.c.id == bindparam("ticket_id"), condition)


@cache
def question_of_processes() -> Select[int]:
    """The question whether a process may work in a queue."""
    return queues_of_process(bindparam("process_id", type_=String)).where(Queue.id == bindparam("queue_id"))


def queues_of_process(process_id: Any) -> Select[int]:
    """The queues a process may work in."""
    return queues_for(Actor(ActorKind.PROCESS, None, process_id), QueuePermission.RW)


def may_process(process_id: Any, queue_id: Any) -> ColumnElement[bool]:
    """The same as a column of another question; what is learned so is told by `know_may_work_in`."""
    allowed: ColumnElement[bool] = queue_id.in_(queues_of_process(process_id))
    return allowed


def know_may_work_in(queue_id: int, process: Actor, *, may: bool) -> None:
    """Keep for this unit of work whether a process works in a queue."""
    db.session.info.setdefault(KNOWN, {})[process.name, queue_id] = may


def require_of_process(ticket: "TicketRecord", actor: Actor) -> None:
    """A process acts in the queues of the group that owns it.

    Raises:
        Forbidden: the ticket is in none of them.
    """
    if not may_work_in(ticket.queue_id, actor):
        raise Forbidden(f"The process {actor.name!r} may not work in the queue {ticket.words.queue!r}: its group does not have it.")


def may_work_in(queue_id: int, process: Actor) -> bool:
    """Whether a process works in a queue; asked once per queue and unit of work."""
    known: dict[tuple[str, int], bool] = db.session.info.setdefault(KNOWN, {})  # the session ends with the unit of work
    key = (process.name, queue_id)
    if key not in known:
        known[key] = prepared.scalar(question_of_processes(), process_id=process.name, queue_id=queue_id) is not None
    return known[key]
