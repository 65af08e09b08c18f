"""How what is thrown finds who catches it (BPMN 10.5.6, 13.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.movement import Sent

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.specs.boundary_event import BoundaryEvent
    from bpm.specs.definitions import Definition
    from bpm.specs.throwing import Throwing
    from bpm.tokens import Token

ACTION_FAILED = "action-failed"


def send_message(node: Throwing, token: Token, definition: Definition) -> None:
    """Send along the node's message flows, else by the name of its message."""
    movement = token.instance.movement
    data = {each.name: node.evaluate(each.value, token, purpose=f"the value of {each.name!r}") for each in definition.payload}
    for target in node.sends:
        movement.send_along(token, target, data)
    if not node.sends:
        correlate = definition.correlate and node.evaluate(definition.correlate, token, purpose="the correlation")
        to = definition.to
        if definition.is_named or token.instance.model.catches_message(definition.name):
            movement.send(Sent("message", definition.name, node.name, data, to=to, correlate=correlate))


def broadcast_signal(node: Throwing, token: Token, definition: Definition) -> None:
    """Reach everyone in the instance who waits now, and tell the host for all others."""
    movement = token.instance.movement
    movement.broadcast(definition.name, {})
    movement.outgoing.append(Sent("signal", definition.name, node.name, {}))


def throw_error(token: Token, code: str | None) -> None:
    """Ends the catching activity, or everything else in the catching scope; uncaught it ends the instance."""
    if not catch(token, "error", code):
        token.instance.end(code or "error")


def action_failed(token: Token) -> bool:
    """A failed action throws its error from inside the activity: its own boundary event is the first that may catch it."""
    return catch_at_boundary(token, "error", ACTION_FAILED) or catch(token, "error", ACTION_FAILED)


def escalate(token: Token, code: str | None) -> None:
    """Uncaught it has no effect."""
    catch(token, "escalation", code)


def catch(token: Token, kind: str, code: str | None) -> bool:
    """Look for a handler from the token's scope outwards and fire it; whether there was one."""
    scope, inside = token.workflow, token
    while True:
        handler = armed_handler(scope, kind, code, inside)
        if handler is not None:
            handler.task_spec.fire(handler, {})
            return True
        if scope is scope.top_workflow or scope.owner.task_spec.type == "participant":
            return False
        inside = scope.owner
        if "revived" not in inside.internal_data and catch_at_boundary(inside, kind, code):
            return True
        scope = inside.workflow


def armed_handler(scope: Scope, kind: str, code: str | None, inside: Token) -> Token | None:
    """The event subprocess of a scope that catches; the code itself before a catch-all."""
    matching = [
        token
        for token in scope.tokens
        if token.is_handler
        and token.task_spec.type == "subProcess"
        and token.task_spec is not inside.task_spec
        and token.task_spec.definition_of(token).kind == kind
        and token.task_spec.definition_of(token).catches(code)
    ]
    return min(matching, key=lambda token: token.task_spec.definition_of(token).code is None, default=None)


def catch_at_boundary(activity: Token, kind: str, code: str | None) -> bool:
    """Fire the boundary event of an activity that catches; whether there was one."""
    boundary = boundary_for(activity, kind, code)
    if boundary is None:
        return False
    boundary.leave_activity(activity.parent if activity.is_iteration else activity)
    return True


def boundary_for(activity: Token, kind: str, code: str | None) -> BoundaryEvent | None:
    """The boundary event that catches; the code itself before a catch-all."""
    matching = [(event, definition) for event in activity.task_spec.boundary_events if (definition := event.catching(kind, code))]
    return min(matching, key=lambda pair: pair[1].code is None)[0] if matching else None


def transaction_around(token: Token) -> Scope:
    """The scope of the innermost transaction."""
    scope = token.workflow
    while scope.owner.task_spec.type != "transaction":
        scope = scope.owner.workflow
    return scope


def cancel_transaction(token: Token) -> None:
    """Leave a transaction by its cancel boundary event; without one its token is consumed."""
    owner = transaction_around(token).owner
    if not catch_at_boundary(owner, "cancel", None):
        activity = owner.parent if owner.is_iteration else owner
        scope = activity.workflow
        scope.drop(activity)
        scope.finish_if_empty()
