"""An instance from one version of its model to another (engine rules: nothing may be lost).

Tokens keep their numbers, so open activities, drafts and timers stay what they are.  What cannot be carried over safely is refused,
each place by name; a mapping of node ids helps where a node was renamed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpm import state
from bpm.errors import BpmError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.instance import Instance, Token
    from bpm.model import Model
    from bpm.specs.process import ProcessSpec


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one token cannot move to the new version.  `needs_mapping`: naming the new id of its node would help."""

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
        super().__init__(
            "The instance cannot move to that version: " + "; ".join(f"{each.element}: {each.reason}" for each in plan.obstacles) + "."
        )
        self.plan = plan


def plan(instance: Instance, target: Model, mapping: Mapping[str, str] | None = None) -> Plan:
    """Look, without changing anything, whether an instance fits another version.

    Args:
        mapping: old node ids to new ones.
    """
    found = Plan()
    specs: dict[int, ProcessSpec | None] = {0: target.main}
    for scope in instance.scopes:
        spec = specs.get(scope.owner.id if scope.owner is not None else 0)
        for token in scope.tokens:
            node = None if spec is None else spec.task_specs.get(renamed(token, mapping or {}))
            specs[token.id] = getattr(node, "inside", None)
            if spec is not None:
                found.obstacles.extend(obstacles(token, node, spec, mapping or {}))
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
        return [Obstacle(old.name, "the new version has no such node", needs_mapping=True)]
    found = []
    if node.type != old.type:
        found.append(Obstacle(old.name, f"it was a {old.type} and is a {node.type} now"))
    flow = token.internal_data.get("flow")
    if getattr(old, "joins", False) and token.waits and flow not in node.arrivals:
        found.append(Obstacle(old.name, f"the flow {flow} over which a token came and waits does not lead to it any more"))
    if token.is_handler and getattr(token.parent.task_spec, "boundary_events", None) and not is_attached(token, node, spec, mapping):
        found.append(Obstacle(old.name, f"the event is no longer attached to {token.parent.task_spec.name}"))
    if token.is_handler and kind_of(node) != kind_of(old):
        found.append(Obstacle(old.name, f"it waited for a {kind_of(old)} and waits for a {kind_of(node)} now"))
    if is_looping(node) != is_looping(old):
        found.append(Obstacle(old.name, "it loops in one version and not in the other"))
    if (getattr(node, "inside", None) is None) != (getattr(old, "inside", None) is None):
        found.append(Obstacle(old.name, "what runs inside it is gone"))
    found.extend(lost_memory(token, node))
    return found


def is_attached(token: Token, node: Any, spec: ProcessSpec, mapping: Mapping[str, str]) -> bool:
    """Whether a boundary event still hangs on the activity it is armed for."""
    activity = spec.nodes.get(renamed(token.parent, mapping))
    return activity is not None and (node in activity.boundary_events or any(flow.target == node.name for flow in activity.flows))


def kind_of(node: Any) -> str:
    """What an event waits for."""
    definition = getattr(node, "definition", None)
    return definition.kind if definition is not None else "none"


def is_looping(node: Any) -> bool:
    """Whether an activity is repeated."""
    return getattr(node, "loop", None) is not None


def lost_memory(token: Token, node: Any) -> list[Obstacle]:
    """Completed activities that can still be compensated must exist in the new version."""
    inside, scope = getattr(node, "inside", None), token.scope_inside
    if inside is None or scope is None:
        return []
    return [
        Obstacle(record[0], "it can still be compensated, and the new version has no such node", needs_mapping=True)
        for record in scope.memory
        if record[0] not in inside.nodes
    ]
