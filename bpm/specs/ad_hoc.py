"""Ad-hoc subprocesses (BPMN 10.3.5, 13.3.5): their activities have no order but that of the people who do them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.scopes import begin_scope
from bpm.specs.subprocess import Subprocess

if TYPE_CHECKING:
    from bpm.expressions import Expression
    from bpm.instance import Scope
    from bpm.tokens import Token


class AdHocSubprocess(Subprocess):
    """Each node without incoming flow is begun once; a completion condition may end it earlier."""

    is_sequential = False
    completion: Expression | None = None
    cancels_remaining = True

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.is_sequential:
            return super()._run_hook(my_task)
        my_task.instance.open_scope(my_task, self.inside)
        begin_scope(my_task.scope_inside, [])  # type: ignore[arg-type]
        my_task.internal_data["next"] = 0
        return None if self.begin_next(my_task) else self.nothing_inside(my_task)

    def begin_next(self, token: Token) -> bool:
        """Begin the next activity of a sequential one; whether there was one."""
        index, scope = token.internal_data["next"], token.scope_inside
        if index >= len(self.inside.beginnings) or scope is None:
            return False
        token.internal_data["next"] = index + 1
        token.instance.movement.follow([scope.place(self.inside.beginnings[index])])
        return True

    def nothing_inside(self, token: Token) -> bool:
        """An empty one passes."""
        del token.instance.subprocesses[token.id]
        return True

    def is_enough(self, token: Token, ended: Token) -> bool:
        """Whether the completion condition holds after an activity in it has ended.

        Then what remains is cancelled, or nothing new is begun.
        """
        if "enough" not in token.internal_data and self.completion is not None and self.holds(self.completion, ended):
            token.internal_data["enough"] = True
            if self.cancels_remaining:
                ended.workflow.clear(but=[ended])
        return "enough" in token.internal_data

    def scope_ended(self, token: Token, scope: Scope) -> None:
        enough = "enough" in token.internal_data
        if self.is_sequential and not enough and self.begin_next(token):
            return
        super().scope_ended(token, scope)
