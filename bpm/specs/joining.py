"""Tokens that wait for each other at a gateway, told apart by the flow they came over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.flow_node import FlowNode

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.tokens import Token


class JoiningGateway(FlowNode):
    """A gateway that merges tokens of one scope, at most one from each of its incoming flows at a time."""

    @property
    def joins(self) -> bool:
        return len(self.arrivals) > 1

    def waiting(self, scope: Scope) -> dict[str, Token]:
        """The oldest waiting token of each incoming flow that has one."""
        oldest: dict[str, Token] = {}
        for token in scope.tasks.values():
            if token.task_spec is self and token.waits:
                oldest.setdefault(token.internal_data["flow"], token)
        return oldest

    def merge(self, tokens: list[Token]) -> None:
        """Go on with the last token to arrive; the others are used up."""
        *others, last = sorted(tokens, key=lambda token: token.id)
        for token in others:
            token.workflow.drop(token)
        last._ready()
        last.run()
