"""Random walks: the same random steps for the engine and for the reference machine, and the first line in which they differ.

    python -m tests.walks.walker 500 20 --seed 1     500 random models, 20 walks over each
    python -m tests.walks.walker --show 17           the model with seed 17

A walk looks at what is open and awaited, as a person or a mail server would, and knows of the model only which names it compares with what.
"""

import argparse
import ast
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from tests.walks.data import LOOP_NAMES
from tests.walks.grammar import written
from tests.walks.machine import Machine
from tests.walks.model import LZ, Model
from tests.walks.notation import drawn
from tests.walks.values import Unsupported, parsed

Line = dict[str, Any]
STEPS = 30
TYPES: dict[str, type] = {"integer": int, "boolean": bool, "text": str}


class Play(Protocol):
    """What `process play` offers: a line before the first step, and one after each."""

    def line(self) -> Line: ...

    def step(self, step: Line, /) -> Line: ...


class Walk:
    """One seeded walk over one model."""

    def __init__(self, model: Model, rng: random.Random) -> None:
        self.model, self.rng = model, rng
        self.values = compared(model)
        self.dialogs = {each.get("id"): each for root in model.roots for each in root.iter(f"{LZ}dialog")}

    def next_step(self, machine: Machine) -> Line | None:
        """A random step that the line invites to."""
        line = machine.line()
        choices: list[tuple[Line, int]] = [(self.completion(entry), 6) for entry in line["open"]]
        for entry in line["waiting"]:
            choices += self.happening(entry, machine)
        if not choices:
            return None
        if self.values:
            choices.append(({"set": self.some_values()}, 1))
        if self.rng.random() < 0.03 and self.model.names["message"]:
            return {"message": self.rng.choice(sorted(self.model.names["message"].values())), "data": {}}
        return self.rng.choices([step for step, _ in choices], [weight for _, weight in choices])[0]

    def completion(self, entry: Line) -> Line:
        step: Line = {"complete": entry["id"]}
        if entry["at"] is not None:
            step["at"] = entry["at"]
        node = self.model.nodes[entry["id"]]
        offers = [each.get("dialog") for each in node.extensions("offers") if each.get("completes") != "false"]
        if offers:
            step["dialog"] = self.rng.choice(offers)
            step["answers"] = self.filled_out(self.dialogs[step["dialog"]])
        elif self.rng.random() < 0.7:
            step["answers"] = self.some_values()
        return step

    def filled_out(self, dialog: Any) -> Line:
        shown = [each for each in dialog.iterchildren(f"{LZ}show") if each.get("as") not in ("readonly", "hidden")]
        names = [each.get("variable") or each.get("field") for each in shown]
        return {name: self.value(name) for name in names if name in self.values}

    def some_values(self) -> Line:
        names = sorted(self.values)
        return {name: self.value(name) for name in self.rng.sample(names, min(len(names), self.rng.randint(1, 2)))}

    def value(self, name: str) -> Any:
        return self.rng.choice(self.values[name])

    def happening(self, entry: Line, machine: Machine) -> list[tuple[Line, int]]:
        node = self.model.nodes[entry["id"]]
        if node.kind in ("message", "signal"):
            data = {"vote": self.value("vote")} if "vote" in self.values and self.rng.random() < 0.5 else {}
            return [({node.kind: node.value, "data": data}, 3)] if node.value else []
        if node.kind == "timer" and entry["for"]:
            due = datetime.fromisoformat(entry["for"])
            late = timedelta(minutes=self.rng.choice((0, 0, 5, 180)))
            return [({"until": (max(due, machine.now) + late).isoformat()}, 2)]
        if node.kind == "none" and node.tag == "startEvent":
            return [({"start": node.id}, 3)]
        return []


def compared(model: Model) -> dict[str, list[Any]]:
    """The names a model compares, with the values that make a difference; of what it declares, some of its type."""
    found: dict[str, set[Any]] = {}
    for root in model.roots:
        for element in root.iter(f"{LZ}variable"):
            if element.get("type") in ("integer", None):
                found.setdefault(element.get("name"), set()).update(range(4))
            elif element.get("type") == "boolean":
                found.setdefault(element.get("name"), set()).update((True, False))
        for element in root.iter("{*}conditionExpression", "{*}condition", "{*}loopCondition", "{*}completionCondition"):
            try:
                names_in(parsed("".join(element.itertext())), found)
            except Unsupported:
                continue
    types = {each.get("name"): TYPES.get(each.get("type")) for root in model.roots for each in root.iter(f"{LZ}variable")}
    for name, kind in types.items():
        found[name] = {value for value in found.get(name, set()) if kind is None or type(value) is kind}
    return {name: sorted(values, key=repr) for name, values in found.items() if values and name not in LOOP_NAMES}


