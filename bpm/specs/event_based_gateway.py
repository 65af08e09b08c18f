"""Event-based gateway (BPMN 13.4.4): the first of the events behind it that happens decides the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.catching import AWAITED
from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.instance import Token


class EventBasedGateway(FlowNode):
    """`is_parallel`: all events are awaited (`eventGatewayType="Parallel"`)."""

    is_parallel = False

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.is_parallel or not self.flows:
            return True
        scope = my_task.workflow
        for flow in self.flows:
            scope.spec.nodes[flow.target].arm_each(my_task, AWAITED, over=flow.id)
        return None

    def decide(self, event: Token) -> None:
        """Take the way of the event that has come, and forget the others."""
        gateway, scope = event.parent, event.workflow
        winner = scope.place(event.task_spec, flow=event.internal_data["over"], fired=True)
        scope.drop(gateway)
        winner.instance.movement.follow([winner])
