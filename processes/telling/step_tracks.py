"""Where tickets are in their process, in the words the model has for customers: which milestones they passed, and which are to come.

    track = step_tracks([ticket], language="de")[ticket.id]
    track.steps, track.current                      # ("Gemeldet", "In Prüfung", "Auf dem Rückweg"), 2

Three statements, however many tickets are asked for. Whoever asks may read them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, null, select, type_coerce, union_all

from foundation.clock import now
from foundation.db import UtcDateTime, db
from processes import definitions
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.instances import Instance, InstanceState
from processes.messages import Subscription
from processes.tickets.ticket import Ticket
from processes.timers import Timer

MOST_STEPS: Final = 200  # of the way of one ticket
Say = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class StepTrack:
    """The track of a ticket.

    Args:
        steps: the milestones, in order.
        current: the number of the one it is at; one more than there are when all is over.
        ends_openly: after these it ends in one way or another, which nobody knows yet.
        is_broken_off: the ticket is closed, but came to none of the ends that the model has for it.
        says: what is going on now, where the model says that to customers; else "".
        due_at: when that is expected to be done, if that is known.
    """

    steps: tuple[str, ...]
    current: int
    ends_openly: bool = False
    is_broken_off: bool = False
    says: str = ""
    due_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.current > len(self.steps)


@dataclass(frozen=True, kw_only=True)
class Position:
    """A node at which a token waits."""

    node: str
    due_at: datetime | None
    is_activity: bool


def step_tracks(tickets: Sequence[Ticket], *, language: str, instances: dict[int, Instance] | None = None) -> dict[int, StepTrack]:
    """The tracks by the ids of the tickets; without those whose process has no milestones, or never ran.

    Args:
        tickets: those that are shown.
        language: in which the steps are told.
        instances: `instances_of` them, if they were looked up before.
    """
    instances = instances_of([ticket.id for ticket in tickets]) if instances is None else instances
    positions, ways = positions_of(instances), ways_of(instances)
    found: dict[int, StepTrack] = {}
    for ticket in tickets:
        instance = instances.get(ticket.id)
        if instance is not None and definitions.milestones_of(instance.version_id).names:
            is_over = ticket.is_closed or instance.standing is not InstanceState.RUNNING
            here = [] if is_over else positions.get(instance.id, [])
            made = track(instance.version_id, here, ways.get(ticket.id, []), language=language)
            found[ticket.id] = made if ticket.is_closed else replace(made, is_broken_off=False)
    return found


def track(version_id: int, positions: Sequence[Position], way: Iterable[str], *, language: str) -> StepTrack:
    """The track of one ticket, out of the nodes it went over and those it waits at; nowhere: it is over."""
    milestones = definitions.milestones_of(version_id)
    nodes = [position.node for position in positions]
    ahead = milestones.ahead(nodes)
    went = [node for node in (*way, *nodes) if node in milestones.names]
    passed = in_order(went, milestones.names)
    here = [milestones.names[node] for node in nodes if node in milestones.names] or passed[-1:]
    kept = [name for name in passed if name in here or name not in ahead.names]
    steps = list(dict.fromkeys([*kept, *ahead.names]))
    current = min((steps.index(name) + 1 for name in here), default=1) if positions else len(steps) + 1

    def say(text: str) -> str:
        return definitions.translated(version_id, text, language)

    return StepTrack(
        steps=tuple(map(say, steps)),
        current=current,
        ends_openly=ahead.ends_openly,
        is_broken_off=not positions and not milestones.ahead(went[-1:]).is_empty,
        says=next((say(milestones.public_names[node]) for node in nodes if node in milestones.public_names), ""),
        due_at=due_at(positions),
    )


def in_order(nodes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """The names of the milestones among the nodes; what came between two of the same name was in vain, and is left out."""
    found: list[str] = []
    for name in (names[node] for node in nodes if node in names):
        if name in found:
            del found[found.index(name) + 1 :]
        else:
            found.append(name)
    return found


def due_at(positions: Sequence[Position]) -> datetime | None:
    """The first moment at which something is due that lies ahead: of activities, and of timers where there are none."""
    activities = [position for position in positions if position.is_activity]
    moments = [position.due_at for position in activities or positions if position.due_at is not None and position.due_at > now()]
    return min(moments, default=None)


# ------------------------------------------------------------------------------------------------ reading
def instances_of(ticket_ids: Sequence[int]) -> dict[int, Instance]:
    """The last instance of each ticket."""
    latest = select(func.max(Instance.id)).where(Instance.ticket_id.in_(ticket_ids)).group_by(Instance.ticket_id)
    found = db.session.scalars(select(Instance).where(Instance.id.in_(latest)).execution_options(populate_existing=True))
    return {instance.ticket_id: instance for instance in found}


def positions_of(instances: dict[int, Instance]) -> dict[int, list[Position]]:
    """By instance, the nodes at which its tokens wait: activities first."""
    ids = [instance.id for instance in instances.values() if instance.standing is InstanceState.RUNNING]
    nothing = type_coerce(null(), UtcDateTime)
    asked: Any = union_all(
        select(Activity.instance_id, Activity.node_id, Activity.due_at, literal(1), Activity.id).where(
            Activity.instance_id.in_(ids), IS_OPEN
        ),
        select(Timer.instance_id, Timer.element, Timer.due_at, literal(2), Timer.id).where(Timer.instance_id.in_(ids)),
        select(Subscription.instance_id, Subscription.element, nothing, literal(3), Subscription.id).where(
            Subscription.instance_id.in_(ids)
        ),
    )
    found: dict[int, list[Position]] = {}
    for instance_id, node, due, kind, _id in sorted(db.session.execute(asked), key=lambda row: (row[3], row[4])):
        found.setdefault(instance_id, []).append(Position(node=node, due_at=due, is_activity=kind == 1))
    return found


def ways_of(instances: dict[int, Instance]) -> dict[int, list[str]]:
    """By ticket, the nodes and flows its last instance went over, in order."""
    parts: list[Any] = [
        select(
            select(HistoryEntry.ticket_id, HistoryEntry.position, HistoryEntry.data)
            .where(
                HistoryEntry.ticket_id == instance.ticket_id,
                HistoryEntry.event == Event.TRANSITIONS_TAKEN,
                HistoryEntry.at >= instance.started_at,
            )
            .order_by(HistoryEntry.position.desc())
            .limit(MOST_STEPS)
            .subquery()
        )
        for instance in instances.values()
    ]
    found: dict[int, list[str]] = {}
    for ticket_id, _position, data in sorted(db.session.execute(union_all(*parts)), key=lambda row: row[:2]) if parts else ():
        found.setdefault(ticket_id, []).extend((data or {}).get("taken", ()))
    return found
