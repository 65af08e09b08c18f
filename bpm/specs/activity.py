"""What all activities share (BPMN 10.3, 13.3): boundary events while they are active, loops, compensation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from SpiffWorkflow.util.task import TaskState

from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.model import DueTimes, May, Offer
    from bpm.specs.boundary_event import BoundaryEvent
    from bpm.specs.process import ProcessSpec
    from bpm.tokens import Token


class Loop(Protocol):
    """How an activity is repeated: as a standard loop or as multi-instance."""

    def begin(self, container: Token) -> None:
        """The activity is reached: place the first iterations below it, or end it at once."""

    def iteration_ended(self, iteration: Token) -> None:
        """One iteration is over: place the next, or end the activity."""


class Activity(FlowNode):
    """A task, a subprocess or a call.  `inside` is the spec of the scope it opens, if it opens one."""

    loop: Loop | None = None
    inside: ProcessSpec | None = None
    offers: tuple[Offer, ...] = ()
    may: tuple[May, ...] = ()
    due: DueTimes | None = None
    advances = False
    is_event_subprocess = False

    @property
    def compensation_boundary(self) -> BoundaryEvent | None:
        """The boundary event that points to its compensation handler."""
        return next((event for event in self.boundary_events if event.definition.kind == "compensation"), None)

    def is_container(self, token: Token) -> bool:
        """Whether this token stands for the whole loop rather than for one iteration."""
        return self.loop is not None and not token.is_iteration

    def enter(self, token: Token) -> None:
        if not self.is_container(token):
            super().enter(token)

    def _update_hook(self, my_task: Token) -> bool | None:
        my_task.internal_data.pop("flow", None)
        if my_task.is_iteration:
            return True
        for event in self.boundary_events:
            event.arm(my_task)
        if self.loop is None:
            return True
        my_task._set_state(TaskState.STARTED)
        self.loop.begin(my_task)
        return None

    def _on_complete_hook(self, my_task: Token) -> None:
        if self.loop is not None and my_task.is_iteration:
            self.remember(my_task)
            self.loop.iteration_ended(my_task)
        else:
            if self.loop is None:
                self.remember(my_task)
            self.end(my_task)

    def end(self, token: Token) -> None:
        """Leave, unless this was a compensation handler, which wakes who called it."""
        self.send_messages(token)
        if token.undoes:
            self.process.compensation.handler_ended(token)
        else:
            around = token.workflow.owner
            enough = around is not None and around.task_spec.type == "adHocSubProcess" and around.task_spec.is_enough(around, token)
            self.leave(token, [] if enough else self.ways_out(token))

    def remember(self, token: Token) -> None:
        """Keep what is needed to compensate this run later."""
        remembered, variables = token.internal_data.pop("remembered", ((), {}))
        if token.undoes or self.is_event_subprocess:
            return
        own = self.inside is not None and not self.inside.is_process and self.inside.compensates_itself is not None
        if self.compensation_boundary is not None or remembered or own:
            given = getattr(self.loop, "collect", "")  # what an iteration gave has been taken from it
            names = {name: value for name, value in token.data.items() if name != given} if token.is_iteration else None
            token.workflow.memory.append([self.name, names, list(remembered), dict(variables)])

    def scope_ended(self, token: Token, scope: Scope) -> None:
        """The scope inside has no token left: the activity is complete."""
        token.internal_data["remembered"] = ((), {}) if scope.spec.is_process else (scope.memory, scope.data)
        if token.is_iteration and not scope.spec.is_process:
            token.data.update(scope.data)
        del token.instance.subprocesses[token.id]
        token.complete()
