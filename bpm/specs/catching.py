"""Events that wait: intermediate catch events, and what they share with receive tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.specs.definitions import NOTHING, Definition, receive
from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.instance import Token


class Catching(FlowNode):
    """A node where tokens wait for an event."""

    definition: Definition = NOTHING

    def definition_of(self, _token: Token) -> Definition:
        return self.definition

    def catch_id(self, _token: Token) -> str:
        """The id of the element that catches."""
        return self.name

    def fire(self, token: Token, data: dict[str, Any]) -> None:
        """The event has come: behind an event-based gateway it wins, elsewhere the token goes on."""
        receive(self.definition, token, data)
        if token.is_handler:
            token.parent.task_spec.decide(token)
        else:
            token._ready()
            token.instance.movement.follow([token])


class IntermediateCatchEvent(Catching):
    """Intermediate catch event (BPMN 10.5.4); without a definition, or as the target of a link, it passes."""

    def _update_hook(self, my_task: Token) -> bool | None:
        if self.definition.kind in ("none", "link") or "fired" in my_task.internal_data:
            return True
        my_task.wait()
        return None
