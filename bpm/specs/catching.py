"""Events that wait: intermediate catch events, and what they share with receive tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from bpm.specs.definitions import Definition, receive
from bpm.specs.flow_node import FlowNode
from bpm.specs.triggered import Triggered

if TYPE_CHECKING:
    from bpm.tokens import Token

AWAITED = frozenset({"message", "timer", "signal", "conditional"})


class Catching(Triggered, FlowNode):
    """A node where tokens wait for an event.

    With several definitions an armed event stands below the token for each, and `which` tells for which one.
    """

    def definition_of(self, token: Token) -> Definition:
        which: int = token.internal_data.get("which", 0)
        return self.definitions[which]

    def arm_each(self, below: Token, kinds: frozenset[str], **marks: Any) -> None:
        """Wait for each definition of these kinds below a token."""
        for which, definition in enumerate(self.definitions):
            if definition.kind in kinds:
                below.workflow.arm(self, below=below, which=which, **marks)

    def is_complete(self, armed: Token) -> bool:
        """Whether with this one everything has come that must; takes it away where more must come."""
        if not self.needs_all:
            return True
        others = [each for each in armed.parent.children if each.task_spec is self and each is not armed]
        if others:
            armed.workflow.drop(armed)
        return not others

    def catch_id(self, _token: Token) -> str:
        """The id of the element that catches."""
        return str(self.name)

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        """The event has come: behind an event-based gateway it wins, elsewhere the token goes on."""
        receive(self.definition_of(token), token, data)
        if token.is_handler and token.parent.task_spec is not self:
            token.parent.task_spec.decide(token)
        elif not token.is_handler:
            self.go_on(token)
        elif self.is_complete(token):
            self.go_on(token.parent)

    def go_on(self, token: Token) -> None:
        """What was awaited has come."""
        for armed in token.children:
            token.workflow.drop(armed)
        token._ready()
        token.instance.movement.follow([token])


class IntermediateCatchEvent(Catching):
    """Intermediate catch event (BPMN 10.5.4); without a definition, or as the target of a link, it passes."""

    def _update_hook(self, my_task: Token) -> bool | None:
        if self.definition.kind in ("none", "link") or "fired" in my_task.internal_data:
            return True
        if len(self.definitions) == 1:
            my_task.wait()
        else:
            my_task._set_state(TaskState.STARTED)
            self.arm_each(my_task, AWAITED)
        return None
