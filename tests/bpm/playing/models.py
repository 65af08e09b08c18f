"""Small models for the tests of `process play`, written where they are used, and how they are played.

Ours begin with `declared`, which makes the model one of the house: names nobody declares are refused there.
"""

from datetime import datetime
from typing import Any

from bpm.player import CLOCK, Player
from tests.bpm.reading.models import chain, definitions, process, read

__all__ = [
    "CLOCK",
    "Line",
    "action",
    "after",
    "chain",
    "conditional",
    "declared",
    "definitions",
    "flow",
    "flows",
    "opened",
    "play",
    "process",
    "task",
    "timer",
    "waits",
]

Line = dict[str, Any]


def play(data: bytes, *, given: dict[str, Any] | None = None, clock: datetime = CLOCK, others: tuple[bytes, ...] = ()) -> Player:
    """A play of a model that must be deployable."""
    documents = []
    for at, each in enumerate((data, *others)):
        report = read(each, *others) if not at else read(each)
        assert report.deployable, [one.as_json() for one in report.elements if one.verdict == "refused"] or report.as_json()["errors"]
        assert report.xml is not None
        documents.append(report.xml)
    return Player(documents[0], documents[1:], given=given, clock=clock)


def after(player: Player, *steps: dict[str, Any]) -> Line:
    """The line after some steps, none of which may be refused or fail."""
    line = player.line()
    for step in steps:
        line = player.step(step)
        assert (line["refused"], line["incident"]) == (None, None), (step, line["refused"], line["incident"])
    return line


def declared(extensions: str, *nodes: str, roots: str = "") -> bytes:
    """A chain of nodes in a process that declares what stands in `extensions`."""
    return chain(*nodes, roots=roots).replace(b"<startEvent", f"<extensionElements>{extensions}</extensionElements><startEvent".encode(), 1)


def task(key: str = "work", *dialogs: str, name: str = "", completes: str = "") -> str:
    """A user task that offers dialogs."""
    offers = "".join(f"<lz:offers dialog='{dialog}'{completes}/>" for dialog in dialogs)
    extensions = f"<extensionElements>{offers}</extensionElements>" if offers else ""
    return f"<userTask id='{key}' name='{name or key.title()}'>{extensions}</userTask>"


def timer(kind: str, text: str) -> str:
    """A timer definition: `timer("Duration", "PT1H")`."""
    return f"<timerEventDefinition><time{kind}>{text}</time{kind}></timerEventDefinition>"


def flow(key: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f"<sequenceFlow id='{key}' sourceRef='{source}' targetRef='{target}'>{inside}</sequenceFlow>"


def flows(*pairs: str) -> str:
    """Flows without ids: `flows("start work", "work end")`."""
    return "".join("<sequenceFlow sourceRef='{}' targetRef='{}'/>".format(*pair.split()) for pair in pairs)


def opened(line: Line) -> list[str]:
    return [each["id"] if each["at"] is None else f"{each['id']}@{each['at']}" for each in line["open"]]


def waits(line: Line) -> dict[str, Any]:
    """What is awaited: id -> for."""
    return {each["id"]: each["for"] for each in line["waiting"]}


def conditional(text: str) -> str:
    """A condition as an event definition."""
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def action(name: str, attributes: str = "", **params: str) -> str:
    """A transition action."""
    inside = "".join(f"<lz:param name='{key}'>{value}</lz:param>" for key, value in params.items())
    return f"<lz:action name='{name}'{attributes}>{inside}</lz:action>"
