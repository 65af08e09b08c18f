"""Rights: who has which permission in a group, who is in a role, who may design processes or administer the house."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from desk import house_permissions
from desk.agents import Agent
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission
from desk.house_permissions import AgentHousePermission, HousePermission, RoleHousePermission
from desk.master_data import Validity
from desk.roles import AgentRole, Role
from foundation.db import db
from foundation.errors import NotFound
from web import readers
from web.admin.kinds import kind_named
from web.admin.records import around
from web.admission import Admits, Views

views = Views("rights", __name__, admits=Admits.ADMINISTRATORS, url_prefix="/admin")
HOLDERS: dict[str, Any] = {"agent": Agent, "role": Role}


@views.get("/agent_group/<int:group_id>/rights")
def show_group(group_id: int) -> ResponseReturnValue:
    """Agents and roles with their permissions in a group."""
    group = Group.by_id(group_id)
    return render_template(
        "admin/group_rights.html",
        kind=kind_named("agent_group"),
        record=group,
        permissions=[one.value for one in QueuePermission],
        holders=[("agent", _("Agents"), holders(Agent)), ("role", _("Roles"), holders(Role))],
        held=held_in(group),
        **around(),
    )


@views.post("/agent_group/<int:group_id>/rights")
def change_group(group_id: int) -> ResponseReturnValue:
    """Give and take what the boxes say; boxes are named such as `agent-7-rw`."""
    group = Group.by_id(group_id)
    wanted = {tuple(name.split("-", 2)) for name in request.form if name.count("-") >= 2}
    for noun, kind in HOLDERS.items():
        for holder in holders(kind):
            for permission in QueuePermission:
                is_wanted = (noun, str(holder.id), permission.value) in wanted
                act = group.grant if is_wanted else group.revoke
                act(permission, to=holder, actor=readers.actor())
    flash(_("Saved."), "ok")
    return redirect(url_for("rights.show_group", group_id=group_id))


@views.get("/<noun>/<int:holder_id>/rights")
def show_holder(noun: str, holder_id: int) -> ResponseReturnValue:
    """What an agent or a role may do: in groups, in the house, and by roles."""
    require_known(noun)
    holder = HOLDERS[noun].by_id(holder_id)
    return render_template(
        "admin/holder_rights.html",
        kind=kind_named(noun),
        record=holder,
        permissions=[one.value for one in QueuePermission],
        groups_held=groups_of(noun, holder_id),
        house=[one.value for one in HousePermission],
        house_held=house_of(noun, holder_id),
        others=holders(Role if noun == "agent" else Agent),
        others_held=roles_of(holder_id) if noun == "agent" else agents_of(holder_id),
        **around(),
    )


@views.post("/<noun>/<int:holder_id>/rights")
def change_holder(noun: str, holder_id: int) -> ResponseReturnValue:
    """Give and take house permissions and memberships."""
    require_known(noun)
    holder, actor = HOLDERS[noun].by_id(holder_id), readers.actor()
    for permission in HousePermission:
        act = house_permissions.grant if f"house-{permission.value}" in request.form else house_permissions.revoke
        act(permission, to=holder, actor=actor)
    for other in holders(Role if noun == "agent" else Agent):
        role, agent = (other, holder) if noun == "agent" else (holder, other)
        if f"other-{other.id}" in request.form:
            role.give(to=agent, actor=actor)
        else:
            role.take(from_=agent, actor=actor)
    flash(_("Saved."), "ok")
    return redirect(url_for("rights.show_holder", noun=noun, holder_id=holder_id))


# ------------------------------------------------------------------------------------------------ what is held
def holders(kind: Any) -> list[Any]:
    """Valid agents or roles, by what they are known by."""
    return list(db.session.scalars(select(kind).where(kind.validity == Validity.VALID).order_by(getattr(kind, kind.key))))


def held_in(group: Group) -> set[str]:
    """Which boxes are ticked for a group."""
    agents = db.session.execute(
        select(AgentGroupPermission.agent_id, AgentGroupPermission.permission).where(AgentGroupPermission.group_id == group.id)
    )
    roles = db.session.execute(
        select(RoleGroupPermission.role_id, RoleGroupPermission.permission).where(RoleGroupPermission.group_id == group.id)
    )
    return {f"agent-{key}-{permission}" for key, permission in agents} | {f"role-{key}-{permission}" for key, permission in roles}


def groups_of(noun: str, holder_id: int) -> list[tuple[Group, list[str]]]:
    """The groups with the permissions an agent or a role has there, by itself."""
    kind, column = (
        (AgentGroupPermission, AgentGroupPermission.agent_id) if noun == "agent" else (RoleGroupPermission, RoleGroupPermission.role_id)
    )
    found: dict[Group, list[str]] = {}
    for group, permission in db.session.execute(
        select(Group, kind.permission).join(kind, kind.group_id == Group.id).where(column == holder_id).order_by(Group.name)
    ):
        found.setdefault(group, []).append(str(permission))
    return list(found.items())


def house_of(noun: str, holder_id: int) -> set[str]:
    kind, column = (
        (AgentHousePermission, AgentHousePermission.agent_id) if noun == "agent" else (RoleHousePermission, RoleHousePermission.role_id)
    )
    return {str(one) for one in db.session.scalars(select(kind.permission).where(column == holder_id))}


def roles_of(agent_id: int) -> set[int]:
    return set(db.session.scalars(select(AgentRole.role_id).where(AgentRole.agent_id == agent_id)))


def agents_of(role_id: int) -> set[int]:
    return set(db.session.scalars(select(AgentRole.agent_id).where(AgentRole.role_id == role_id)))


def require_known(noun: str) -> None:
    """Go on only with agents and roles.

    Raises:
        NotFound: it is neither.
    """
    if noun not in HOLDERS:
        raise NotFound("Only agents and roles hold rights.")
