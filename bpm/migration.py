"""An instance from one version of its model to another (engine rules: nothing may be lost).

Tokens keep their numbers, so open activities, drafts and timers stay what they are.  What cannot be carried over safely is refused,
each place by name; a mapping of node ids helps where a node was renamed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpm import state
from bpm.errors import BpmError
from bpm.specs.definitions import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.instance import Instance, Scope
    from bpm.model import Model
    from bpm.specs.process import ProcessSpec
    from bpm.tokens import Token


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one token cannot move to the new version, as a sentence.  `needs_mapping`: naming the new id of its node would help."""

    element: str
    reason: str
    needs_mapping: bool = False


@dataclass(slots=True)
class Plan:
    """What a migration would do: nothing stands in its way if `obstacles` is empty."""

    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """`ok`, `needs mapping` or `refused`."""
        if not self.obstacles:
            return "ok"
        return "needs mapping" if all(obstacle.needs_mapping for obstacle in self.obstacles) else "refused"


class MigrationRefused(BpmError):
    """The instance stays on its version; `plan` says why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The instance cannot move to that version. " + " ".join(each.reason for each in plan.obstacles))
        self.plan = plan


def plan(instance: Instance, target: Model, mapping: Mapping[str, str] | None = None) -> Plan:
    """Look, without changing anything, whether an instance fits another version.

    Args:
        mapping: old node ids to new ones.
    """
    found, ids = Plan(), mapping or {}
    specs: dict[int, ProcessSpec | None] = {0: target.main}
    for scope in instance.scopes:
        spec = specs.get(scope.owner.id if scope.owner is not None else 0)
        for token in scope.tokens:
            node = None if spec is None else spec.task_specs.get(renamed(token, ids))
            specs[token.id] = getattr(node, "inside", None)
            if spec is not None:
                found.obstacles.extend(obstacles(token, node, spec, ids))
        if spec is not None:
            found.obstacles.extend(lost_memory(remembered_in(scope), spec, ids))
    return found


def migrate(instance: Instance, target: Model, mapping: Mapping[str, str] | None = None) -> Instance:
    """The same instance on another version.

    Raises:
        MigrationRefused: something in it has no place there.
    """
    found = plan(instance, target, mapping)
    if found.obstacles:
        raise MigrationRefused(found)
    last_id, ended_with, undelivered, scopes = state.unpack_versioned(state.dump(instance))
    for scope in scopes:
        for token in scope[4]:
            token[3] = (mapping or {}).get(token[3], token[3])
            for record in (token[4] or {}).get("records", ()):
                rename_record(record, mapping or {})
        for record in scope[3] or ():
            rename_record(record, mapping or {})
    return state.load(target, bytes([state.FORMAT]) + state.pack([last_id, ended_with, undelivered, scopes]))


def rename_record(record: list[Any], mapping: Mapping[str, str]) -> None:
    """What compensation remembers names nodes too."""
    record[0] = mapping.get(record[0], record[0])
    for inner in record[2]:
        rename_record(inner, mapping)


def renamed(token: Token, mapping: Mapping[str, str]) -> str:
    """The id of a token's node in the new version."""
    return mapping.get(token.task_spec.name, token.task_spec.name)


def obstacles(token: Token, node: Any, spec: ProcessSpec, mapping: Mapping[str, str]) -> list[Obstacle]:
    """What stands in the way of one token."""
    old = token.task_spec
    if node is None:
        return [Obstacle(old.name, f"The new version has no node {old.name!r}.", needs_mapping=True)]
    found = []
    if node.type != old.type:
        found.append(Obstacle(old.name, f"{old.name!r} was a {old.type} and is a {node.type} now."))
    flow = token.internal_data.get("flow")
    if getattr(old, "joins", False) and token.waits and flow not in node.arrivals:
        found.append(Obstacle(old.name, f"The flow {flow!r}, over which a token came that waits, does not lead to {old.name!r} any more."))
    if token.is_handler and getattr(token.parent.task_spec, "boundary_events", None) and not is_attached(token, node, spec, mapping):
        found.append(Obstacle(old.name, f"The event {old.name!r} is no longer attached to {token.parent.task_spec.name!r}."))
    if token.waits and awaited(node, token) != awaited(old, token):
        found.append(Obstacle(old.name, f"{old.name!r} waited for a {awaited(old, token)} and waits for a {awaited(node, token)} now."))
    if is_looping(node) != is_looping(old):
        found.append(Obstacle(old.name, f"{old.name!r} loops in one version and not in the other."))
    if (getattr(node, "inside", None) is None) != (getattr(old, "inside", None) is None):
        found.append(Obstacle(old.name, f"What runs inside {old.name!r} is gone."))
    return found


def is_attached(token: Token, node: Any, spec: ProcessSpec, mapping: Mapping[str, str]) -> bool:
    """Whether a boundary event still hangs on the activity it is armed for; an activity that is gone is an obstacle of its own."""
    activity = spec.nodes.get(renamed(token.parent, mapping))
    return activity is None or node in activity.boundary_events or any(flow.target == node.name for flow in activity.flows)


def awaited(node: Any, token: Token) -> str:
    """What a token at this node waits for: an action by name, an event by its kind."""
    action, which = token.internal_data.get("action"), token.internal_data.get("which", 0)
    if action is not None:
        actions = getattr(node, "actions", ())
        return actions[action].name if action < len(actions) else "nothing"
    holder = getattr(node, "start", None) if token.is_handler else None
    definitions = getattr(holder or node, "definitions", (NOTHING,))
    return definitions[which].kind if which < len(definitions) else "nothing"


def is_looping(node: Any) -> bool:
    """Whether an activity is repeated."""
    return getattr(node, "loop", None) is not None


def remembered_in(scope: Scope) -> list[list[Any]]:
    """What can still be compensated in a scope, or is being compensated now."""
    return [*scope.memory, *(record for token in scope.tokens for record in token.internal_data.get("records", ()))]


def lost_memory(records: list[list[Any]], spec: ProcessSpec, mapping: Mapping[str, str]) -> list[Obstacle]:
    """Completed activities that can still be compensated must exist in the new version, with what compensates them."""
    found: list[Obstacle] = []
    for name, _, remembered, _ in records:
        node: Any = spec.nodes.get(mapping.get(name, name))
        inside = getattr(node, "inside", None)
        if node is None:
            found.append(Obstacle(name, f"{name!r} can still be compensated, and the new version has no such node.", needs_mapping=True))
        elif remembered and inside is not None:
            found.extend(lost_memory(remembered, inside, mapping))
        elif getattr(node, "compensation_boundary", None) is None and getattr(inside, "compensates_itself", None) is None:
            found.append(Obstacle(name, f"{name!r} can still be compensated, and nothing compensates it in the new version."))
    return found
