"""Where a ticket is in its process, the way it came, and what happened at each node: what its diagram shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import literal, null, select, union_all

from desk.actors import Actor
from foundation.db import db
from foundation.errors import Forbidden
from processes.activities import Activity
from processes.incidents import Incident
from processes.instances import Instance, InstanceState, version_of
from processes.messages import Subscription
from processes.telling.entries import require_visible
from processes.telling.steps import MOST_STEPS, Step, last_steps
from processes.timers import Timer
from processes.versions import ProcessDefinition, ProcessVersion

TIMER: Final = "timer"  # what is waited for, beside messages, signals and conditions


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What a token waits for at an event: until when, or for which message, signal or condition."""

    node: str
    kind: str
    name: str
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A step of the process that led through a node, or an activity that was done there."""

    at: datetime
    actor: str
    by: str  # the verb, or how the activity was closed


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """As plain data: ids are those of nodes and flows in the model.

    Args:
        version_id, process_id, name, number: what runs.
        standing: whether it runs, waits for help, or has ended.
        open: nodes of open activities.
        waits: what is waited for elsewhere.
        taken: nodes and flows the tokens went over, each once, in order.
        visits: by node, the latest first.
        stuck: nodes with an open incident.
    """

    version_id: int
    process_id: str
    name: str
    number: int
    standing: InstanceState
    open: list[str]
    waits: list[Wait]
    taken: list[str]
    visits: dict[str, list[Visit]] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)


def whereabouts(ticket_id: int, *, actor: Actor) -> Whereabouts | None:
    """Where a ticket is; None: no process ever ran for it.

    Raises:
        NotFound: there is no such ticket, or none the actor may see.
        Forbidden: the actor is a customer user.
    """
    require_visible(ticket_id, actor=actor)
    if actor.is_customer_user:
        raise Forbidden("How a ticket goes through its process is not told to customers.")
    found = db.session.execute(LATEST.where(Instance.ticket_id == ticket_id).limit(1)).first()
    if found is None:
        return None
    instance, version, definition = found
    activities = db.session.scalars(OF_INSTANCE.where(Activity.instance_id == instance.id)).all()
    steps = [step for step in last_steps(ticket_id) if step.at >= instance.started_at]
    return Whereabouts(
        version_id=version_of(instance),
        process_id=definition.process_id,
        name=definition.name,
        number=version.number,
        standing=instance.standing,
        open=[activity.node_id for activity in activities if activity.is_open],
        waits=waits_of(instance.id),
        taken=list(dict.fromkeys(element for step in reversed(steps) for element in step.data.get("taken", ()))),
        visits=visits_of(steps, activities),
        stuck=list(db.session.scalars(STUCK.where(Incident.instance_id == instance.id))) if instance.incidents else [],
    )


LATEST: Final = (
    select(Instance, ProcessVersion, ProcessDefinition)
    .join(ProcessVersion, ProcessVersion.id == Instance.version_id)
    .join(ProcessDefinition, ProcessDefinition.id == ProcessVersion.definition_id)
    .order_by(Instance.id.desc())
    .execution_options(populate_existing=True)
)
# As they are in the database: steps close activities there, and not in what the unit of work has loaded.
OF_INSTANCE: Final = select(Activity).order_by(Activity.id.desc()).limit(MOST_STEPS).execution_options(populate_existing=True)
STUCK: Final = select(Incident.element).where(Incident.resolved_at.is_(None)).distinct()


def waits_of(instance_id: int) -> list[Wait]:
    """Timers and what else is awaited."""
    timers = select(Timer.element, literal(TIMER).label("kind"), Timer.text.label("name"), Timer.due_at, Timer.id)
    others = select(Subscription.element, Subscription.kind, Subscription.name, null().label("due_at"), Subscription.id)
    found: Sequence[Any] = db.session.execute(
        union_all(timers.where(Timer.instance_id == instance_id), others.where(Subscription.instance_id == instance_id))
    ).all()
    ordered = sorted(found, key=lambda row: (row.kind != TIMER, row.due_at is None, row.due_at, row.id))
    return [Wait(node=row.element, kind=row.kind, name=row.name, due_at=row.due_at) for row in ordered]


def visits_of(steps: Iterable[Step], activities: Sequence[Activity]) -> dict[str, list[Visit]]:
    """By node, when it was passed and by whose doing; an activity that was done says who did it."""
    found: dict[str, list[Visit]] = {}
    for activity in activities:
        if activity.closed_at is not None:
            how = str(activity.closing or "completed")
            found.setdefault(activity.node_id, []).append(Visit(at=activity.closed_at, actor=activity.closed_by or "", by=how))
    done = frozenset(found)
    for step in steps:
        for node in dict.fromkeys(step.data.get("taken", ())):
            if node not in done:
                found.setdefault(node, []).append(Visit(at=step.at, actor=step.actor, by=str(step.data.get("by", ""))))
    return found
