"""Inclusive gateway (BPMN 13.4.3): splits over every flow whose condition holds, and waits for every token that can still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.joining import JoiningGateway
from bpm.specs.reachability import reachable_arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.instance import Scope, Token
    from bpm.specs.flow import Flow

NOWHERE: frozenset[str] = frozenset()


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
        reaches = reachable_arrivals(scope.spec, self) if len(filled) < len(self.arrivals) else {}
        if any(self.is_awaited(token, filled, reaches) for token in scope.tasks.values()):
            return False
        self.merge(list(filled.values()))
        return True

    def is_awaited(self, token: Token, filled: Mapping[str, Token], reaches: Mapping[str, frozenset[str]]) -> bool:
        """Whether a token elsewhere could still fill an empty incoming flow and could fill no filled one."""
        if token.is_handler or (token.task_spec is self and token.waits):
            return False
        place = token.internal_data.get("flow") if token.is_on_flow else None
        reachable = reaches.get(place or token.task_spec.name, NOWHERE)
        return bool(reachable) and not any(flow in filled for flow in reachable)

    def ways_out(self, token: Token) -> list[Flow]:
        taken = [flow for flow in self.flows if flow.id != self.default and (flow.condition is None or self.holds(flow.condition, token))]
        if taken or not self.flows:
            return taken
        if self.default:
            return [next(flow for flow in self.flows if flow.id == self.default)]
        return self.incident("none of its conditions is true, and it has no default flow")  # type: ignore[no-any-return]
