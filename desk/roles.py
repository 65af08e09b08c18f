"""Roles: sets of permissions under a name, given to agents as a whole."""

from collections.abc import Iterator
from typing import ClassVar

from sqlalchemy import ForeignKey, String, delete, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing, house_permissions
from desk.actors import Actor
from desk.agents import Agent
from desk.master_data import MasterData
from foundation.db import Base, Id, db
from foundation.errors import Refused


class AgentRole(Base):
    """An agent has a role."""

    __tablename__ = "agent_role"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(Id, ForeignKey("role.id"), primary_key=True, index=True)


class Role(MasterData):
    """What an agent of this kind may do, in any number of groups."""

    __tablename__ = "role"
    noun: ClassVar[str] = "role"

    name: Mapped[str] = mapped_column(String(200), unique=True)

    def agents(self) -> list[Agent]:
        """Who has the role, valid or not, by login."""
        theirs = select(AgentRole.agent_id).where(AgentRole.role_id == self.id)
        return list(db.session.scalars(select(Agent).where(Agent.id.in_(theirs)).order_by(Agent.login_folded)))

    def give(self, *, to: Agent, actor: Actor) -> bool:
        """Let an agent have the role; True if it was not so yet.

        Raises:
            Forbidden: the actor is no administrator.
        """
        self.authorise(actor)
        if db.session.get(AgentRole, (to.id, self.id)) is not None:
            return False
        db.session.add(AgentRole(agent_id=to.id, role_id=self.id))
        db.session.flush()
        auditing.record("granted", about=to.about, changes={"role": (None, self)}, actor=actor)
        return True

    def take(self, *, from_: Agent, actor: Actor) -> bool:
        """Let an agent no longer have the role; True if it did.

        Raises:
            Forbidden: the actor is no administrator.
            Refused: nobody valid would be an administrator any more.
        """
        self.authorise(actor)
        if db.session.get(AgentRole, (from_.id, self.id)) is None:
            return False
        if house_permissions.ends_administration(lambda way: way == (from_.id, self.id)):
            raise Refused(house_permissions.LAST_ADMIN)
        db.session.execute(delete(AgentRole).where(AgentRole.agent_id == from_.id, AgentRole.role_id == self.id))
        auditing.record("revoked", about=from_.about, changes={"role": (self, None)}, actor=actor)
        return True

    # -------------------------------------------------------------------------------------------- rules
    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        if not self.is_valid and inspect(self).persistent and house_permissions.ends_administration(lambda way: way.role_id == self.id):
            yield "validity", house_permissions.LAST_ADMIN
