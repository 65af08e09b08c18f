"""Watching tickets: agents who may read one can keep an eye on it, as long as the feature is on."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import QueuePermission
from desk.switches import Switch, is_on
from desk.ticket_permissions import may_ticket
from foundation import prepared
from foundation.db import db
from foundation.errors import Refused
from processes.events import Event
from processes.tickets import access
from processes.tickets.record import TicketRecord
from processes.tickets.watchers import Watcher

WATCHERS = (
    select(prepared.table_of(Agent))
    .join(Watcher, Watcher.agent_id == Agent.id)
    .where(Watcher.ticket_id == bindparam("ticket_id"))
    .order_by(Agent.login)
)


class Watching(TicketRecord):
    """Watching, and not any more."""

    __abstract__ = True

    def watch(self, agent: Agent, *, actor: Actor) -> bool:
        """Have an agent watch the ticket; True if that is new.

        Raises:
            NotFound, Forbidden: the actor may not read the ticket, or has no rw and means somebody else.
            Refused: nobody watches tickets here, or that agent may not read this one.
        """
        self._require_watching(agent, actor=actor)
        if not is_on(Switch.WATCHERS):
            raise Refused(f"Tickets are not watched here; an administrator can turn the switch '{Switch.WATCHERS}' on.")
        if self.is_watched_by(agent):
            return False
        if not may_ticket(agent.actor, QueuePermission.RO, access.columns_of(access.TICKET.c), self.id):
            raise Refused({"agent": f"{agent.login} may not read the ticket {self.number}, and so cannot watch it."})
        with db.session.no_autoflush:
            db.session.execute(insert(Watcher), [{"ticket_id": self.id, "agent_id": agent.id}])
        self.record(Event.WATCHED, actor=actor, agent=agent.login)
        return True

    def unwatch(self, agent: Agent, *, actor: Actor) -> bool:
        """Have an agent watch it no longer; True if that changed anything.

        Raises:
            NotFound, Forbidden: as `watch`.
        """
        self._require_watching(agent, actor=actor)
        if not self.is_watched_by(agent):
            return False
        with db.session.no_autoflush:
            db.session.execute(delete(Watcher).where(Watcher.ticket_id == self.id, Watcher.agent_id == agent.id))
        self.record(Event.UNWATCHED, actor=actor, agent=agent.login)
        return True

    def is_watched_by(self, agent: Agent) -> bool:
        mine = select(Watcher.agent_id).where(Watcher.ticket_id == self.id, Watcher.agent_id == agent.id)
        with db.session.no_autoflush:
            return db.session.scalar(mine) is not None

    def watchers(self) -> Sequence[Agent]:
        """Who watches it, in the order of their logins."""
        return prepared.records(Agent, WATCHERS, ticket_id=self.id)

    def _require_watching(self, agent: Agent, *, actor: Actor) -> None:
        self.require("ro" if actor == agent.actor else "rw", actor=actor)
