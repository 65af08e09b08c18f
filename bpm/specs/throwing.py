"""Events that throw: intermediate throw events and end events (BPMN 10.5.3, 10.5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs import propagation
from bpm.specs.acting import Acting
from bpm.specs.triggered import Triggered

if TYPE_CHECKING:
    from bpm.specs.definitions import Definition
    from bpm.specs.flow import Flow
    from bpm.tokens import Token


class Throwing(Triggered, Acting):
    """A node that throws an event when it is reached, after its transition actions."""

    def after_actions(self, token: Token) -> bool | None:
        """Throw.  None: the token waits (for compensation) or is gone."""
        outcomes = [self.throw(token, definition) for definition in self.definitions]
        return None if None in outcomes else True

    def throw(self, token: Token, definition: Definition) -> bool | None:
        """Throw one of its definitions."""
        throw = getattr(self, f"throw_{definition.kind}", None)
        return throw(token, definition) if throw else True

    def throw_message(self, token: Token, definition: Definition) -> bool:
        """Send a message; a message flow says to whom, else its name does."""
        propagation.send_message(self, token, definition)
        return True

    def throw_signal(self, token: Token, definition: Definition) -> bool:
        """Tell everyone who waits."""
        propagation.broadcast_signal(self, token, definition)
        return True

    def throw_escalation(self, token: Token, definition: Definition) -> bool:
        """Look for a handler; going on or not is decided by whether it cancelled this token."""
        propagation.escalate(token, definition.code)
        return True

    def throw_compensation(self, token: Token, definition: Definition) -> bool | None:
        """Undo what is remembered."""
        return token.workflow.spec.compensation.throw(token, definition)


class IntermediateThrowEvent(Throwing):
    def ways_out(self, token: Token) -> list[Flow]:
        return [] if self.definition.kind == "link" else super().ways_out(token)

    def _on_complete_hook(self, my_task: Token) -> None:
        if self.definition.kind == "link":
            self.jump(my_task)
        else:
            super()._on_complete_hook(my_task)

    def send_messages(self, token: Token) -> None:
        """A message event has sent already."""
        if all(each.kind != "message" for each in self.definitions):
            super().send_messages(token)

    def jump(self, token: Token) -> None:
        """Go on at the link catch of the same name (BPMN 10.5.1)."""
        scope = token.workflow
        catch = scope.spec.nodes[scope.spec.link_catches[self.definition.name]]
        token.instance.movement.follow([scope.place(catch)])
        scope.drop(token)


class EndEvent(Throwing):
    def send_messages(self, token: Token) -> None:
        """A message event has sent already."""
        if all(each.kind != "message" for each in self.definitions):
            super().send_messages(token)

    def throw_error(self, token: Token, definition: Definition) -> None:
        """End the scope by an error."""
        propagation.throw_error(token, definition.code)

    def throw_terminate(self, token: Token, _definition: Definition) -> bool:
        """Take all other tokens of the scope away (BPMN 10.5.3)."""
        token.workflow.clear(but=[token])
        return True

    def throw_cancel(self, token: Token, _definition: Definition) -> bool | None:
        """Compensate the transaction, then cancel it (BPMN 10.3.6)."""
        transaction = propagation.transaction_around(token)
        return transaction.spec.compensation.compensate_all(transaction, then=token)

    def _on_complete_hook(self, my_task: Token) -> None:
        if any(each.kind == "cancel" for each in self.definitions):
            propagation.cancel_transaction(my_task)
        else:
            super()._on_complete_hook(my_task)
