"""How the tests of single elements play the model that lies beside them.

A model is read as any upload is, so it must be deployable and every element must run as drawn; what is adapted is named by the test.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bpm import reader
from bpm.player import CLOCK, Player

HERE = Path(__file__).resolve().parent
PROMISES = HERE.parent / "promises"
AS_DRAWN = {"runs", "documentation"}

Line = dict[str, Any]


@cache
def read(*names: str) -> tuple[reader.Report, ...]:
    """The reports of models given together; a name without ending is a model."""
    paths = [place(name if "." in name else f"{name}.bpmn") for name in names]
    return tuple(reader.check([reader.Source.read(path) for path in paths]))


def place(file: str) -> Path:
    """Where a model lies: among those of single elements, or among those of the engine's promises."""
    return next(folder / file for folder in (HERE, PROMISES) if (folder / file).exists())


def normalised(*names: str, adapted: frozenset[str] = frozenset()) -> list[bytes]:
    """The documents of models that run as drawn, but for the elements named."""
    documents = []
    for report in read(*names):
        assert report.deployable, [each.as_json() for each in report.elements if each.verdict == "refused"] or report.as_json()["errors"]
        assert {each.id for each in report.elements if each.verdict not in AS_DRAWN} <= adapted, [
            each.as_json() for each in report.elements if each.verdict not in AS_DRAWN
        ]
        assert report.xml is not None
        documents.append(report.xml)
    return documents


def played(
    name: str, *, others: tuple[str, ...] = (), adapted: str = "", given: dict[str, Any] | None = None, clock: datetime = CLOCK
) -> Player:
    """A play of the model of this name, together with other models and decisions."""
    documents = dict(zip((name, *others), normalised(name, *others, adapted=frozenset(adapted.split())), strict=True))
    decisions = [data for other, data in documents.items() if other.endswith(".dmn")]
    models = [data for other, data in documents.items() if not other.endswith(".dmn")]
    return Player(models[0], models[1:], decisions=decisions, given=given, clock=clock)


def expect(line: Line, taken: str, *, open: str = "", waiting: str = "", done: bool | None = None) -> None:  # noqa: A002 - as in the line
    """The exact way, and where it ends: an instance with nothing open and nothing awaited is done, unless told otherwise."""
    stands = {"taken": " ".join(line["taken"]), "open": opened(line), "waiting": waits(line), "done": line["done"]}
    assert (line["refused"], line["incident"]) == (None, None)
    assert stands == {"taken": taken, "open": open, "waiting": waiting, "done": not open and not waiting if done is None else done}


def expect_incident(line: Line, element: str, message: str, *, open: str = "", waiting: str = "") -> None:  # noqa: A002 - as in the line
    """An incident at an element, and everything as it was before."""
    assert line["incident"] is not None
    assert line["incident"]["id"] == element
    assert message in line["incident"]["message"]
    assert {"taken": line["taken"], "open": opened(line), "waiting": waits(line)} == {"taken": [], "open": open, "waiting": waiting}
    assert not line["done"]


def expect_refused(line: Line, sentence: str) -> None:
    """The step is refused, for the reason given, and nothing has moved."""
    assert sentence in (line["refused"] or "")
    assert not line["taken"]


def opened(line: Line) -> str:
    """What is open, in order; iterations with their number."""
    return " ".join(each["id"] if each["at"] is None else f"{each['id']}@{each['at']}" for each in line["open"])


def waits(line: Line) -> str:
    """What is awaited, in order."""
    return " ".join(each["id"] for each in line["waiting"])


def complete(player: Player, activity: str, at: int | None = None, **answers: Any) -> Line:
    """Complete an activity with answers."""
    step: dict[str, Any] = {"complete": activity, "answers": answers}
    return player.step(step if at is None else {**step, "at": at})
