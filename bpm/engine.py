"""The verbs of a running instance: start, complete, fire, deliver, reply, reevaluate, move, cancel.

Each verb is one step.  It changes the instance in memory and says in `Changes` what it did.  If it raises, the instance must be
thrown away and loaded again from the state before the step (`bpm.state`): a step happens as a whole or not at all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpm.changes import Changes, Standing, difference, standing
from bpm.errors import Refused
from bpm.instance import Instance
from bpm.movement import Movement
from bpm.specs.acting import Acting
from bpm.specs.definitions import receive
from bpm.specs.exclusive_gateway import ExclusiveGateway
from bpm.specs.scopes import begin_scope
from bpm.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bpm.host import Host
    from bpm.model import Model
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.start_event import StartEvent

MOST_SECONDS = 5.0


@dataclass(slots=True)
class Step:
    """One step of one instance; used as `with`-less: begin, act, `finish`."""

    instance: Instance
    movement: Movement
    before: Standing

    @classmethod
    def of(cls, instance: Instance, host: Host, now: datetime) -> Step:
        """Prepare a step."""
        deadline = time.monotonic() + MOST_SECONDS
        movement = Movement(instance, host, now, overrun=lambda: time.monotonic() > deadline)
        movement.undelivered.extend(instance.undelivered)
        instance.movement = movement
        return cls(instance, movement, standing(instance))

    def finish(self) -> Changes:
        """Move until nothing moves, and tell what changed."""
        movement, instance = self.movement, self.instance
        movement.run()
        instance.undelivered = movement.undelivered
        ended = instance.is_finished
        return Changes(
            taken=movement.taken,
            outgoing=movement.outgoing,
            performed=movement.performed,
            decisions=movement.decisions,
            undelivered=movement.undelivered,
            ended=ended,
            ended_with=instance.ended_with,
            **difference(self.before, standing(instance)),
        )

    def find(self, token_id: int) -> Token:
        """A token that must still be there.

        Raises:
            Refused: it is gone.
        """
        token = self.instance.token(token_id)
        if token is None:
            raise Refused("This is no longer open: somebody or something else was faster.")
        return token


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How an instance begins.

    `event` is the id of the start event, needed where the model has no single none start event; `data` what its message brought;
    `answer` writes what was known or said before the first token moves.
    """

    event: str | None = None
    data: Mapping[str, Any] | None = None
    answer: Callable[[Token], None] | None = None


def start(model: Model, host: Host, *, now: datetime, beginning: Beginning = Beginning()) -> tuple[Instance, Changes]:
    """Begin an instance.

    Raises:
        Refused: there is no such start event, or it must be named.
        Incident: the instance cannot go on by itself.
    """
    instance = Instance(model)
    step = Step.of(instance, host, now)
    event = beginning.event
    beginnings = [start_event(model, event)] if event else model.main.beginnings
    if not event and model.main.start_events and len(beginnings) != 1:
        raise Refused(
            "This process has several start events; one must be chosen: " + ", ".join(each.name for each in model.main.start_events) + "."
        )
    tokens = begin_scope(instance, beginnings)
    if beginning.answer is not None:
        beginning.answer(tokens[0] if tokens else instance.task_tree)
    if beginning.data is not None and event:
        receive(start_event(model, event).receiving, tokens[0], dict(beginning.data))
    pools = [instance.place(participant) for participant in model.participants if participant.starts_by_itself]
    step.movement.follow([*tokens, *pools])
    return instance, step.finish()


def start_event(model: Model, event: str) -> StartEvent:
    """The start event of the main process with this id.

    Raises:
        Refused: there is none.
    """
    for each in model.main.start_events:
        if each.name == event:
            return each
    raise Refused(
        f"The process has no start event {event!r}; it has "
        + (", ".join(repr(each.name) for each in model.main.start_events) or "none")
        + "."
    )


def complete(instance: Instance, token_id: int, host: Host, *, now: datetime, answer: Callable[[Token], None] | None = None) -> Changes:
    """Complete an open activity; `answer` writes what the person said before tokens move.

    Raises:
        Refused: it is not open any more.
        Incident: the instance cannot go on by itself.
    """
    step = Step.of(instance, host, now)
    token = step.find(token_id)
    if not token.is_ready:
        raise Refused(f"{token.task_spec.name} is not open.")
    if answer is not None:
        answer(token)
    token.run()
    return step.finish()


