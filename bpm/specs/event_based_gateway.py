"""Event-based gateway (BPMN 13.4.4): the first of the events behind it that happens decides the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.catching import AWAITED
from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.tokens import Token


class EventBasedGateway(FlowNode):
    """`is_parallel`: all events are awaited (`eventGatewayType="Parallel"`)."""

    is_parallel = False

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.flows:
            return True
        scope = my_task.workflow
        for flow in self.flows:
            scope.spec.nodes[flow.target].arm_each(my_task, AWAITED, over=flow.id)
        return None

    def decide(self, event: Token) -> None:
        """Take the way of the event that has come; forget the others, or where all are awaited go on waiting for them."""
        gateway, scope, way = event.parent, event.workflow, event.internal_data["over"]
        winner = scope.place(event.task_spec, flow=way, fired=True)
        for armed in gateway.children if self.is_parallel else ():
            if armed.internal_data["over"] == way:
                scope.drop(armed)
        if not self.is_parallel or not gateway.children:
            scope.drop(gateway)
        winner.instance.movement.follow([winner])