def names_in(expression: ast.expr, found: dict[str, set[Any]]) -> None:
    for node in ast.walk(expression):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            for constant in ast.walk(node.comparators[0]):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, (int, str)):
                    found.setdefault(node.left.id, set()).update(around(constant.value))
        elif isinstance(node, (ast.BoolOp, ast.UnaryOp)):
            parts = node.values if isinstance(node, ast.BoolOp) else [node.operand]
            for part in parts:
                if isinstance(part, ast.Name):
                    found.setdefault(part.id, set()).update((True, False))
    if isinstance(expression, ast.Name):
        found.setdefault(expression.id, set()).update((True, False))


def around(value: int | str) -> tuple[Any, ...]:
    return (value,) if isinstance(value, (str, bool)) else (value - 1, value, value + 1)


def difference(expected: Line, got: Line) -> str | None:
    """Where two lines differ in what docs/semantics.md promises."""
    for part, seen in COMPARED.items():
        if seen(expected) != seen(got):
            return f"{part}: the machine says {seen(expected)}\n{' ' * len(part)}  the engine says  {seen(got)}"
    return None


def moment(entry: Line) -> tuple[str, datetime | None]:
    text = str(entry["for"] or "")
    is_time = text[:4].isdigit() and text[4:5] == "-"
    return entry["id"], datetime.fromisoformat(text) if is_time else None


COMPARED = {
    "taken": lambda line: list(line["taken"]),
    "open": lambda line: [(entry["id"], entry["at"], tuple(entry["in"])) for entry in line["open"]],
    "waiting": lambda line: sorted(map(str, map(moment, line["waiting"]))),
    "done": lambda line: line["done"],
    "incident": lambda line: bool(line["incident"]),
}


def walk(model: Model, engine: Play, *, seed: object, steps: int = STEPS) -> str | None:
    """None, or what was done and where the two differ."""
    rng = random.Random(f"walk {seed}")
    ahead = Walk(model, rng)
    done: list[str] = []
    try:
        machine = Machine(model)
        found = difference(machine.line(), engine.line())
        shown = engine.line()["incident"]
        for _ in range(steps):
            step = ahead.next_step(machine) if found is None else None
            if step is None:
                break
            done.append(f"{step}")
            got = engine.step(step)
            if got.get("refused") and "dialog" in step:
                done[-1] += "  refused by its dialog"
                continue
            expected = machine.step(step)
            lingers = got["incident"] is not None and got["incident"] == shown
            shown = got["incident"]
            if lingers and not expected["incident"]:  # the player shows it until it is resolved, the machine tells of this step only
                got = got | {"incident": None, "done": expected["done"]}
            found = difference(expected, got) or (f"refused: {got['refused']}" if got.get("refused") else None)
            done[-1] += f"  took {' '.join(machine.taken)}"
    except Unsupported:
        return None
    return None if found is None else "\n".join([*done, found])


def player(xml: bytes, others: Sequence[bytes] = ()) -> Play:
    from bpm.player import Player  # the machine must be of use where the engine is not

    engine: Play = Player(xml, others)
    return engine


def normalised(xml: bytes) -> bytes:
    """What the reader makes of a model that it must not refuse."""
    from bpm.reader import Source, check  # as above

    report = check([Source("walk.bpmn", xml)])[0]
    assert report.xml is not None, [*report.errors, *(each for each in report.elements if each.verdict == "refused")]
    return report.xml


def run_pair(xml: bytes, *, seed: object, steps: int = STEPS) -> str | None:
    """One walk over one normalised model, for debugging: None, or a readable difference."""
    return walk(Model(xml), player(xml), seed=seed, steps=steps)


def differences(seeds: range, walks: int) -> Iterator[str | None]:
    """For each random model: None, or how a walk over it differs."""
    for seed in seeds:
        text = written(random.Random(seed))
        xml = normalised(drawn(text))
        model = Model(xml)
        found = ((number, walk(model, player(xml), seed=f"{seed} {number}")) for number in range(walks))
        yield next((f"model {seed}, walk {number}\n{text}\n{each}" for number, each in found if each), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=int, nargs="?", default=500)
    parser.add_argument("walks", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the first model")
    parser.add_argument("--show", type=int, help="print the model with this seed, and stop")
    parser.add_argument("--differences", type=int, default=3, help="stop after so many")
    given = parser.parse_args()
    if given.show is not None:
        print(written(random.Random(given.show)))
        return 0
    return report(given)


def report(given: argparse.Namespace) -> int:
    began, count = time.monotonic(), Counter[bool]()
    for number, found in enumerate(differences(range(given.seed, given.seed + given.models), given.walks), start=1):
        count[found is None] += 1
        if found:
            print(f"\n{found}\n", flush=True)
        elif number % 100 == 0:
            print(f"{number} models, {time.monotonic() - began:.0f} s", flush=True)
        if count[False] >= given.differences:
            break
    print(f"{count[True]} models walked alike, {count[False]} not; {time.monotonic() - began:.0f} s")
    return 1 if count[False] else 0


if __name__ == "__main__":
    sys.exit(main())
