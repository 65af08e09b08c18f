"""Who may do what with a ticket: the one condition in every query for tickets, and the question verbs ask.

select(Ticket).where(visible(actor))
access.require(ticket, "note", actor=actor)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, column, exists, or_, select, table

from desk import ticket_permissions
from desk.actors import Actor, ActorKind
from desk.groups import QueuePermission
from desk.master_data import Validity
from desk.permissions import may as may_in_queue
from desk.permitted_groups import permitted_groups, sources_of
from desk.roles import AgentRole, Role
from desk.ticket_permissions import TicketColumns
from foundation.db import db
from foundation.errors import Forbidden
from processes.activities import ActivityPermit, PermitKind
from processes.tickets.watchers import Watcher

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

# Only what permissions ask of a ticket: the record lies above this file.
TICKET = table("ticket", *(column(name) for name in ("id", "queue_id", "owner_id", "responsible_id", "customer_id", "customer_user_id")))
OPENING = frozenset({QueuePermission.RO, QueuePermission.NOTE})  # what an open activity that is mine gives on its ticket
KNOWN = "queues of processes"
_granted: ContextVar[tuple[tuple[Actor, int], ...]] = ContextVar("granted", default=())


def columns_of(ticket: Any) -> TicketColumns:
    """What permissions ask for, of a class or of the columns of a table of tickets."""

    def watched_by(agent_id: int) -> ColumnElement[bool]:
        return exists().where(Watcher.ticket_id == ticket.id, Watcher.agent_id == agent_id)

    def opened_by_activity(actor: Actor, permission: str) -> ColumnElement[bool]:
        rows = select(ActivityPermit.ticket_id).where(permits_for(actor)) if permission in OPENING else None
        return ticket.id.in_(rows) if rows is not None else ticket.id.is_(None)

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


def permits_for(agent: Actor) -> ColumnElement[bool]:
    """Which permits of open activities are good for an agent."""
    groups = permitted_groups(sources_of(agent, QueuePermission.RW))
    roles = (
        select(AgentRole.role_id)
        .join(Role, Role.id == AgentRole.role_id)
        .where(AgentRole.agent_id == agent.id, Role.validity == Validity.VALID)
    )
    kind, subject, of_ticket = ActivityPermit.kind, ActivityPermit.subject_id, ActivityPermit.ticket_id
    return or_(
        and_(kind == PermitKind.GROUP, subject.in_(groups)),
        and_(kind == PermitKind.ROLE, subject.in_(roles)),
        and_(kind == PermitKind.AGENT, subject == agent.id),
        and_(kind == PermitKind.OWNER, of_ticket.in_(select(TICKET.c.id).where(TICKET.c.owner_id == agent.id))),
        and_(kind == PermitKind.RESPONSIBLE, of_ticket.in_(select(TICKET.c.id).where(TICKET.c.responsible_id == agent.id))),
    )


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
    else:
        ticket_permissions.require_ticket(actor, permission, columns_of(TICKET.c), ticket.id)


def require_of_process(ticket: "TicketRecord", actor: Actor) -> None:
    """A process acts in the queues of the group that owns it; asked once per queue and unit of work."""
    known: dict[tuple[str, int], bool] = db.session.info.setdefault(KNOWN, {})  # the session ends with the unit of work
    key = (actor.name, ticket.queue_id)
    if key not in known:
        known[key] = may_in_queue(actor, QueuePermission.RW, ticket.queue_id)
    if not known[key]:
        raise Forbidden(f"The process {actor.name!r} may not work in the queue {ticket.words.queue!r}: its group does not have it.")
