"""Where a ticket is in its process, the way it came, and what happened at each node: what its diagram shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CompoundSelect, bindparam, literal, null, select, union_all

from desk.actors import Actor
from foundation import prepared
from foundation.errors import Forbidden
from processes.activities import Activity
from processes.incidents import Incident
from processes.instances import Instance, InstanceState, know_version
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
    found = prepared.first(LATEST, ticket_id=ticket_id)
    if found is None:
        return None
    instance_id, version_id, standing, started_at, incidents, process_id, name, number = found
    activities = prepared.records(Activity, OF_INSTANCE, instance_id=instance_id, anew=True)
    steps = [step for step in last_steps(ticket_id) if step.at >= started_at]
    return Whereabouts(
        version_id=know_version(instance_id, version_id),
        process_id=process_id,
        name=name,
        number=number,
        standing=standing,
        open=[activity.node_id for activity in activities if activity.is_open],
        waits=waits_of(instance_id),
        taken=list(dict.fromkeys(element for step in reversed(steps) for element in step.data.get("taken", ()))),
        visits=visits_of(steps, activities),
        stuck=[element for (element,) in prepared.rows(STUCK, instance_id=instance_id)] if incidents else [],
    )


LATEST: Final = (
    select(
        *(Instance.id, Instance.version_id, Instance.standing, Instance.started_at, Instance.incidents),
        *(ProcessDefinition.process_id, ProcessDefinition.name, ProcessVersion.number),
    )
    .join(ProcessVersion, ProcessVersion.id == Instance.version_id)
    .join(ProcessDefinition, ProcessDefinition.id == ProcessVersion.definition_id)
    .where(Instance.ticket_id == bindparam("ticket_id"))
    .order_by(Instance.id.desc())
    .limit(1)
)
INSTANCE: Final[Any] = bindparam("instance_id")
OF_INSTANCE: Final = (
    select(prepared.table_of(Activity)).where(Activity.instance_id == INSTANCE).order_by(Activity.id.desc()).limit(MOST_STEPS)
)
STUCK: Final = select(Incident.element).where(Incident.resolved_at.is_(None), Incident.instance_id == INSTANCE).distinct()
WAITS: Final[CompoundSelect[Any]] = union_all(
    select(Timer.element, literal(TIMER), Timer.text, Timer.due_at, Timer.id).where(Timer.instance_id == INSTANCE),
    select(Subscription.element, Subscription.kind, Subscription.name, null(), Subscription.id).where(Subscription.instance_id == INSTANCE),
)


def waits_of(instance_id: int) -> list[Wait]:
    """Timers, those due first, and what else is awaited."""
    found = prepared.rows(WAITS, instance_id=instance_id)
    ordered = sorted(found, key=lambda row: (row[1] != TIMER, row[3] is None, row[3], row[4]))
    return [Wait(node=node, kind=kind, name=name, due_at=due_at) for node, kind, name, due_at, _ in ordered]


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
