"""Another pool of the file, run as a further outermost scope of the same instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from bpm.specs.definitions import NOTHING, Definition, receive
from bpm.specs.scopes import begin_scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpm.instance import Instance, Scope
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.process import ProcessSpec
    from bpm.specs.start_event import StartEvent
    from bpm.tokens import Token


class Participant(BpmnTaskSpec):
    """Its token in the main process's scope stands for the pool while that runs; it is no token of the main process."""

    type = "participant"

    def __init__(self, main: ProcessSpec, inside: ProcessSpec, *, pool: str | None = None) -> None:
        super().__init__(main, f"(pool) {inside.name}", inputs=[], outputs=[], data={})
        self.inside = inside
        self.pool = pool

    def definition_of(self, _token: Token) -> Definition:
        """It waits for no event."""
        return NOTHING

    @property
    def starts_by_itself(self) -> bool:
        """Whether it begins right after the main process: it has a none start event, or no start event at all."""
        return not self.inside.start_events or any(start.definition.kind == "none" for start in self.inside.start_events)

    def enter(self, _token: Token) -> None:
        """A pool is no node of the record."""

    def _update(self, my_task: Token) -> None:
        """Its turn to begin by itself has come: the tokens before it wait."""
        my_task.instance.movement.follow(self.open(my_task, self.inside.beginnings))

    def open(self, token: Token, nodes: Iterable[FlowNode]) -> list[Token]:
        """Open the pool's scope; the tokens that begin in it."""
        token._set_state(TaskState.STARTED)
        return begin_scope(token.instance.open_scope(token, self.inside), nodes)

    def begin(self, instance: Instance, start: StartEvent, data: dict[str, Any]) -> None:
        """Begin at a start event that a message or signal has reached."""
        tokens = self.open(instance.place(self), [start])
        receive(start.receiving, tokens[0], data)
        instance.movement.follow(tokens)

    @property
    def begun_by(self) -> list[str]:
        """Names of the messages that begin the pool, and ids of the start events they begin it at."""
        starts = self._starts("message")
        return [start.name for start in starts] + [each.name for start in starts for each in start.definitions if each.kind == "message"]

    def start_for(self, name: str, node: str | None) -> StartEvent | None:
        """The message start event a message is for: that very node, or the one of that name."""
        return next(
            (start for start in self._starts("message") if (start.name == node if node else start.waits_for("message", name))), None
        )

    def start_for_signal(self, name: str) -> StartEvent | None:
        """The signal start event of that name."""
        return next((start for start in self._starts("signal") if start.waits_for("signal", name)), None)

    def _starts(self, kind: str) -> list[StartEvent]:
        return [start for start in self.inside.start_events if any(each.kind == kind for each in start.definitions)]

    def scope_ended(self, token: Token, _scope: Scope) -> None:
        """The pool is finished."""
        instance = token.instance
        del instance.subprocesses[token.id]
        instance.drop(token)
