"""The two permissions that concern the house, not a queue: `designer` deploys and activates processes, `admin` changes master data.

They are given to agents or to roles. `SYSTEM` has both; customer users and processes have none. One valid agent is always an administrator:
what would take that away from the last one is refused.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Select, String, bindparam, column, delete, exists, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing
from desk.actors import Actor
from foundation import prepared
from foundation.db import Base, Id, db
from foundation.errors import Forbidden, Refused

LAST_ADMIN = "Nobody valid would be an administrator any more; make somebody else one first."


class HousePermission(StrEnum):
    DESIGNER = "designer"
    ADMIN = "admin"


class AgentHousePermission(Base):
    """A house permission given to one agent."""

    __tablename__ = "agent_house_permission"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(20), primary_key=True)


class RoleHousePermission(Base):
    """A house permission given to all agents of a role."""

    __tablename__ = "role_house_permission"

    role_id: Mapped[int] = mapped_column(Id, ForeignKey("role.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(20), primary_key=True)


class Holder(Protocol):
    """An agent or a role, as this file sees it."""

    @property
    def about(self) -> tuple[str, int, str]: ...


class Way(NamedTuple):
    """How an agent comes to be an administrator: directly, or by a role."""

    agent_id: int
    role_id: int | None


# Only what the question needs: the records live above this file.
AGENT = table("agent", column("id"), column("login"), column("validity"))
ROLE = table("role", column("id"), column("name"), column("validity"))
AGENT_ROLE = table("agent_role", column("agent_id"), column("role_id"))
ROLE_HELD = (AGENT_ROLE.c.agent_id == AGENT.c.id, AGENT_ROLE.c.role_id == ROLE.c.id, ROLE.c.validity == "valid")


# ------------------------------------------------------------------------------------------------ asking
def has(actor: Actor, permission: HousePermission) -> bool:
    """Whether the actor has the permission, directly or by a valid role."""
    return permission in held_by(actor)


def held_by(actor: Actor) -> frozenset[HousePermission]:
    """All the actor has, in one question."""
    if actor.is_system:
        return frozenset(HousePermission)
    if not actor.is_agent:
        return frozenset()
    answers = prepared.first(question(), agent_id=actor.id) or ()
    return frozenset(one for one, is_held in zip(HousePermission, answers, strict=True) if is_held)


@cache
def question() -> Select[*tuple[Any, ...]]:
    """Whether an agent has each of the permissions, in the order of these."""
    himself = AGENT.c.id == bindparam("agent_id", type_=BigInteger)
    return select(*(exists().where(himself, _is_held(one)) for one in HousePermission))


def require(actor: Actor, permission: HousePermission) -> None:
    """Go on only with the permission.

    Raises:
        Forbidden: the actor does not have it.
    """
    if not has(actor, permission):
        raise Forbidden(f"{actor} needs the permission '{permission}' for this.")


def holders(permission: HousePermission) -> Select[int]:
    """The ids of the valid agents that have the permission."""
    return select(AGENT.c.id).where(_is_held(permission))


def explain(actor: Actor, permission: HousePermission) -> list[str]:
    """Why the actor has the permission; empty if it does not."""
    if actor.is_system:
        return ["the system may do everything"]
    if not actor.is_agent:
        return []
    ways = [way for way in _ways(permission) if way.agent_id == actor.id]
    names = dict(db.session.execute(select(ROLE.c.id, ROLE.c.name).where(ROLE.c.id.in_([way.role_id for way in ways]))).all())
    who = f"agent {actor.name} has"
    return [f"{who} {permission}" if way.role_id is None else f"{who} role {names[way.role_id]}, which has {permission}" for way in ways]


def _is_held(permission: HousePermission) -> ColumnElement[bool]:
    directly = exists().where(AgentHousePermission.agent_id == AGENT.c.id, AgentHousePermission.permission == permission)
    by_role = exists().where(*ROLE_HELD, RoleHousePermission.role_id == ROLE.c.id, RoleHousePermission.permission == permission)
    held: ColumnElement[bool] = (AGENT.c.validity == "valid") & or_(directly, by_role)
    return held


# ------------------------------------------------------------------------------------------------ giving
def grant(permission: HousePermission, *, to: Holder, actor: Actor) -> bool:
    """Give the permission to an agent or a role; True if it was not there yet.

    Raises:
        Forbidden: the actor is no administrator.
    """
    require(actor, HousePermission.ADMIN)
    kind, key, about = _grants_to(to)
    if db.session.get(kind, (about[1], permission)) is not None:
        return False
    db.session.add(kind(**{key: about[1], "permission": permission}))
    db.session.flush()
    auditing.record("granted", about=about, changes={"house permission": (None, permission)}, actor=actor)
    return True


def revoke(permission: HousePermission, *, to: Holder, actor: Actor) -> bool:
    """Take the permission from an agent or a role; True if it was there.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: nobody valid would be one any more.
    """
    require(actor, HousePermission.ADMIN)
    kind, key, about = _grants_to(to)
    if db.session.get(kind, (about[1], permission)) is None:
        return False
    by_role = kind is RoleHousePermission
    if permission is HousePermission.ADMIN and ends_administration(
        lambda way: way.role_id == about[1] if by_role else way == Way(about[1], None)
    ):
        raise Refused(LAST_ADMIN)
    db.session.execute(delete(kind).where(getattr(kind, key) == about[1], kind.permission == permission))
    auditing.record("revoked", about=about, changes={"house permission": (permission, None)}, actor=actor)
    return True


def ends_administration(is_lost: Callable[[Way], bool]) -> bool:
    """Whether losing some ways leaves nobody valid who is an administrator, while there is somebody now.

    The rows it reads are locked, so that two administrators cannot remove each other at the same time.
    """
    ways = _ways(HousePermission.ADMIN, locking=True)
    return bool(ways) and all(is_lost(way) for way in ways)


def _ways(permission: HousePermission, *, locking: bool = False) -> list[Way]:
    directly: Select[*tuple[Any, ...]] = select(AGENT.c.id, AgentHousePermission.permission).where(
        AgentHousePermission.agent_id == AGENT.c.id, AGENT.c.validity == "valid", AgentHousePermission.permission == permission
    )
    by_role: Select[*tuple[Any, ...]] = select(AGENT.c.id, ROLE.c.id).where(
        *ROLE_HELD, AGENT.c.validity == "valid", RoleHousePermission.role_id == ROLE.c.id, RoleHousePermission.permission == permission
    )
    if locking:
        directly, by_role = directly.with_for_update(), by_role.with_for_update()
    found = [Way(agent_id, None) for agent_id, _ in db.session.execute(directly.order_by(AGENT.c.id))]
    return found + [Way(agent_id, role_id) for agent_id, role_id in db.session.execute(by_role.order_by(AGENT.c.id, ROLE.c.id))]


def _grants_to(holder: Holder) -> tuple[Any, str, tuple[str, int, str]]:
    about = holder.about
    kinds: dict[str, tuple[Any, str]] = {"agent": (AgentHousePermission, "agent_id"), "role": (RoleHousePermission, "role_id")}
    return *kinds[about[0]], about
