"""An instance from one version of its process to another: state, open activities and timers; drafts stay with their activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from bpm import migration, state
from bpm.migration import MigrationRefused, Plan
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import Refused
from processes.activities import IS_OPEN, Activity
from processes.definitions import model_of
from processes.events import Event
from processes.instances import Instance
from processes.messages import Subscription
from processes.timers import Timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desk.actors import Actor
    from processes.running.loading import Running
    from processes.versions import ProcessVersion


def plan_of(running: Running, version: ProcessVersion, mapping: Mapping[str, str]) -> Plan:
    """What stands in the way.

    Raises:
        Refused: the version is one of another process; such a ticket is enrolled instead.
    """
    if version.definition.process_id != running.process_id:
        raise Refused(
            f"Version {version.number} is one of {version.definition.process_id!r}; the ticket runs {running.process_id!r}. Enrol it."
        )
    if running.tokens is None:
        raise Refused("The process could not begin yet; its incident says why. Cancel it and start the other version instead.")
    return migration.plan(running.tokens, model_of(version.id), mapping)


def migrate(running: Running, version: ProcessVersion, mapping: Mapping[str, str], *, actor: Actor) -> None:
    """Swap the version.

    Raises:
        Refused: by element, what has no place there.
    """
    plan = plan_of(running, version, mapping)
    if plan.obstacles or running.tokens is None:
        raise Refused(problems_of(plan))
    try:
        tokens = migration.migrate(running.tokens, model_of(version.id), mapping)
    except MigrationRefused as refused:
        raise Refused(str(refused)) from refused
    packed = state.dump(tokens)
    values = {"version_id": version.id, "state": packed, "step": Instance.step + 1}
    db.session.execute(
        update(Instance).where(Instance.id == running.id, Instance.step == running.step).values(values), execution_options=UNSYNCHRONISED
    )
    rename(running, mapping)
    running.tokens, running.step, before = tokens, running.step + 1, running.version_id
    running.version_id, running.model, running.stored = version.id, model_of(version.id), packed
    told: dict[str, Any] = {"before": before, "after": version.id, "mapping": dict(mapping)}
    running.ticket.record(Event.PROCESS_MIGRATED, actor=actor, process=running.process_id, version=version.number, **told)


def problems_of(plan: Plan) -> dict[str, str]:
    """What stands in the way, by element."""
    found: dict[str, str] = {}
    for obstacle in plan.obstacles:
        found[obstacle.element] = f"{found[obstacle.element]} {obstacle.reason}" if obstacle.element in found else obstacle.reason
    return found


def rename(running: Running, mapping: Mapping[str, str]) -> None:
    """Rows that name nodes name the new ones."""
    for old, new in mapping.items():
        of_activity = update(Activity).where(Activity.instance_id == running.id, IS_OPEN, Activity.node_id == old)
        db.session.execute(of_activity.values(node_id=new), execution_options=UNSYNCHRONISED)
        for kind in (Timer, Subscription):
            of_wait = update(kind).where(kind.instance_id == running.id, kind.element == old)
            db.session.execute(of_wait.values(element=new), execution_options=UNSYNCHRONISED)
