"""Exclusive gateway (BPMN 13.4.2): the first flow whose condition holds; tokens go through one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.specs.flow import Flow
    from bpm.tokens import Token


class ExclusiveGateway(FlowNode):
    def ways_out(self, token: Token) -> list[Flow]:
        chosen = next((flow for flow in self.flows if flow.id != self.default and self.passes(flow, token)), None)
        if chosen is not None:
            return [chosen]
        if not self.flows:
            return []
        if self.default:
            return [next(flow for flow in self.flows if flow.id == self.default)]
        return self.incident("none of its conditions is true, and it has no default flow")  # type: ignore[no-any-return]

    def chosen(self, token: Token) -> Flow | None:
        """The first flow that is not the default one and could be taken; looking is not deciding."""
        for flow in self.flows:
            if flow.id != self.default and (flow.condition is None or self.holds(flow.condition, token)):
                return flow
        return None
