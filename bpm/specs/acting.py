"""Nodes that run transition actions: service, send and business-rule tasks, throwing events.

An action runs through the host.  One that waits keeps its token here until the reply comes; one that fails stops the step, is
passed over, or throws the error `action-failed`, as the model says (`onError`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError
from bpm.host import ActionCall, Done, Failed, Waits
from bpm.specs import propagation
from bpm.specs.definitions import Definition
from bpm.specs.flow_node import FlowNode
from bpm.texts import Text

if TYPE_CHECKING:
    from bpm.model import Action
    from bpm.tokens import Token


class Acting(FlowNode):
    """A node with transition actions, run in order when it is reached."""

    actions: tuple[Action, ...] = ()

    def _run_hook(self, my_task: Token) -> bool | None:
        return self.act(my_task, first=0)

    def after_actions(self, _token: Token) -> bool | None:
        """What the node itself does once its actions are done."""
        return True

    def act(self, token: Token, *, first: int) -> bool | None:
        """Run the actions from `first` on; None while one waits, or when an error took the token away."""
        for index in range(first, len(self.actions)):
            action = self.actions[index]
            outcome = self.perform(action, token, index)
            if isinstance(outcome, Waits):
                token.internal_data["action"] = index
                token.wait()
                return None
            if isinstance(outcome, Failed) and not self.pass_over(action, outcome, token):
                return None
        return self.after_actions(token)

    def perform(self, action: Action, token: Token, index: int) -> Done | Waits | Failed:
        """Hand one action to the host."""
        params = {
            name: self.evaluate(value, token, purpose=f"the parameter {name!r} of {action.name}") for name, value in action.params.items()
        }
        call = ActionCall(
            name=action.name,
            element=self.name,
            params=params,
            waits=action.waits,
            token=token.id,
            index=index,
            templates={name: value for name, value in action.params.items() if isinstance(value, Text)},
        )
        token.instance.movement.performed.append(call)
        return token.instance.movement.host.run(call, token.names)

    def pass_over(self, action: Action, failure: Failed, token: Token) -> bool:
        """Whether to go on after a failed action."""
        if action.on_error == "continue":
            return True
        if action.on_error == "boundary" and propagation.action_failed(token):
            return False
        self.incident(f"the action {action.name} failed: {failure.reason}")
        return False

    def definition_of(self, token: Token) -> Definition:
        index = token.internal_data.get("action")
        return Definition(kind="none") if index is None else Definition(kind="action", name=self.actions[index].name)

    def reply(self, token: Token, data: dict[str, Any]) -> None:
        """The reply to the waiting action has come: its values are set, and the next action runs."""
        index = token.internal_data.pop("action")
        for name, value in data.items():
            try:
                token.names.set_if_known(name, value)
            except BpmError as error:
                self.incident(f"{name!r} of the reply cannot be taken: {error}")
        token._ready()
        if self.act(token, first=index + 1):
            token.complete()

    def fail(self, token: Token, reason: str) -> None:
        """The waiting action could not be done after all: what follows is what the model says about its failing."""
        index = token.internal_data.pop("action")
        token._ready()
        if self.pass_over(self.actions[index], Failed(reason), token) and self.act(token, first=index + 1):
            token.complete()
