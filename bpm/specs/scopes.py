"""How a scope begins: its variables, its event subprocesses, its first tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpm.instance import Scope
    from bpm.specs.flow_node import FlowNode
    from bpm.tokens import Token


def begin_scope(scope: Scope, nodes: Iterable[FlowNode]) -> list[Token]:
    """Set the defaults, arm the event subprocesses and put a token before each of `nodes`."""
    for variable in scope.spec.variables:
        if variable.value is not None:
            scope.data.setdefault(variable.name, variable.value)
    for each in scope.spec.event_subprocesses:
        each.arm(scope)
    return [scope.place(node) for node in nodes]
