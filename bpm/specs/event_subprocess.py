"""Event subprocesses (BPMN 10.3.5, 13.5.4): armed while the scope around them lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.specs.definitions import Definition, receive
from bpm.specs.scopes import begin_scope
from bpm.specs.subprocess import Subprocess

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.specs.start_event import StartEvent
    from bpm.tokens import Token


class EventSubprocess(Subprocess):
    """`start` is its start event, which says what it waits for and whether it interrupts the scope."""

    is_event_subprocess = True
    start: StartEvent

    def definition_of(self, token: Token) -> Definition:
        return self.start.definitions[token.internal_data.get("which", 0)] if token.is_handler else super().definition_of(token)

    def catch_id(self, _token: Token) -> str:
        """The start event is what catches."""
        return str(self.start.name)

    def arm(self, scope: Scope) -> None:
        """Wait as long as the scope lives; compensation is looked up when it is thrown."""
        for which, definition in enumerate(self.start.definitions):
            if definition.kind != "compensation":
                scope.arm(self, which=which)

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        """Begin; interrupting, everything else in the scope is over."""
        scope, definition = token.workflow, self.definition_of(token)
        if self.start.needs_all and self.others(token):
            scope.drop(token)
            return
        run = scope.place(self, payload=data)
        if self.start.is_interrupting or definition.kind == "error":
            scope.clear(but=[run])
        elif self.start.needs_all:
            scope.drop(token)
            self.arm(scope)
        else:
            definition.count_firing(token)
        run.instance.movement.follow([run])

    def others(self, token: Token) -> bool:
        """Whether more must come: of a parallel multiple start event, each definition is still awaited or has come."""
        return any(each.is_handler and each.task_spec is self and each is not token for each in token.workflow.tokens)

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.instance.open_scope(my_task, self.inside)
        beginnings = begin_scope(scope, [self.start])
        receive(self.start.receiving, beginnings[0], my_task.internal_data.pop("payload", {}))
        my_task.instance.movement.follow(beginnings)
        return None
