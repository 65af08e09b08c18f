"""Who works on a ticket and who answers for it."""

from typing import Final

from sqlalchemy import Select, func, or_, select

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import AgentGroupPermission, QueuePermission, RoleGroupPermission, implied_by
from desk.master_data import Validity
from desk.queues import Queue
from desk.roles import AgentRole, Role
from desk.seeds import ADDRESS, seedling
from desk.switches import Switch, is_on
from foundation.db import db
from foundation.errors import Refused
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.choosing import usable
from processes.tickets.record import TicketRecord

NOBODY: Final = "the agent that is nobody"  # in the session, which ends with the unit of work


def nobody() -> Agent:
    """Agent 1 (root@localhost), who owns the tickets nobody took yet; asked for once per unit of work."""
    found: Agent | None = db.session.info.get(NOBODY)
    if found is None:
        found = db.session.info[NOBODY] = seedling(Agent, ADDRESS)
    return found


def selectable_owners(queue_id: int) -> Select[Agent]:
    """The agents who can own tickets of a queue: valid, with `owner` or rw in its group; being out of office hinders nobody."""
    enough, group = implied_by(QueuePermission.OWNER), select(Queue.group_id).where(Queue.id == queue_id).scalar_subquery()
    direct = select(AgentGroupPermission.agent_id).where(
        AgentGroupPermission.group_id == group, AgentGroupPermission.permission.in_(enough)
    )
    by_role = (
        select(AgentRole.agent_id)
        .join(Role, Role.id == AgentRole.role_id)
        .join(RoleGroupPermission, RoleGroupPermission.role_id == Role.id)
        .where(Role.validity == Validity.VALID, RoleGroupPermission.group_id == group, RoleGroupPermission.permission.in_(enough))
    )
    return select(Agent).where(Agent.validity == Validity.VALID, or_(Agent.id.in_(direct), Agent.id.in_(by_role))).order_by(Agent.login)


def can_own(agent: Agent, queue_id: int, queue_name: str) -> None:
    """Go on only with somebody who can own tickets of the queue; agent 1 always can.

    Raises:
        Refused: under "owner".
    """
    if db.session.scalar(selectable_owners(queue_id).where(Agent.id == agent.id).with_only_columns(Agent.id)) is not None:
        return
    if agent.id != nobody().id:
        usable(agent, "owner")
        told = f"The agent {agent.login!r} has neither 'owner' nor 'rw' in the group of the queue {queue_name!r}"
        raise Refused({"owner": f"{told}; choose somebody who has."})


class Ownership(TicketRecord):
    """Changing the owner and the responsible agent."""

    __abstract__ = True

    def set_owner(self, owner: Agent, *, actor: Actor) -> bool:
        """Give the ticket to an agent; its lock stays as it is.

        Raises:
            NotFound, Forbidden: the actor lacks the permission `owner`.
            Refused: the agent cannot own tickets of this queue.
        """
        self.require("owner", actor=actor)
        if owner.id == self.owner_id:
            return False
        can_own(owner, self.queue_id, self.words.queue)
        return self.own(owner.id, owner.login, actor=actor)

    def own(self, agent_id: int, login: str, *, actor: Actor) -> bool:
        """Change the owner to an agent who may be it; the first who is not agent 1 becomes responsible, too, if nobody else is."""
        if agent_id == self.owner_id:
            return False
        old, old_id = self.words.owner, self.owner_id
        self.change(actor=actor, owner_id=agent_id, words={"owner": login})
        self.record(Event.OWNER_CHANGED, actor=actor, touched=("owner",), old=old, new=login, old_id=old_id)
        if is_on(Switch.RESPONSIBLE) and self.responsible_id == nobody().id != agent_id:
            self._answer(agent_id, login, actor=actor)
        return True

    def previous_owners(self) -> Select[Agent]:
        """The valid agents who owned it before, the last one first; never agent 1."""
        last = (
            select(HistoryEntry.owner_id, func.max(HistoryEntry.position).label("position"))
            .where(HistoryEntry.ticket_id == self.id)
            .group_by(HistoryEntry.owner_id)
            .subquery()
        )
        others = Agent.id.not_in([self.owner_id, nobody().id])
        query = select(Agent).join(last, last.c.owner_id == Agent.id).where(others, Agent.validity == Validity.VALID)
        return query.order_by(last.c.position.desc())

    def set_responsible(self, agent: Agent, *, actor: Actor) -> bool:
        """Have an agent answer for the ticket.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: the agent is not valid, or tickets have no responsible agent here.
        """
        self.require("rw", actor=actor)
        if agent.id == self.responsible_id:
            return False
        can_answer(agent)
        return self._answer(agent.id, agent.login, actor=actor)

    def _answer(self, agent_id: int, login: str, *, actor: Actor) -> bool:
        old = self.words.responsible
        self.change(actor=actor, responsible_id=agent_id, words={"responsible": login})
        self.record(Event.RESPONSIBLE_CHANGED, actor=actor, touched=("responsible",), old=old, new=login)
        return True


def can_answer(agent: Agent) -> None:
    """Go on only with somebody who can be responsible for tickets.

    Raises:
        Refused: under "responsible".
    """
    if not is_on(Switch.RESPONSIBLE):
        raise Refused(
            {"responsible": f"Tickets have no responsible agent here; an administrator can turn the switch '{Switch.RESPONSIBLE}' on."}
        )
    usable(agent, "responsible")
