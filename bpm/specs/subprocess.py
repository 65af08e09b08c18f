"""Subprocesses and calls (BPMN 10.3.5, 13.3.4): activities with a scope inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError
from bpm.specs.activity import Activity
from bpm.specs.scopes import begin_scope

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.model import Assigned
    from bpm.specs.process import ProcessSpec
    from bpm.tokens import Token


class Subprocess(Activity):
    """An embedded subprocess or transaction."""

    inside: ProcessSpec

    def _run_hook(self, my_task: Token) -> bool | None:
        scope = my_task.instance.open_scope(my_task, self.inside)
        self.prepare(my_task, scope)
        beginnings = begin_scope(scope, scope.spec.beginnings or scope.spec.start_events[:1])
        if not beginnings:
            del my_task.instance.subprocesses[my_task.id]
            return True
        my_task.instance.movement.follow(beginnings)
        return None

    def prepare(self, token: Token, scope: Scope) -> None:
        """Give the scope what it begins with."""


class CallActivity(Subprocess):
    """A call of another process: variables go in and come out by name, nothing else is shared but the ticket (BPMN 10.3.6)."""

    passed_in: tuple[Assigned, ...] = ()
    passed_out: tuple[Assigned, ...] = ()
    passes_all_in = False
    passes_all_out = False

    def prepare(self, token: Token, scope: Scope) -> None:
        if self.passes_all_in:
            scope.data.update(token.names.visible_variables())
        inner = scope.task_tree.names
        for assigned in self.passed_in:
            value = self.evaluate(assigned.value, token, purpose=f"what is passed as {assigned.name!r}")
            try:
                scope.data[scope.spec.aliases.get(assigned.name, assigned.name)] = inner.fitting(assigned.name, value)
            except BpmError as error:
                self.incident(f"what is passed as {assigned.name!r} cannot be set: {error}")

    def scope_ended(self, token: Token, scope: Scope) -> None:
        inner = scope.task_tree.names
        try:
            values: dict[str, Any] = dict(scope.data) if self.passes_all_out else {}
            values.update((assigned.name, assigned.value.value(inner)) for assigned in self.passed_out)
            for name, value in values.items():
                token.names.set(name, value)
        except BpmError as error:
            self.incident(f"what it passes back cannot be set: {error}")
        super().scope_ended(token, scope)
