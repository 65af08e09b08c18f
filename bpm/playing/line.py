"""The line of `process play`: what is open, what is awaited, what was taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bpm.typed_values import plain

if TYPE_CHECKING:
    from bpm.changes import OpenActivity, Wait
    from bpm.player import Player
    from bpm.specs.definitions import Definition
    from bpm.specs.start_event import StartEvent


def line_of(player: Player) -> dict[str, Any]:
    """One line, ready for JSON."""
    standing = player.standing
    before_start = [] if player.has_started or player.starts_at_once else list(player.model.main.start_events)
    problem = player.problem
    return {
        "open": [start_dialogs(start) for start in before_start if start.offers]
        + [open_entry(each) for each in standing.activities.values()],
        "waiting": [entry for start in before_start if not start.offers for entry in start_entries(start, player)]
        + [wait_entry(each, player) for each in standing.waits.values()],
        "taken": list(player.taken),
        "done": player.has_started and problem is None and player.instance is not None and player.instance.is_finished,
        "incident": None if problem is None else {"id": problem.element, "message": problem.message},
        "refused": player.refused,
        "ticket": shown(player.now.ticket.values),
        "variables": shown(variables(player)),
        "effects": [{**effect, "params": shown(effect["params"])} for effect in player.now.ticket.effects],
    }


def open_entry(activity: OpenActivity) -> dict[str, Any]:
    """An open activity."""
    node = activity.node
    dialogs = [offer.dialog for offer in node.offers]
    return {
        "id": node.name,
        "name": node.bpmn_name or "",
        "type": node.type,
        "at": activity.iteration,
        "in": list(activity.inside),
        "dialogs": dialogs,
    }


def start_dialogs(start: StartEvent) -> dict[str, Any]:
    """A start event that offers dialogs."""
    return {
        "id": start.name,
        "name": start.bpmn_name or "",
        "type": "startEvent",
        "at": None,
        "in": [],
        "dialogs": [offer.dialog for offer in start.offers],
    }


def start_entries(start: StartEvent, player: Player) -> list[dict[str, Any]]:
    """A start event that waits to be chosen, once for each of its triggers."""
    armed = player.now.timers.armed.get(start.name)
    due = iso(armed.due) if armed else None
    kinds = [(each.kind, awaited(each)) for each in start.definitions]
    return [{"id": start.name, "type": "startEvent", "for": due if kind == "timer" else name} for kind, name in kinds]


def wait_entry(wait: Wait, player: Player) -> dict[str, Any]:
    """An awaited event."""
    armed = player.now.timers.armed.get(wait.token)
    return {"id": wait.element, "type": wait.type, "for": iso(armed.due) if armed else awaited(wait.definition)}


def awaited(definition: Definition) -> str | None:
    """A message, signal or action by name, a condition by its text."""
    if definition.kind == "conditional":
        return None if definition.condition is None else definition.condition.text
    return definition.name or None


def iso(moment: datetime | None) -> str | None:
    """A moment in UTC as ISO 8601."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def variables(player: Player) -> dict[str, Any]:
    """The variables of all scopes; of the same name the outermost."""
    found: dict[str, Any] = {}
    for scope in player.instance.scopes if player.instance is not None else ():
        found = {**scope.data, **found}
    return found or (dict(player.now.variables) if player.instance is None else found)


def shown(values: Any) -> dict[str, Any]:
    """Values as JSON holds them; moments in UTC end in Z."""
    return {name: iso(value) if isinstance(value, datetime) and value.tzinfo else plain(value) for name, value in values.items()}
