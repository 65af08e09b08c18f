"""Boundary events (BPMN 10.5.4, 13.5.3): armed while their activity is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.specs.catching import AWAITED, Catching
from bpm.specs.definitions import receive

if TYPE_CHECKING:
    from bpm.specs.definitions import Definition
    from bpm.tokens import Token


class BoundaryEvent(Catching):
    """`is_interrupting` cancels the activity; `handler` is the activity a compensation event starts."""

    is_interrupting = True
    handler: str | None = None

    def arm(self, activity: Token) -> None:
        """Wait for the event; errors, escalations, cancelling and compensation are looked up when they are thrown."""
        self.arm_each(activity, AWAITED)

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        definition, activity = self.definition_of(token), token.parent
        receive(definition, token, data)
        if self.is_complete(token):
            if not self.is_interrupting:
                self.stay_armed(token, definition)
            self.leave_activity(activity)

    def stay_armed(self, token: Token, definition: Definition) -> None:
        """Be ready to fire again: a timer as often as its cycle says, a parallel multiple event for all of its definitions."""
        if self.needs_all:
            activity = token.parent
            token.workflow.drop(token)
            self.arm(activity)
        else:
            definition.count_firing(token)

    def leave_activity(self, activity: Token) -> None:
        """Go on from the boundary; an interrupting event cancels the activity and all in it."""
        scope = activity.workflow
        token = scope.place(self, fired=True)
        if self.is_interrupting:
            scope.drop(activity)
        token.instance.movement.follow([token])

    def _on_complete_hook(self, my_task: Token) -> None:
        if self.definition.kind == "compensation":
            self.process.compensation.begin_handler(my_task, self)
        else:
            super()._on_complete_hook(my_task)
