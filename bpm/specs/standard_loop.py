"""Standard loop (BPMN 10.3.7, 13.3.6): one iteration after the other while a condition holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpm.expressions import Expression
    from bpm.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoop:
    """`maximum` None is no limit; without a condition the activity runs `maximum` times, or once."""

    test_before: bool = False
    condition: Expression | None = None
    maximum: int | None = None

    def begin(self, container: Token) -> None:
        """Begin the first iteration, unless the condition is asked first and does not hold."""
        container.data["loopCounter"] = 0
        if self.maximum == 0 or (self.test_before and not self.goes_on(container, done=0)):
            container.complete()
        else:
            self.place(container, 0)

    def iteration_ended(self, iteration: Token) -> None:
        """Begin the next, or end."""
        container, index = iteration.parent, iteration.internal_data["iteration"]
        goes_on = self.goes_on(iteration, done=index + 1) if not self.test_before else None
        container.data["loopCounter"] = index + 1
        iteration.workflow.drop(iteration)
        if self.goes_on(container, done=index + 1) if goes_on is None else goes_on:
            self.place(container, index + 1)
        else:
            container.complete()

    def goes_on(self, seen_from: Token, *, done: int) -> bool:
        """Whether there is another iteration: seen from the one that has ended, or before the first and with `test_before` from outside."""
        if self.condition is None:
            return done < (self.maximum or 1)
        return (self.maximum is None or done < self.maximum) and seen_from.task_spec.holds(self.condition, seen_from)

    def place(self, container: Token, index: int) -> None:
        """Put the next iteration before the activity."""
        iteration = container.workflow.place(container.task_spec, below=container, iteration=index)
        iteration.data["loopCounter"] = index
        iteration.instance.movement.follow([iteration])
