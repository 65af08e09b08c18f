"""What can happen next in an instance, and what a step changed about that.

The engine stores nothing: whoever hosts it turns these into rows (open activities, timers, subscriptions) or keeps them in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpm.host import ActionCall
    from bpm.instance import Instance
    from bpm.movement import Decided, Sent
    from bpm.specs.definitions import Definition
    from bpm.specs.flow_node import FlowNode
    from bpm.timing import Timer
    from bpm.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenActivity:
    """Work for a person.

    `token` is its id for as long as it is open; `iteration` its number if it is one of several; `inside` the activities around it,
    outermost first.
    """

    token: int
    node: FlowNode
    iteration: int | None
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """An event somebody outside can bring: a message, signal, timer, condition or the reply to an action.

    `element` is the id of what catches, `fired` how often the event has happened already.
    """

    token: int
    element: str
    type: str
    definition: Definition
    fired: int = 0

    @property
    def timer(self) -> Timer | None:
        """What tells when it is due, if time does."""
        return self.definition.timer


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is open or awaited in an instance at one moment, by token id."""

    activities: dict[int, OpenActivity]
    waits: dict[int, Wait]


@dataclass(slots=True, kw_only=True)
class Changes:
    """What one step did, for the host to store.

    `taken` records nodes and flows in order; `opened`/`closed` are activities, `armed`/`disarmed` events somebody outside can bring
    (a timer that fired and stays armed is armed again); `outgoing` are messages and signals for others; `performed` the actions in
    order; `decisions` the conditions that were looked at on the way, with what they saw; `ended` tells that no token is left.
    """

    taken: list[str]
    opened: list[OpenActivity] = field(default_factory=list)
    closed: list[OpenActivity] = field(default_factory=list)
    armed: list[Wait] = field(default_factory=list)
    disarmed: list[Wait] = field(default_factory=list)
    outgoing: list[Sent] = field(default_factory=list)
    performed: list[ActionCall] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    undelivered: list[Any] = field(default_factory=list)
    ended: bool = False
    ended_with: str | None = None


def standing(instance: Instance) -> Standing:
    """What is open and awaited now, oldest first."""
    activities: dict[int, OpenActivity] = {}
    waits: dict[int, Wait] = {}
    for token in instance.all_tokens:
        if token.waits:
            wait = awaited(token)
            if wait is not None:
                waits[token.id] = wait
        elif token.task_spec.type in ("userTask", "manualTask") and token.is_ready:
            activities[token.id] = open_activity(token)
    return Standing(activities, waits)


def difference(before: Standing, after: Standing) -> dict[str, list[Any]]:
    """What was opened, closed, armed and disarmed between two moments."""
    return {
        "opened": [activity for token, activity in after.activities.items() if token not in before.activities],
        "closed": [activity for token, activity in before.activities.items() if token not in after.activities],
        "armed": [wait for token, wait in after.waits.items() if before.waits.get(token) != wait],
        "disarmed": [wait for token, wait in before.waits.items() if token not in after.waits],
    }


def awaited(token: Token) -> Wait | None:
    """What a waiting token waits for, if somebody outside can bring it."""
    definition = token.task_spec.definition_of(token)
    if definition.kind not in ("message", "timer", "signal", "conditional", "action"):
        return None
    spec = token.task_spec
    is_event_subprocess = token.is_handler and spec.type == "subProcess"
    return Wait(
        token=token.id,
        element=spec.catch_id(token) if definition.kind != "action" else spec.name,
        type="startEvent" if is_event_subprocess else spec.type,
        definition=definition,
        fired=token.internal_data.get("fired_times", 0),
    )


def open_activity(token: Token) -> OpenActivity:
    """An activity that waits for a person."""
    return OpenActivity(token=token.id, node=token.task_spec, iteration=iteration_of(token), inside=enclosing(token))


def iteration_of(token: Token) -> int | None:
    """The number of the innermost iteration a token belongs to, within whichever activity that loops."""
    at: Token | None = token
    while at is not None:
        if at.is_iteration:
            return int(at.internal_data["iteration"])
        at = at.workflow.owner
    return None


def enclosing(token: Token) -> tuple[str, ...]:
    """The subprocesses and calls around a token, outermost first; other pools are no activities."""
    found: list[str] = []
    owner: Token | None = token.workflow.owner
    while owner is not None:
        if owner.task_spec.type != "participant":
            found.append(owner.task_spec.name)
        owner = owner.workflow.owner
    return tuple(reversed(found))
