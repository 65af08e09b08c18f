"""A model as a graph: scopes, nodes and flows of a definitions document, for those who read it without running it.

The lint and the outline see a model through these classes. Order is the order of the document, flows apart: those stand in the
order in which they are tried (`lz:order`, docs/semantics.md 1). Nothing here looks at the diagram interchange, so that
moving a box changes nothing. Dangling references are left out: naming them is the business of the reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bpm.graph.words import ACTIVITIES, BPMN, LZ, Element


@dataclass(slots=True, eq=False)
class Event:
    """One event definition of an event: what it waits for or throws."""

    kind: str
    element: Element
    ref: str


@dataclass(slots=True, eq=False)
class Flow:
    id: str
    name: str
    element: Element
    source: "Node"
    target: "Node"
    condition: str

    @property
    def is_default(self) -> bool:
        return self.source.default is self

    @property
    def line(self) -> int:
        return self.element.sourceline or 0


@dataclass(slots=True, eq=False)
class Node:
    id: str
    kind: str
    name: str
    element: Element
    scope: "Scope"
    events: tuple[Event, ...] = ()
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    default: Flow | None = None
    attached_to: "Node | None" = None
    boundary: "list[Node]" = field(default_factory=list)
    handler: "Node | None" = None
    inner: "Scope | None" = None

    @property
    def line(self) -> int:
        return self.element.sourceline or 0

    @property
    def label(self) -> str:
        return self.name or self.id

    @property
    def is_activity(self) -> bool:
        return self.kind in ACTIVITIES

    @property
    def is_event_subprocess(self) -> bool:
        return self.kind == "subProcess" and self.element.get("triggeredByEvent") == "true"

    @property
    def is_handler(self) -> bool:
        """Whether the node runs only to compensate another one."""
        return self.element.get("isForCompensation") == "true"

    @property
    def interrupts(self) -> bool:
        return self.element.get("cancelActivity" if self.kind == "boundaryEvent" else "isInterrupting") != "false"

    def has_event(self, *kinds: str) -> bool:
        return any(event.kind in kinds for event in self.events)

    def extensions(self, tag: str) -> "list[Element]":
        return extensions(self.element, tag)


@dataclass(slots=True, eq=False)
class Lane:
    id: str
    name: str
    element: Element


@dataclass(slots=True, eq=False)
class Scope:
    """A process or the inside of a subprocess."""

    id: str
    kind: str
    name: str
    element: Element
    owner: Node | None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    lanes: dict[str, list[Lane]] = field(default_factory=dict)
    link_catches: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.element.sourceline or 0

    @property
    def label(self) -> str:
        return self.name or self.id

    @property
    def process(self) -> "Scope":
        scope = self
        while scope.owner is not None:
            scope = scope.owner.scope
        return scope

    def starts(self) -> list[Node]:
        return [node for node in self.nodes if node.kind == "startEvent"]

    def event_subprocesses(self) -> list[Node]:
        return [node for node in self.nodes if node.is_event_subprocess]


@dataclass(slots=True, eq=False)
class Pool:
    id: str
    name: str
    element: Element
    process: Scope | None

    @property
    def is_filled(self) -> bool:
        return self.process is not None and bool(self.process.nodes)


@dataclass(slots=True, eq=False)
class MessageFlow:
    id: str
    name: str
    source: str
    target: str
    element: Element


@dataclass(eq=False)
class Model:
    root: Element
    processes: list[Scope] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    message_flows: list[MessageFlow] = field(default_factory=list)
    roots: dict[str, Element] = field(default_factory=dict)

    @property
    def is_foreign(self) -> bool:
        return self.root.get(f"{LZ}foreign") == "true"

    @cached_property
    def nodes(self) -> list[Node]:
        return [node for scope in self.scopes for node in scope.nodes]

    @cached_property
    def node_by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def process_by_id(self) -> dict[str, Scope]:
        return {process.id: process for process in self.processes}

    @cached_property
    def main(self) -> Scope | None:
        """The process an instance begins with (docs/semantics.md 2)."""
        filled = [process for process in self.processes if process.nodes]
        named = self.process_by_id.get(self.root.get(f"{LZ}main") or "")
        with_ticket = next((process for process in filled if extensions(process.element, "ticket")), None)
        executable = next((process for process in filled if process.element.get("isExecutable") == "true"), None)
        return named or with_ticket or executable or (filled[0] if filled else None)


def extensions(element: Element, tag: str) -> list[Element]:
    """Our extension elements of that name which belong to the element itself, not to what it contains."""
    box = element.find(f"{BPMN}extensionElements")
    return [] if box is None else list(box.iterchildren(f"{LZ}{tag}"))


def children(element: Element) -> Iterator[tuple[str, Element]]:
    """The BPMN children with their plain names; comments and foreign elements are passed over."""
    for child in element.iterchildren(f"{BPMN}*"):
        yield child.tag[len(BPMN) :], child


def reference(text: str | None) -> str:
    """The local id a reference names: blanks and a namespace prefix are no part of it."""
    return (text or "").strip().rpartition(":")[2]
