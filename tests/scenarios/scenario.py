"""Scenario files: steps of a process and what is expected after each. The format is told in docs/scenarios.md."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import yaml

Line = dict[str, Any]
Step = dict[str, Any]

KEYS = {"title", "clock", "given", "steps"}
EXPECTATIONS = {"open", "waiting", "taken", "ticket", "variables", "effects", "done", "refused", "incident"}


class Playable(Protocol):
    """One instance that can be stepped through: in memory, or later through runner and database."""

    def line(self) -> Line: ...

    def step(self, step: Step, /) -> Line: ...


@dataclass(frozen=True, kw_only=True)
class Scenario:
    title: str
    steps: list[Step]
    clock: datetime | None = None
    given: dict[str, Any] = field(default_factory=dict)


def read_scenario(path: Path) -> Scenario:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    strange = set(told) - KEYS | {key for step in told["steps"] for key in set(step.get("expect", {})) - EXPECTATIONS}
    assert not strange, f"{path} has unknown keys: {sorted(strange)}"
    clock = datetime.fromisoformat(told["clock"]).astimezone(UTC) if "clock" in told else None
    return Scenario(title=told["title"], steps=told["steps"], clock=clock, given=told.get("given", {}))


def play(scenario: Scenario, playable: Playable) -> set[str]:
    """Take all steps and hold each against what is expected; returns the ids that were passed, nodes and flows."""
    line = playable.line()
    passed = set(line["taken"])
    for number, told in enumerate(scenario.steps, start=1):
        step = {key: value for key, value in told.items() if key != "expect"}
        line = playable.step(step) if step else line
        passed |= set(line["taken"])
        wrong = list(differences(line, expected=told.get("expect", {}), nodes_taken=nodes(line["taken"], playable)))
        assert not wrong, f"{scenario.title}\nstep {number}: {step or 'the beginning'}\n" + "\n".join(wrong)
    return passed


def nodes(taken: list[str], playable: Playable) -> list[str]:
    flows: set[str] = getattr(playable, "flows", set())
    return [each for each in taken if each not in flows]


def differences(line: Line, *, expected: dict[str, Any], nodes_taken: list[str]) -> Iterator[str]:
    """One sentence for each expectation that does not hold."""
    found = {
        "open": sorted(each["id"] for each in line["open"]),
        "waiting": sorted(each["id"] for each in line["waiting"]),
        "taken": nodes_taken,
        "effects": [effect["action"] for effect in line["effects"]],
        "done": line["done"],
        "incident": line["incident"] and line["incident"]["id"],
    }
    wanted = {"incident": None, **expected}
    for name in found.keys() & wanted.keys():
        want = sorted(wanted[name]) if name in {"open", "waiting"} else wanted[name]
        if found[name] != want:
            yield f"  {name}: expected {want}, found {found[name]}" + (f" ({line['incident']})" if name == "incident" else "")
    yield from values_that_differ(line, expected=expected)
    yield from refusal_that_differs(line["refused"], expected=expected.get("refused"))


def values_that_differ(line: Line, *, expected: dict[str, Any]) -> Iterator[str]:
    for place in ("ticket", "variables"):
        for name, want in expected.get(place, {}).items():
            if line[place].get(name) != want:
                yield f"  {place}.{name}: expected {want!r}, found {line[place].get(name)!r}"


def refusal_that_differs(refused: str | None, *, expected: str | None) -> Iterator[str]:
    if refused and not expected:
        yield f"  refused: {refused}"
    elif expected and (not refused or expected.lower() not in refused.lower()):
        yield f"  refused: expected {expected!r}, found {refused!r}"
