"""How elements of a model are called among people: by the name they have, else by where they stand. Nobody should have to read an id."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bpm.graph.building import build_model
from bpm.graph.parts import Flow, Node
from bpm.graph.words import GATEWAYS, TASKS, Element

OWN: Final = "{0}"
# What a node without a name is: after a named one, before one, or anywhere.
KINDS: Final = {
    "gateway": ("the gateway after {0}", "the gateway before {0}", "a gateway"),
    "timer": ("the timer after {0}", "the timer before {0}", "a timer"),
    "event": ("the event after {0}", "the event before {0}", "an event"),
    "step": ("the step after {0}", "the step before {0}", "a step"),
}
AT: Final = {"timer": "the timer at {0}", "event": "the event at {0}"}
START, END, WAY = "the start", "the end", "the way from {0} to {1}"
PHRASES: Final = frozenset({*(phrase for phrases in KINDS.values() for phrase in phrases), *AT.values(), START, END, WAY})


@dataclass(frozen=True, slots=True)
class Called:
    """What an element is called: a phrase, and what stands in it. Its own name is a text of the model; phrases are those of `PHRASES`."""

    phrase: str
    names: "tuple[Called | str, ...]" = ()

    @property
    def is_own(self) -> bool:
        return self.phrase == OWN


def names(root: Element) -> dict[str, Called]:
    """By id, how each node and each flow of a definitions document is called."""
    model = build_model(root)
    nodes = {node.id: of_node(node) for node in model.nodes}
    flows = {flow.id: of_flow(flow) for scope in model.scopes for flow in scope.flows}
    pools = {pool.id: own(pool.name) for pool in model.pools if pool.name}
    processes = {process.id: own(process.name) for process in model.processes if process.name}
    return {**pools, **processes, **flows, **nodes}


def own(name: str) -> Called:
    return Called(OWN, (" ".join(name.split()),))


def of_flow(flow: Flow) -> Called:
    return own(flow.name) if flow.name.strip() else Called(WAY, (of_node(flow.source), of_node(flow.target)))


def of_node(node: Node) -> Called:
    if node.name.strip():
        return own(node.name)
    kind = kind_of(node)
    if node.attached_to is not None:
        return Called(AT[kind], (of_node(node.attached_to),))
    if node.kind in {"startEvent", "endEvent"}:
        return Called(START if node.kind == "startEvent" else END)
    after, before, anywhere = KINDS[kind]
    for phrase, found in ((after, nearest(node, sources)), (before, nearest(node, targets))):
        if found is not None:
            return Called(phrase, (own(found.name),))
    return Called(anywhere)


def kind_of(node: Node) -> str:
    if node.kind in GATEWAYS:
        return "gateway"
    if node.kind in TASKS or node.is_activity:
        return "step"
    return "timer" if node.has_event("timer") else "event"


def sources(node: Node) -> Iterator[Node]:
    return (flow.source for flow in node.incoming)


def targets(node: Node) -> Iterator[Node]:
    return (flow.target for flow in node.outgoing)


def nearest(node: Node, beside: Callable[[Node], Iterable[Node]]) -> Node | None:
    """The nearest node with a name, that way."""
    waiting, known = deque(beside(node)), {node}
    while waiting:
        found = waiting.popleft()
        if found.name.strip():
            return found
        if found not in known:
            known.add(found)
            waiting.extend(beside(found))
    return None
