"""The other side of the comparison: SpiffWorkflow as it comes, with its own parser, script engine and `do_engine_steps`.

Two things are done for it, so that it is seen at its best.  After each step its task tree is pruned: the lowest common ancestor of
all that is alive becomes the root's only child (otherwise every step of a loop is slower than the one before, and after a few
hundred rounds tokens are lost).  And a service task, which stock leaves standing without a service behind it, passes at no cost.
"""

from __future__ import annotations

import logging
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.util.task import TaskState

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class PassingService(ServiceTask):  # type: ignore[misc]
    """A service task without a service."""

    def _execute(self, _task: Any) -> bool:
        return True


class Parser(BpmnParser):  # type: ignore[misc]
    """The stock parser, but for the service that passes."""

    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, PassingService)}  # noqa: RUF012 - SpiffWorkflow reads it as a plain class attribute


class Stock:
    """One workflow that waits at a user task between steps."""

    def __init__(self, xml: bytes, process_id: str, *, answers: dict[str, Any]) -> None:
        logging.getLogger("spiff").setLevel(logging.WARNING)
        parser = Parser()
        parser.add_bpmn_xml(etree.fromstring(xml))
        self.answers = answers
        self.workflow = BpmnWorkflow(parser.get_spec(process_id), parser.get_subprocess_specs(process_id))
        self.workflow.do_engine_steps()
        prune(self.workflow)

    def step(self) -> None:
        """Complete the open user task with the answers, and let the tokens move until all wait."""
        task = self.workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(self.answers)
        task.run()
        self.workflow.do_engine_steps()
        prune(self.workflow)

    @property
    def open(self) -> list[str]:
        """The names of the user tasks that wait."""
        return [task.task_spec.name for task in self.workflow.get_tasks(state=TaskState.READY)]


def prune(workflow: BpmnWorkflow) -> None:
    """Cut off everything above the lowest common ancestor of what is alive."""
    root, tasks = workflow.task_tree, workflow.tasks
    top = common_ancestor(workflow)
    if top is None or top.parent in (None, root):
        return
    kept = {task.id for task in descendants(top)} | {root.id}
    for task_id in [task_id for task_id in tasks if task_id not in kept]:
        del tasks[task_id]
    root.children = [top]
    top.parent = root
    workflow.last_task = None


def common_ancestor(workflow: BpmnWorkflow) -> Any:
    """The lowest task that is above, or is, every task alive."""
    paths = [path_to(task) for task in workflow.tasks.values() if task._state & ALIVE]
    lowest = None
    for level in zip(*paths, strict=False):
        if any(task is not level[0] for task in level):
            break
        lowest = level[0]
    return lowest


def path_to(task: Any) -> list[Any]:
    """The tasks from below the root down to this one."""
    path = []
    while task.parent is not None:
        path.append(task)
        task = task.parent
    return path[::-1]


def descendants(task: Any) -> list[Any]:
    """A task and everything below it."""
    found = [task]
    for each in found:
        found.extend(each.children)
    return found
