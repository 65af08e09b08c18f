"""Inclusive gateway (BPMN 13.4.3): splits over every flow whose condition holds, and waits for every token that can still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.joining import JoiningGateway
from bpm.specs.reachability import places_before

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.specs.flow import Flow
    from bpm.tokens import Token


class InclusiveGateway(JoiningGateway):
    """Joins when nothing else in the instance can move (`Movement.join_inclusively`)."""

    def _update_hook(self, my_task: Token) -> bool | None:
        if not self.joins:
            return True
        my_task.wait()
        return None

    def try_to_join(self, scope: Scope) -> bool:
        """Merge what waits here if nothing else can still come; whether it did."""
        filled = self.waiting(scope)
        if not filled:
            return False
        empty = [flow for flow in self.arrivals if flow not in filled]
        if empty and self.awaits(scope, places_before(scope.spec, self, empty) - places_before(scope.spec, self, filled)):
            return False
        self.merge(list(filled.values()))
        return True

    def awaits(self, scope: Scope, places: set[str]) -> bool:
        """Whether a token stands at one of these places, from which it could fill an empty incoming flow and no filled one."""
        for token in scope.tasks.values():
            if not (token.is_handler or token.undoes or (token.task_spec is self and token.waits)):
                flow = token.internal_data.get("flow") if token.is_on_flow else None
                if (flow or token.task_spec.name) in places:
                    return True
        return False

    def ways_out(self, token: Token) -> list[Flow]:
        taken = [flow for flow in self.flows if flow.id != self.default and self.passes(flow, token)]
        if taken or not self.flows:
            return taken
        if self.default:
            return [next(flow for flow in self.flows if flow.id == self.default)]
        return self.incident("none of its conditions is true, and it has no default flow")  # type: ignore[no-any-return]
