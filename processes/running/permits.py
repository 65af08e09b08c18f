"""Whom an open activity is for: `lz:may` of its node, as rows that queries can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from bpm.errors import BpmError, ExpressionError, Incident
from bpm.expressions import compile_expression
from desk.agents import Agent
from desk.groups import Group
from desk.people import folded
from desk.roles import Role
from foundation.db import db
from processes.activities import ActivityPermit, PermitKind

if TYPE_CHECKING:
    from bpm.changes import OpenActivity
    from bpm.model import May
    from processes.running.loading import Running

RELATIONS = {"ticket.owner": PermitKind.OWNER, "ticket.responsible": PermitKind.RESPONSIBLE}
CUSTOMERS = {"ticket": PermitKind.CUSTOMER, "company": PermitKind.COMPANY}
Permit = tuple[PermitKind, int]


def write(running: Running, opened: list[tuple[int, OpenActivity]]) -> None:
    """The permits of activities that were just opened, by the ids of their rows."""
    rows = [
        {"activity_id": key, "ticket_id": running.ticket.id, "kind": kind, "subject_id": subject}
        for key, activity in opened
        for kind, subject in permits_of(running, activity)
    ]
    if rows:
        db.session.execute(insert(ActivityPermit), rows)


def permits_of(running: Running, activity: OpenActivity) -> list[Permit]:
    """The permits of one activity; one that names nobody there is is for nobody but administrators, rather than for everybody."""
    found = dict.fromkeys(permit for may in activity.node.may for permit in permits_by(running, activity, may))
    return list(found) or ([(PermitKind.NOBODY, 0)] if activity.node.may else [])


def permits_by(running: Running, activity: OpenActivity, may: May) -> list[Permit]:
    """What one `lz:may` comes to now."""
    found: list[Permit] = []
    if may.group:
        found += [(PermitKind.GROUP, key) for key in db.session.scalars(select(Group.id).where(Group.name == may.group))]
    if may.role:
        found += [(PermitKind.ROLE, key) for key in db.session.scalars(select(Role.id).where(Role.name == may.role))]
    if may.customer:
        found.append((CUSTOMERS[may.customer], 0))
    if may.agent in RELATIONS:
        found.append((RELATIONS[may.agent], 0))
    elif may.agent:
        logins = logins_of(running, activity, may.agent)
        found += [
            (PermitKind.AGENT, key) for key in db.session.scalars(select(Agent.id).where(Agent.login_folded.in_(map(folded, logins))))
        ]
    return found


def logins_of(running: Running, activity: OpenActivity, text: str) -> list[str]:
    """The logins an `agent` names: one, or those an expression comes to.

    Raises:
        Incident: the expression has no value.
    """
    if not text.startswith("="):
        return [text]
    token = running.tokens.token(activity.token) if running.tokens else None
    try:
        value: Any = compile_expression(text[1:]).value(token.names) if token is not None else None
    except (BpmError, ExpressionError) as error:
        name = activity.node.name
        raise Incident(f"{name}: whom it is for, {text!r}, cannot be told: {error}", element=name) from error
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]
