"""Roles: sets of permissions under a name, given to agents as a whole."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData
from foundation.db import Base, Id


class Role(MasterData):
    """What an agent of this kind may do, in any number of groups."""

    __tablename__ = "role"
    noun: ClassVar[str] = "role"

    name: Mapped[str] = mapped_column(String(200), unique=True)


class AgentRole(Base):
    """An agent has a role."""

    __tablename__ = "agent_role"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(Id, ForeignKey("role.id"), primary_key=True, index=True)
