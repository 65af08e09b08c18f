"""Tokens: SpiffWorkflow's tasks, as what stands at a node or moves along a flow, and as armed events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpm.names import Lookup

if TYPE_CHECKING:
    from bpm.instance import Instance, Scope
    from bpm.specs.flow_node import FlowNode

ALIVE = TaskState.FUTURE | TaskState.WAITING | TaskState.READY | TaskState.STARTED


class Token(Task):
    """A token, or an armed event; `id` is a number that grows within the instance, so it also tells who came first."""

    workflow: Scope
    task_spec: FlowNode
    internal_data: dict[str, Any]
    data: dict[str, Any]
    id: int

    def _set_state(self, value: int) -> None:
        self._state = value

    @property
    def instance(self) -> Instance:
        """The instance this token moves in."""
        return self.workflow.top_workflow

    @property
    def names(self) -> Lookup:
        """What an expression sees from here."""
        return Lookup(self)

    @property
    def waits(self) -> bool:
        """Whether it stands and waits for others or for an event."""
        return bool(self._state == TaskState.WAITING)

    @property
    def is_ready(self) -> bool:
        """Whether it may be worked on."""
        return bool(self._state == TaskState.READY)

    @property
    def is_on_flow(self) -> bool:
        """Whether it is still on its way to its node."""
        return bool(self._state == TaskState.FUTURE)

    @property
    def is_alive(self) -> bool:
        """Whether it has been neither consumed nor cancelled."""
        return bool(self._state & ALIVE)

    @property
    def is_handler(self) -> bool:
        """Whether it is an armed event rather than a token: it keeps no scope alive."""
        return "armed" in self.internal_data

    @property
    def undoes(self) -> bool:
        """Whether it compensates something: such a token leaves by no flow."""
        return "undoes" in self.internal_data

    @property
    def is_iteration(self) -> bool:
        """Whether it is one iteration of a looping activity."""
        return "iteration" in self.internal_data

    @property
    def scope_inside(self) -> Scope | None:
        """The scope that runs inside this activity."""
        return cast("Scope | None", self.workflow.top_workflow.subprocesses.get(self.id))

    def run(self) -> bool | None:
        """Work; what cancelled this token meanwhile has the last word."""
        result = self.task_spec._run(self)
        if self._state == TaskState.READY:
            if result is None:
                self._set_state(TaskState.STARTED)
            else:
                self.complete()
        return result

    def wait(self) -> None:
        """Stand still until an event or another token comes."""
        self._set_state(TaskState.WAITING)
