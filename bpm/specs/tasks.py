"""The tasks (BPMN 10.3.3): what each kind does when its turn has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError
from bpm.specs.acting import Acting
from bpm.specs.activity import Activity
from bpm.specs.catching import Catching
from bpm.specs.throwing import Throwing

if TYPE_CHECKING:
    from bpm.decisions import Decision
    from bpm.expressions import Assignment
    from bpm.tokens import Token


class PlainTask(Activity):
    """An abstract task passes; so does any task nothing is bound to."""


class UserTask(Activity):
    """User and manual tasks wait for a person: Spiff never runs what is `manual` by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manual = True


class ServiceTask(Acting, Activity):
    """Runs its transition actions."""


class SendTask(Throwing, Activity):
    """Runs its transition actions, then sends its message."""

    def send_messages(self, token: Token) -> None:
        """The message has been sent already."""


class ReceiveTask(Catching, Activity):
    """Waits for its message."""

    def _update_hook(self, my_task: Token) -> bool | None:
        return True if "fired" in my_task.internal_data else Activity._update_hook(self, my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        if "fired" in my_task.internal_data or "message" in my_task.internal_data:
            return True
        my_task.wait()
        my_task.internal_data["message"] = True
        return None


class ScriptTask(Activity):
    """Assigns values to variables and ticket fields; nothing else is a script here."""

    assignments: tuple[Assignment, ...] = ()

    def _run_hook(self, my_task: Token) -> bool | None:
        names = my_task.names
        for assignment in self.assignments:
            try:
                names.set(assignment.target, assignment.expression.value(names))
            except BpmError as error:
                self.incident(f"line {assignment.line} of its script cannot be done: {error}")
        return True


class BusinessRuleTask(Acting, Activity):
    """Runs its actions and evaluates its decision (BPMN 10.3.3.1)."""

    decision: Decision | None = None
    into: str = ""

    def after_actions(self, token: Token) -> bool | None:
        if self.decision is not None:
            try:
                result = self.decision.decide(token.names)
                if self.into:
                    token.names.set(self.into, result)
                elif isinstance(result, dict):
                    for name, value in result.items():
                        token.names.set(name, value)
            except BpmError as error:
                self.incident(f"the decision {self.decision.id} gives no result: {error}")
        return True
