"""How many bytes an open instance is: a process of 20 tasks half way, each task having set a variable of its own."""

from __future__ import annotations

from benchmarks.figures import Figure
from benchmarks.models import chain, document, extensions, model, node
from benchmarks.ours import Ours

TARGET = 2_048
TASKS = 20
HALF = TASKS // 2
ANSWER = "Waits for the second signature"
VARIABLES = extensions(*(f'<lz:variable name="remark_{number}" type="text"/>' for number in range(TASKS)))
REMINDER = "<timerEventDefinition><timeDuration>PT8H working</timeDuration></timerEventDefinition>"


def measure() -> list[Figure]:
    """In a row; with five branches open at once; inside a subprocess, with a timer armed at each task."""
    return [
        figure("state of 20 tasks half way, in a row", in_a_row()),
        figure("state of 20 tasks half way, five branches open", in_branches()),
        figure("state of 20 tasks half way, within a subprocess, with timers", in_a_subprocess()),
    ]


def figure(what: str, xml: bytes) -> Figure:
    """The bytes after ten of twenty tasks."""
    ours = Ours(model(xml))
    for number in range(HALF):
        ours.answers = {f"remark_{number}": f"{ANSWER} {number}"}
        ours.stored_step()
    tokens = len(ours.instance.all_tokens)
    return Figure(
        what=what,
        value=len(ours.stored),
        unit="bytes",
        target=TARGET,
        details={"open_activities": len(ours.open), "tokens_and_armed_events": tokens},
    )


def user_tasks() -> tuple[list[str], str]:
    """The ids of the twenty tasks, and the tasks."""
    ids = [f"task_{number}" for number in range(TASKS)]
    return ids, "".join(node("userTask", each) for each in ids)


def in_a_row() -> bytes:
    """One task after the other."""
    ids, tasks = user_tasks()
    return document("row", VARIABLES, node("startEvent", "begin"), tasks, node("endEvent", "end"), chain("begin", *ids, "end"))


def in_branches() -> bytes:
    """Five branches of four tasks between a fork and a join."""
    ids, tasks = user_tasks()
    branches = "".join(chain("fork", *ids[first : first + 4], "join") for first in range(0, TASKS, 4))
    gateways = node("parallelGateway", "fork") + node("parallelGateway", "join")
    return document(
        "branches",
        VARIABLES,
        node("startEvent", "begin"),
        tasks,
        gateways,
        node("endEvent", "end"),
        chain("begin", "fork"),
        branches,
        chain("join", "end"),
    )


def in_a_subprocess() -> bytes:
    """Five tasks, then ten inside a subprocess, then five; every task has a reminder."""
    ids, _ = user_tasks()
    tasks = [node("userTask", each) + reminder(each) for each in ids]
    inside = (
        node("startEvent", "begin_inside")
        + "".join(tasks[5:15])
        + node("endEvent", "end_inside")
        + chain("begin_inside", *ids[5:15], "end_inside")
    )
    return document(
        "around", VARIABLES, node("startEvent", "begin"), *tasks[:5], node("subProcess", "inside", inside), *tasks[15:],
        node("endEvent", "end"), chain("begin", *ids[:5], "inside", *ids[15:], "end"),
    )  # fmt: skip


def reminder(task: str) -> str:
    """A timer at a task that leaves it open, and what it leads to."""
    event, done = f"reminder_{task}", f"reminded_{task}"
    return node("boundaryEvent", event, REMINDER, attachedToRef=task, cancelActivity="false") + node("endEvent", done) + chain(event, done)