def fire(instance: Instance, token_id: int, host: Host, *, now: datetime, data: Mapping[str, Any] | None = None) -> Changes:
    """An awaited event has come: a timer is due, a message or signal is for this token.

    Raises:
        Refused: nobody waits there any more.
    """
    step = Step.of(instance, host, now)
    token = step.find(token_id)
    if not token.waits:
        raise Refused(f"{token.task_spec.name} does not wait.")
    token.task_spec.fire(token, dict(data or {}))
    return step.finish()


def deliver(  # noqa: PLR0913 - a message is its name, its data and its hops
    instance: Instance, name: str, data: Mapping[str, Any], host: Host, *, now: datetime, hops: int = 0
) -> Changes | None:
    """Give a message to the catch that has waited longest, else begin the pool it begins; None if there is neither.

    Args:
        hops: those of the message (`Sent.hops`) plus one, if an instance sent it.
    """
    step = Step.of(instance, host, now)
    step.movement.hops = hops
    given = dict(data)
    return step.finish() if step.movement.hand_over(name, given) or step.movement.begin_pool(name, given, node=None) else None


def signal(instance: Instance, name: str, host: Host, *, now: datetime, data: Mapping[str, Any] | None = None) -> Changes:
    """Wake everyone in the instance who waits for a signal."""
    step = Step.of(instance, host, now)
    step.movement.broadcast(name, dict(data or {}))
    return step.finish()


def reply(instance: Instance, token_id: int, data: Mapping[str, Any], host: Host, *, now: datetime) -> Changes:
    """The reply to a waiting action has come.

    Raises:
        Refused: no action waits there.
    """
    step = Step.of(instance, host, now)
    token, spec = waiting_action(step, token_id)
    spec.reply(token, dict(data))
    return step.finish()


def fail(instance: Instance, token_id: int, reason: str, host: Host, *, now: datetime) -> Changes:
    """A waiting action could not be done after all; `reason` is a sentence without the final stop.

    Raises:
        Refused: no action waits there.
        Incident: the model says nothing else about its failing.
    """
    step = Step.of(instance, host, now)
    token, spec = waiting_action(step, token_id)
    spec.fail(token, reason)
    return step.finish()


def waiting_action(step: Step, token_id: int) -> tuple[Token, Acting]:
    """A token that waits for the reply to an action, and its node.

    Raises:
        Refused: no action waits there.
    """
    token = step.find(token_id)
    if not isinstance(token.task_spec, Acting) or "action" not in token.internal_data:
        raise Refused(f"{token.task_spec.name} waits for no reply.")
    return token, token.task_spec


def reevaluate(instance: Instance, host: Host, *, now: datetime, advance: bool = True) -> Changes:
    """The ticket has changed outside a step: conditional events, and activities marked `lz:advances`, are looked at once.

    What opens in this step waits for the next change; changes made by actions of this step count as none (OTRS: one transition per change).
    """
    step = Step.of(instance, host, now)
    if advance:
        for token in instance.all_tokens:
            if token.is_ready and getattr(token.task_spec, "advances", False) and would_advance(token):
                token.run()
    return step.finish()


def would_advance(token: Token) -> bool:
    """Whether a flow that is not the default one of the exclusive gateway right behind an activity may be taken now."""
    node: FlowNode = token.task_spec
    if len(node.flows) != 1:
        return False
    gateway = node.process.nodes[node.flows[0].target]
    return isinstance(gateway, ExclusiveGateway) and gateway.chosen(token) is not None


def move(instance: Instance, node_id: str, host: Host, *, now: datetime, close: int | None = None) -> Changes:
    """Move a token by hand: cancel what is open in the main process (or just one token) and put a token before the node.

    Raises:
        Refused: the node does not exist, or stands inside a subprocess that is not running.
    """
    step = Step.of(instance, host, now)
    scope = next((scope for scope in instance.scopes if node_id in scope.spec.nodes), None)
    if scope is None:
        raise Refused(f"There is no node {node_id!r} in what is running now.")
    placed = scope.place(scope.spec.nodes[node_id])
    if close is None:
        scope.clear(but=[placed, *(token for token in scope.tokens if token.is_handler and token.parent is scope.task_tree)])
    else:
        close_one(step.find(close))
    step.movement.follow([placed])
    return step.finish()


def close_one(token: Token) -> None:
    """Take one activity away, and with the last one the scope it was in; the last iteration stands for its activity."""
    if token.is_iteration and not any(each.is_iteration for each in token.parent.children if each is not token):
        token = token.parent
    scope = token.workflow
    scope.drop(token)
    scope.finish_if_empty()


def cancel(instance: Instance, host: Host, *, now: datetime) -> Changes:
    """End the instance at once."""
    step = Step.of(instance, host, now)
    instance.end()
    return step.finish()
