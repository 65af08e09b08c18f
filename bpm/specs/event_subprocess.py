"""Event subprocesses (BPMN 10.3.5, 13.5.4): armed while the scope around them lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.specs.definitions import Definition, receive
from bpm.specs.scopes import begin_scope
from bpm.specs.subprocess import Subprocess

if TYPE_CHECKING:
    from bpm.instance import Scope, Token
    from bpm.specs.start_event import StartEvent


class EventSubprocess(Subprocess):
    """`start` is its start event, which says what it waits for and whether it interrupts the scope."""

    is_event_subprocess = True
    start: StartEvent

    @property
    def definition(self) -> Definition:
        """What it waits for."""
        return self.start.definition

    def definition_of(self, token: Token) -> Definition:
        return self.definition if token.is_handler else super().definition_of(token)

    def catch_id(self, _token: Token) -> str:
        """The start event is what catches."""
        return self.start.name

    def arm(self, scope: Scope) -> None:
        """Wait as long as the scope lives; compensation is looked up when it is thrown."""
        if self.definition.kind != "compensation":
            scope.arm(self)

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        """Begin; interrupting, everything else in the scope is over."""
        scope = token.workflow
        run = scope.place(self, payload=data)
        if self.start.is_interrupting or self.definition.kind == "error":
            scope.clear(but=[run])
        else:
            self.count(token)
        run.instance.movement.follow([run])

    def count(self, token: Token) -> None:
        """A timer fires as often as its cycle says."""
        timer = self.definition.timer
        if self.definition.kind == "timer":
            fired = token.internal_data.get("fired_times", 0) + 1
            token.internal_data["fired_times"] = fired
            if timer is None or (timer.repetitions and fired >= timer.repetitions):
                token.workflow.drop(token)

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.instance.open_scope(my_task, self.inside)
        beginnings = begin_scope(scope, [self.start])
        receive(self.definition, beginnings[0], my_task.internal_data.pop("payload", {}))
        my_task.instance.movement.follow(beginnings)
        return None
