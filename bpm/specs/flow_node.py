"""What all nodes share: a token enters, works, and leaves by the flows whose conditions hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from bpm.errors import BpmError, Incident, NoValue
from bpm.movement import Decided
from bpm.specs.definitions import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpm.expressions import Expression
    from bpm.model import MessageTarget
    from bpm.specs.boundary_event import BoundaryEvent
    from bpm.specs.definitions import Definition
    from bpm.specs.flow import Flow
    from bpm.specs.process import ProcessSpec
    from bpm.tokens import Token


class FlowNode(BpmnTaskSpec):
    """A node of the diagram.

    `type` is its BPMN tag, `flows` the ways out of it in the order in which they are tried, `arrivals` the ids of the flows into it.
    """

    def __init__(self, process: ProcessSpec, node_id: str, **kwargs: Any) -> None:
        kwargs.setdefault("data", {})
        super().__init__(process, node_id, inputs=[], outputs=[], **kwargs)
        self.process = process
        self.bpmn_id = node_id
        self.type = "task"
        self.flows: tuple[Flow, ...] = ()
        self.default: str | None = None
        self.arrivals: tuple[str, ...] = ()
        self.boundary_events: tuple[BoundaryEvent, ...] = ()
        self.sends: tuple[MessageTarget, ...] = ()
        self.attributes: dict[str, str] = {}
        process.nodes[node_id] = self

    def enter(self, token: Token) -> None:
        """Record that the token has come here; a looping activity records its iterations instead."""
        token.instance.movement.record(self.name)

    def _update_hook(self, my_task: Token) -> bool | None:
        return True

    def _on_ready(self, my_task: Token) -> None:
        """Nothing is assigned when a token is ready: variables live in scopes, fields on the ticket."""

    def _run(self, my_task: Token) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        return True

    def _on_complete(self, my_task: Token) -> None:
        self._on_complete_hook(my_task)

    def _on_complete_hook(self, my_task: Token) -> None:
        self.send_messages(my_task)
        self.leave(my_task, self.ways_out(my_task))

    def _on_cancel(self, my_task: Token) -> None:
        """What a cancelled token leaves behind is removed with it."""

    def definition_of(self, _token: Token) -> Definition:
        """What a token that waits here waits for."""
        return NOTHING

    def send_messages(self, token: Token) -> None:
        """A node with an outgoing message flow sends when it is left."""
        for target in self.sends:
            token.instance.movement.send_along(token, target)

    def leave(self, token: Token, flows: Iterable[Flow]) -> None:
        """Put a token on each flow and take this one away; without a flow it is consumed."""
        scope = token.workflow
        if scope.owner is not None and "enough" in scope.owner.internal_data:
            flows = ()
        placed = [scope.place(scope.spec.nodes[flow.target], flow=flow.id) for flow in flows]
        token.instance.movement.follow(placed)
        scope.drop(token)
        if not placed:
            scope.finish_if_empty()

    def ways_out(self, token: Token) -> list[Flow]:
        """The flows a token takes out of an activity or event (BPMN 13.3.1).

        Raises:
            Incident: no flow can be taken.
        """
        flows = self.flows
        if not flows:
            return []
        taken, conditional = [], False
        for flow in flows:
            if flow.id != self.default:
                if flow.condition is None:
                    taken.append(flow)
                elif self.passes(flow, token):
                    taken.append(flow)
                    conditional = True
        if self.default and not conditional:
            taken.append(next(flow for flow in flows if flow.id == self.default))
        if not taken:
            self.incident("none of the conditions on its outgoing flows is true, and it has no default flow")
        return taken

    def passes(self, flow: Flow, token: Token) -> bool:
        """Whether the token may take a flow now; why is remembered."""
        if flow.condition is None:
            return True
        holds = self.holds(flow.condition, token)
        seen = {name: self.evaluate_name(name, token) for name in sorted(flow.condition.names)}
        token.instance.movement.decisions.append(Decided(flow.id, flow.condition.text, holds, seen))
        return holds

    def holds(self, condition: Expression, token: Token) -> bool:
        """Whether a condition is true for this token."""
        try:
            return condition.truth(token.names)
        except BpmError as error:
            return bool(self.incident(f"the condition {condition.text!r} cannot be decided: {error}"))

    def evaluate(self, expression: Any, token: Token, *, purpose: str) -> Any:
        """The value of an expression, text or parameter of this node."""
        try:
            return expression.value(token.names)
        except BpmError as error:
            self.incident(f"{purpose} {expression.text!r} has no value: {error}")

    def evaluate_name(self, name: str, token: Token) -> Any:
        """The value of a name, None if it has none."""
        try:
            return token.names(name)
        except NoValue:
            return None

    def incident(self, reason: str) -> Any:
        """Stop the step here.

        Raises:
            Incident: always.
        """
        name = f" ({self.bpmn_name})" if self.bpmn_name else ""
        raise Incident(f"{self.name}{name}: {reason.removesuffix('.')}.", element=self.name)
