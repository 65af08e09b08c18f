"""The two permissions that concern the house, not a queue: `designer` deploys and activates processes, `admin` changes master data.

They are given to agents or to roles. `SYSTEM` has both; customer users and processes have none.
"""

from enum import StrEnum

from sqlalchemy import String, column, exists, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from foundation.db import Base, Id, db
from foundation.errors import Forbidden


class HousePermission(StrEnum):
    DESIGNER = "designer"
    ADMIN = "admin"


class AgentHousePermission(Base):
    """A house permission given to one agent."""

    __tablename__ = "agent_house_permission"

    agent_id: Mapped[int] = mapped_column(Id, primary_key=True)
    permission: Mapped[str] = mapped_column(String(20), primary_key=True)


class RoleHousePermission(Base):
    """A house permission given to all agents of a role."""

    __tablename__ = "role_house_permission"

    role_id: Mapped[int] = mapped_column(Id, primary_key=True)
    permission: Mapped[str] = mapped_column(String(20), primary_key=True)


# Only what the question needs: the records live above this file.
AGENT = table("agent", column("id"), column("validity"))
ROLE = table("role", column("id"), column("validity"))
AGENT_ROLE = table("agent_role", column("agent_id"), column("role_id"))


def has(actor: Actor, permission: HousePermission) -> bool:
    """Whether the actor has the permission, directly or by a valid role."""
    if actor.is_system:
        return True
    if not actor.is_agent:
        return False
    directly = exists().where(AgentHousePermission.agent_id == AGENT.c.id, AgentHousePermission.permission == permission)
    by_role = exists().where(
        AGENT_ROLE.c.agent_id == AGENT.c.id,
        AGENT_ROLE.c.role_id == ROLE.c.id,
        ROLE.c.validity == "valid",
        RoleHousePermission.role_id == ROLE.c.id,
        RoleHousePermission.permission == permission,
    )
    question = select(AGENT.c.id).where(AGENT.c.id == actor.id, AGENT.c.validity == "valid", or_(directly, by_role))
    return db.session.scalar(question) is not None


def require(actor: Actor, permission: HousePermission) -> None:
    """Go on only with the permission.

    Raises:
        Forbidden: the actor does not have it.
    """
    if not has(actor, permission):
        raise Forbidden(f"{actor} needs the permission '{permission}' for this.")
