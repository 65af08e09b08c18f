"""Boundary events (BPMN 10.5.4, 13.5.3): armed while their activity is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.specs.catching import Catching
from bpm.specs.definitions import receive

if TYPE_CHECKING:
    from bpm.instance import Token

AWAITED = frozenset({"message", "timer", "signal", "conditional"})


class BoundaryEvent(Catching):
    """`is_interrupting` cancels the activity; `handler` is the activity a compensation event starts."""

    is_interrupting = True
    handler: str | None = None

    def arm(self, activity: Token) -> None:
        """Wait for the event; errors, escalations, cancelling and compensation are looked up when they are thrown."""
        if self.definition.kind in AWAITED:
            activity.workflow.arm(self, below=activity)

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        receive(self.definition, token, data)
        activity = token.parent
        if not self.is_interrupting:
            self.count(token)
        self.leave_activity(activity)

    def count(self, token: Token) -> None:
        """A timer fires as often as its cycle says."""
        timer = self.definition.timer
        if self.definition.kind == "timer":
            fired = token.internal_data.get("fired_times", 0) + 1
            token.internal_data["fired_times"] = fired
            if timer is None or (timer.repetitions and fired >= timer.repetitions):
                token.workflow.drop(token)

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
