"""Groups: what permissions hang on. A queue belongs to one; agents and roles hold permissions in it."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing
from desk.actors import Actor
from desk.agents import Agent
from desk.master_data import MasterData, enumeration, one_of
from desk.roles import Role
from foundation.db import Base, Id, db
from foundation.errors import Refused


class QueuePermission(StrEnum):
    """What somebody may do with the tickets in a group's queues; `rw` implies all the others, also those only screens know by name."""

    RO = "ro"
    MOVE_INTO = "move_into"
    CREATE = "create"
    NOTE = "note"
    OWNER = "owner"
    PRIORITY = "priority"
    RW = "rw"


def implied_by(permission: str) -> tuple[QueuePermission, ...]:
    """The permissions any of which is enough; for a name that nobody can be given, such as "close", that is rw."""
    known = {one.value for one in QueuePermission} - {QueuePermission.RW}
    return (QueuePermission(permission), QueuePermission.RW) if permission in known else (QueuePermission.RW,)


class AgentGroupPermission(Base):
    """A permission in a group, given to one agent."""

    __tablename__ = "agent_group_permission"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), primary_key=True, index=True)
    permission: Mapped[QueuePermission] = mapped_column(enumeration(QueuePermission), primary_key=True)


class RoleGroupPermission(Base):
    """A permission in a group, given to all agents of a role."""

    __tablename__ = "role_group_permission"

    role_id: Mapped[int] = mapped_column(Id, ForeignKey("role.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), primary_key=True, index=True)
    permission: Mapped[QueuePermission] = mapped_column(enumeration(QueuePermission), primary_key=True)


class Group(MasterData):
    """A name for who may do what in the queues that belong to it."""

    __tablename__ = "agent_group"  # "group" is a word of SQL
    noun: ClassVar[str] = "group"

    name: Mapped[str] = mapped_column(String(200), unique=True)

    def grant(self, permission: QueuePermission | str, *, to: Agent | Role, actor: Actor) -> bool:
        """Give a permission in this group; True if it was not there yet.

        Raises:
            Forbidden: the actor is no administrator.
            Refused: there is no such permission.
        """
        self.authorise(actor)
        kind, key = grant_of(to, self, permission)
        if db.session.get(kind, tuple(key.values())) is not None:
            return False
        db.session.add(kind(**key))
        db.session.flush()
        auditing.record("granted", about=to.about, changes={f"group {self}": (None, key["permission"])}, actor=actor)
        return True

    def revoke(self, permission: QueuePermission | str, *, to: Agent | Role, actor: Actor) -> bool:
        """Take a permission in this group away; True if it was there.

        Raises:
            Forbidden: the actor is no administrator.
            Refused: there is no such permission.
        """
        self.authorise(actor)
        kind, key = grant_of(to, self, permission)
        if db.session.get(kind, tuple(key.values())) is None:
            return False
        db.session.execute(delete(kind).filter_by(**key))
        auditing.record("revoked", about=to.about, changes={f"group {self}": (key["permission"], None)}, actor=actor)
        return True


def grant_of(holder: Agent | Role, group: Group, permission: QueuePermission | str) -> tuple[Any, dict[str, Any]]:
    """The kind of record that says so, and its key."""
    kind = AgentGroupPermission if isinstance(holder, Agent) else RoleGroupPermission
    try:
        named = one_of(QueuePermission, permission)
    except ValueError as error:
        raise Refused({"permission": str(error)}) from None
    return kind, {f"{holder.noun}_id": holder.id, "group_id": group.id, "permission": named}
