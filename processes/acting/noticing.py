"""Telling people something: notices for agents and customers, and what history says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, insert, or_, select

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission, implied_by
from desk.master_data import Validity
from desk.roles import AgentRole, Role
from foundation import outbox
from foundation.clock import now
from foundation.db import db
from processes.events import Event
from processes.notices import LONGEST_SUBJECT, Notice, NoticeChannel, RecipientKind

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

TELL: Final = "workers.notifications.tell_notices"


@dataclass(frozen=True)
class Message:
    """What is told, and how."""

    subject: str
    body: str = ""
    channel: NoticeChannel = NoticeChannel.USUAL


def tell(ticket: "Ticket", message: Message, *, agents: Sequence[Agent], actor: Actor) -> None:
    """Put a notice for each agent; one history entry for all."""
    if agents:
        rows = [recipient(RecipientKind.AGENT, each.id) for each in agents]
        write(ticket, message, rows, actor=actor)
        told: dict[str, Any] = {"recipients": [each.login for each in agents], "subject": message.subject, "channel": message.channel}
        ticket.record(Event.AGENT_NOTIFIED, actor=actor, **told)


def tell_customer(ticket: "Ticket", message: Message, *, actor: Actor) -> bool:
    """Put a notice for the ticket's customer user; False: there is nobody to tell."""
    if ticket.customer_user_id is not None:
        row = recipient(RecipientKind.CUSTOMER_USER, ticket.customer_user_id)
    elif "@" in ticket.unknown_customer_user:
        row = recipient(RecipientKind.ADDRESS, None, address=ticket.unknown_customer_user)
    else:
        return False
    write(ticket, message, [row], actor=actor)
    told: dict[str, Any] = {"recipients": [ticket.words.customer_user], "subject": message.subject, "channel": message.channel}
    ticket.record(Event.CUSTOMER_NOTIFIED, actor=actor, **told)
    return True


def recipient(kind: RecipientKind, recipient_id: int | None, *, address: str = "") -> dict[str, Any]:
    return {"recipient_kind": kind, "recipient_id": recipient_id, "address": address}


def write(ticket: "Ticket", message: Message, rows: Sequence[dict[str, Any]], *, actor: Actor) -> None:
    """Write the notices, in one statement, and have them told after the commit."""
    same = {
        "ticket_id": ticket.id,
        "channel": message.channel,
        "subject": message.subject[:LONGEST_SUBJECT],
        "body": message.body,
        "created_at": now(),
        "created_by": str(actor),
    }
    db.session.execute(insert(Notice), [{**same, **row} for row in rows])
    outbox.put(TELL, [], job_queue="background")


def agents_of(*, ids: Sequence[int], groups: Sequence[Group], roles: Sequence[Role]) -> Sequence[Agent]:
    """The valid agents who are named, who may read in one of the groups, or who have one of the roles; by login."""
    of_groups, of_roles = [group.id for group in groups], [role.id for role in roles]
    direct = select(AgentGroupPermission.agent_id).where(
        AgentGroupPermission.group_id.in_(of_groups), AgentGroupPermission.permission.in_(implied_by(QueuePermission.RO))
    )
    having = select(RoleGroupPermission.role_id).where(
        RoleGroupPermission.group_id.in_(of_groups), RoleGroupPermission.permission.in_(implied_by(QueuePermission.RO))
    )
    among = or_(Agent.id.in_(ids), Agent.id.in_(direct), Agent.id.in_(holders(having)), Agent.id.in_(holders_of(of_roles)))
    return db.session.scalars(select(Agent).where(Agent.validity == Validity.VALID, among).order_by(Agent.login_folded)).all()


def holders(role_ids: Select[int]) -> Select[int]:
    """The ids of the agents who have one of these roles, as long as it is valid."""
    valid = select(Role.id).where(Role.validity == Validity.VALID, Role.id.in_(role_ids))
    return select(AgentRole.agent_id).where(AgentRole.role_id.in_(valid))


def holders_of(role_ids: Sequence[int]) -> Select[int]:
    return holders(select(Role.id).where(Role.id.in_(role_ids)))
