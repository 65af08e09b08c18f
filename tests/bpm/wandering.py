"""Seeded walks through the models of the tests: any step that is possible, with any answers."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from bpm.player import Player
from tests.bpm.elements.playing import HERE, PROMISES, read

REFUSED = {"complex_gateway", "choreography", "conversation"}
COMPANIONS = {
    "business_rule_task": ("business_rule_task.dmn",),
    "business_rule_task_several_outputs": ("business_rule_task.dmn",),
    "call_activity_elsewhere": ("call_activity_other",),
}
MODELS = sorted({path.stem for folder in (HERE, PROMISES) for path in folder.glob("*.bpmn")} - REFUSED)
VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "integer": (0, 1, 2, 11),
    "decimal": (1, 12, 30),
    "list": ([], ["x"], ["x", "y"]),
    "date": ("2026-01-06",),
    "datetime": ("2026-01-06T08:00:00Z",),
    "text": ("a", "late", "broken", "first", "boundary", "incident"),
}


@cache
def documents(name: str) -> dict[str, bytes]:
    names = (name, *COMPANIONS.get(name, ()))
    return {each: report.xml for each, report in zip(names, read(*names), strict=True) if report.xml is not None}


def player_of(name: str) -> Player:
    files = documents(name)
    decisions = [data for file, data in files.items() if file.endswith(".dmn")]
    first, *others = [data for file, data in files.items() if not file.endswith(".dmn")]
    return Player(first, others, decisions=decisions)


def wander(player: Player, seed: int, steps: int = 12) -> Iterator[dict[str, Any]]:
    """Take random steps and yield the line after each, beginning with the first."""
    chance = random.Random(seed)
    yield player.line()
    for _ in range(steps):
        yield player.step(chance.choice(list(possible(player, chance))))


def possible(player: Player, chance: random.Random) -> Iterator[dict[str, Any]]:
    """The steps somebody could think of now; some will be refused."""
    yield {"advance": "PT1H"}
    yield {"set": answers(player, chance)}
    if not player.has_started:
        yield from ({"start": start.name} for start in player.model.main.start_events)
    for entry in player.line()["open"] * 3:
        yield {
            "complete": entry["id"],
            "answers": answers(player, chance),
            **({} if entry["at"] is None else {"at": entry["at"]}),
            **({"dialog": entry["dialogs"][0]} if entry["dialogs"] else {}),
        }
    for wait in player.standing.waits.values():
        if wait.definition.kind in {"message", "signal"}:
            yield {wait.definition.kind: wait.definition.name, "data": answers(player, chance)}
        elif wait.definition.kind == "action":
            yield {"reply": wait.element}
    if player.problem is not None:
        yield {"retry": player.problem.element}


def answers(player: Player, chance: random.Random) -> dict[str, Any]:
    """Values for some of the names the model declares, and for the queue."""
    types = {each.name: each.type for each in player.model.main.variables}
    types.update((each.name, each.type) for each in player.model.fields.values())
    values = {name: chance.choice(VALUES.get(kind, ("a", "b"))) for name, kind in types.items() if chance.random() < 0.5}
    return {**values, "queue": chance.choice(["Raw", "Second", "All", "One", "Broken"])}
