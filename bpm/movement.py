"""One step of an instance: tokens move until all of them wait.

The order is that of `docs/semantics.md` 1: depth first, first branch first; then inclusive joins, conditional events and messages
the instance sent to itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from bpm.errors import Incident

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bpm.host import Host
    from bpm.instance import Instance
    from bpm.model import MessageTarget
    from bpm.specs.flow_node import FlowNode
    from bpm.tokens import Token

MOST_ENTRIES = 1_000
MOST_HOPS = 50
LOOK_EVERY = 97  # a prime: every node of a loop gets its turn, whatever the length of the loop


@dataclass(frozen=True, slots=True)
class Sent:
    """A message or signal that left a token: `to` as in `lz:message`, `element` the throwing node.

    `hops` counts the messages that led to this one: it is what stops two processes that answer each other for ever.
    """

    kind: str
    name: str
    element: str
    data: dict[str, Any]
    to: str = "instance"
    correlate: Any = None
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """A condition on a flow that was looked at when a token came by, and the values of the names in it then."""

    flow: str
    text: str
    holds: bool
    values: dict[str, Any]


@dataclass(slots=True)
class Movement:
    """What one step needs and leaves behind.

    `taken` is the record of nodes and flows, `outgoing` what others than this instance have to hear, `performed` the action calls in
    order, `decisions` why the flows were taken.
    """

    instance: Instance
    host: Host
    now: datetime
    taken: list[str] = field(default_factory=list)
    outgoing: list[Sent] = field(default_factory=list)
    performed: list[Any] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    undelivered: list[tuple[Sent, str | None]] = field(default_factory=list)
    agenda: list[Token] = field(default_factory=list)
    moves: int = 0
    hops: int = 0
    overrun: Callable[[], bool] = bool

    def record(self, node_id: str) -> None:
        """Note that a token entered a node; the same node too often in one step is an endless loop."""
        self.moves += 1
        if not self.moves % LOOK_EVERY:
            self.look_for_loop(node_id)
        self.taken.append(node_id)

    def look_for_loop(self, node_id: str) -> None:
        """Stop a step that does not come to rest.

        Raises:
            Incident: the node was entered more than `MOST_ENTRIES` times, or the step takes too long.
        """
        if self.moves > MOST_ENTRIES and self.taken.count(node_id) > MOST_ENTRIES:
            raise Incident(f"Endless loop at {node_id}: one step entered it more than {MOST_ENTRIES:,} times.", element=node_id)
        if self.overrun():
            raise Incident(f"The step took too long and was stopped at {node_id}.", element=node_id)

    def follow(self, tokens: Sequence[Token]) -> None:
        """Let these tokens move next, the first one first."""
        self.agenda.extend(reversed(tokens))

    def broadcast(self, name: str, data: dict[str, Any]) -> None:
        """Wake everyone who waits for a signal now, and begin the pools that start with it; the oldest moves first."""
        woken: list[list[Token]] = []
        for token in self.instance.all_tokens:
            if token.waits:
                definition = token.task_spec.definition_of(token)
                if definition.kind == "signal" and definition.name == name:
                    woken.append(self.set_aside(partial(token.task_spec.fire, token, data)))
        for participant in self.instance.model.participants:
            start = participant.start_for_signal(name)
            if start is not None:
                woken.append(self.set_aside(partial(participant.begin, self.instance, start, data)))
        for tokens in reversed(woken):
            self.agenda.extend(tokens)

    def set_aside(self, act: Callable[[], object]) -> list[Token]:
        """What an act puts on the agenda, taken off again."""
        before = len(self.agenda)
        act()
        added = self.agenda[before:]
        del self.agenda[before:]
        return added

    def run(self) -> None:
        """Move until nothing moves.

        Raises:
            Incident: the instance cannot go on by itself; the step must be undone.
        """
        self.drain()
        while self.settle():
            self.drain()

    def drain(self) -> None:
        """Move every token that is on its way."""
        agenda = self.agenda
        while agenda:
            token = agenda.pop()
            if token._state == TaskState.FUTURE:
                self.move(token)
            elif token._state == TaskState.READY and not token.task_spec.manual:
                token.run()

    def move(self, token: Token) -> None:
        """Bring a token over its flow to its node and let it work there."""
        flow = token.internal_data.get("flow")
        if flow is not None:
            self.taken.append(flow)
        spec: FlowNode = token.task_spec
        token.workflow.renumber(token)
        spec.enter(token)
        spec._update(token)
        if token._state == TaskState.READY and not spec.manual:
            token.run()

    def settle(self) -> bool:
        """Try what can only be decided when nothing else moves; whether something moves again."""
        return self.join_inclusively() or self.meet_conditions() or self.deliver_own_messages()

    def join_inclusively(self) -> bool:
        """Merge at the first inclusive gateway that waits for nothing any more."""
        if not self.instance.model.has_inclusive_joins:
            return False
        waiting = [token for token in self.instance.all_tokens if token.waits and token.task_spec.type == "inclusiveGateway"]
        joins = dict.fromkeys((token.task_spec, token.workflow) for token in waiting)
        return any(gateway.try_to_join(scope) for gateway, scope in joins)

    def meet_conditions(self) -> bool:
        """Fire the first conditional event whose condition has become true."""
        if not self.instance.model.has_conditional_events:
            return False
        for token in self.instance.all_tokens:
            if token.waits and token.task_spec.definition_of(token).has_become_true(token):
                token.task_spec.fire(token, {})
                return True
        return False

    def deliver_own_messages(self) -> bool:
        """Hand the first undelivered message of this instance to whoever waits for it now."""
        awaited = self.awaited_messages() if self.undelivered else ()
        for index, (sent, node) in enumerate(self.undelivered):
            if (node or sent.name) in awaited:
                del self.undelivered[index]
                self.hops = sent.hops + 1
                return self.hand_over(sent.name, sent.data, node=node) or self.begin_pool(sent.name, sent.data, node=node)
        return False

    def awaited_messages(self) -> set[str]:
        """Names of the messages somebody waits for, and ids of the nodes that wait; pools always wait to begin."""
        found = {name for participant in self.instance.model.participants for name in participant.begun_by}
        for token in self.instance.all_tokens:
            if token.waits:
                definition = token.task_spec.definition_of(token)
                if definition.kind == "message":
                    found |= {definition.name, token.task_spec.catch_id(token)}
        return found

    def send(self, sent: Sent) -> None:
        """Send by name: to a catch of this instance, once it waits and nothing else moves; else to the host."""
        sent = self.counted(sent)
        if sent.to == "instance" and self.instance.model.catches_message(sent.name):
            self.undelivered.append((sent, None))
        else:
            self.outgoing.append(sent)

    def counted(self, sent: Sent) -> Sent:
        """The message with the hops that led to it.

        Raises:
            Incident: they are too many.
        """
        if self.hops > MOST_HOPS:
            raise Incident(f"{sent.element}: more than {MOST_HOPS} messages have called forth each other.", element=sent.element)
        return replace(sent, hops=self.hops)

    def send_along(self, token: Token, target: MessageTarget, data: dict[str, Any] | None = None) -> None:
        """Send along a message flow: to exactly that node, or to a pool outside."""
        sent = self.counted(Sent("message", target.message, token.task_spec.name, data or {}, to=target.to))
        if target.node is None:
            self.outgoing.append(sent)
        else:
            self.undelivered.append((sent, target.node))

    def hand_over(self, name: str, data: dict[str, Any], *, node: str | None = None) -> bool:
        """Give a message to the catch that has waited longest; whether one waited."""
        for token in self.instance.all_tokens:
            if token.waits:
                definition = token.task_spec.definition_of(token)
                if definition.kind == "message" and (token.task_spec.catch_id(token) == node if node else definition.name == name):
                    token.task_spec.fire(token, data)
                    return True
        return False

    def begin_pool(self, name: str, data: dict[str, Any], *, node: str | None) -> bool:
        """Begin another pool at the message start event the message is for."""
        for participant in self.instance.model.participants:
            start = participant.start_for(name, node)
            if start is not None:
                participant.begin(self.instance, start, data)
                return True
        return False
