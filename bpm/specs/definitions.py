"""What an event waits for or throws (BPMN 10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError, NoValue
from bpm.language.names import Overlay

if TYPE_CHECKING:
    from bpm.expressions import Expression
    from bpm.model import Assigned
    from bpm.timing import Timer
    from bpm.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One event definition.

    `kind` is none, message, timer, signal, conditional, error, escalation, link, terminate, cancel or compensation. `name` is that
    of the message, signal or link, `code` that of the error or escalation (None catches all).  `payload` fills what is thrown, or
    takes what is caught.
    """

    kind: str
    name: str = ""
    code: str | None = None
    timer: Timer | None = None
    condition: Expression | None = None
    activity: str | None = None
    waits_for_completion: bool = True
    payload: tuple[Assigned, ...] = ()
    to: str = "instance"
    correlate: Expression | None = None
    is_named: bool = True

    def has_become_true(self, token: Token) -> bool:
        """Whether its condition holds and did not when last looked at; a name without a value makes it false, not an incident."""
        if self.kind != "conditional" or self.condition is None:
            return False
        held = token.internal_data.get("held", False)
        try:
            holds = self.condition.truth(token.names)
        except NoValue:
            holds = False
        token.internal_data["held"] = holds
        return holds and not held

    def count_firing(self, token: Token) -> None:
        """A timer that does not interrupt fires as often as its cycle says, then it is over."""
        if self.kind == "timer":
            fired = token.internal_data.get("fired_times", 0) + 1
            token.internal_data["fired_times"] = fired
            if self.timer is None or (self.timer.repetitions and fired >= self.timer.repetitions):
                token.workflow.drop(token)

    def catches(self, code: str | None) -> bool:
        """Whether an error or escalation event of this definition catches a code (BPMN 10.5.6)."""
        return self.code is None or self.code == code


NOTHING = Definition(kind="none")


def receive(definition: Definition, token: Token, data: dict[str, Any]) -> None:
    """Put what a message brought where `lz:in` says, else to the fields and variables of its names."""
    names = token.names
    if definition.payload:
        seen = Overlay(names, data)
        for assigned in definition.payload:
            try:
                names.set(assigned.name, assigned.value.value(seen))
            except BpmError as error:
                token.task_spec.incident(f"what it takes as {assigned.name!r} from the {definition.kind} cannot be set: {error}")
    else:
        for name, value in data.items():
            try:
                names.set_if_known(name, value)
            except BpmError as error:
                token.task_spec.incident(f"{name!r} of the {definition.kind} cannot be taken: {error}")
