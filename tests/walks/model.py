"""A normalised BPMN file as the reference machine sees it: graphs of nodes and flows, read with nothing but an XML parser."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
LZ = "{urn:laufzettel:bpmn:1}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TASKS = {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"}
INSIDE = {"subProcess", "transaction", "adHocSubProcess"}
ACTIVITIES = TASKS | INSIDE | {"callActivity"}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
KINDS = {"compensate": "compensation", "conditional": "condition"}
WAITED = {"message", "timer", "signal", "condition"}

Element = Any


@dataclass(eq=False)
class Flow:
    id: str
    source: "Node"
    target: "Node"
    condition: str | None
    order: tuple[int, int]


@dataclass(eq=False)
class Loop:
    multi: bool
    sequential: bool = False
    number: Any = None
    collection: Any = None
    item: Any = None
    collect: Any = None
    into: Any = None
    until: Any = None
    condition: Any = None
    before: bool = False
    maximum: int | None = None


@dataclass(eq=False)
class Node:
    id: str
    tag: str
    element: Element
    graph: "Graph"
    name: str = ""
    kind: str = "none"  # of an event
    value: str = ""  # of an event: name, code, timer text, condition, activity
    inside: Any = None  # Graph
    loop: Any = None  # Loop
    out: list[Flow] = field(default_factory=list)
    into: list[Flow] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)
    host: "Node | None" = None
    handler: Any = None  # Node
    interrupting: bool = True
    triggers: list["Node"] = field(default_factory=list)  # further ones of the same event, any of which will do

    @property
    def by_event(self) -> bool:
        return bool(self.element.get("triggeredByEvent") == "true")

    @property
    def offers(self) -> list[str]:
        """The dialogs offered here."""
        return [offer.get("dialog") for offer in self.extensions("offers")]

    def extensions(self, tag: str) -> Iterator[Element]:
        yield from self.element.iterfind(f"{BPMN}extensionElements/{LZ}{tag}")


@dataclass(eq=False)
class Graph:
    """What a process or a subprocess holds."""

    id: str
    element: Element
    node: Any = None  # the subprocess, or None for a process
    nodes: list[Node] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)  # of data objects
    reach: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def starts(self, kind: str | None = None) -> list[Node]:
        return [node for node in self.nodes if node.tag == "startEvent" and kind in (None, node.kind)]

    def first_nodes(self) -> list[Node]:
        """Where tokens begin when nobody chooses."""
        return self.starts("none") or ([] if self.starts() else [node for node in self.nodes if begins(node)])

    def event_subprocesses(self) -> list[Node]:
        return [node for node in self.nodes if node.by_event]

    def compensation(self) -> Node | None:
        return next((node for node in self.event_subprocesses() if start_of(node).kind == "compensation"), None)

    def variables(self) -> Iterator[Element]:
        yield from self.element.iterfind(f"{BPMN}extensionElements/{LZ}variable")


def begins(node: Node) -> bool:
    idle = node.into or node.host or node.by_event or node.element.get("isForCompensation") == "true"
    return not idle and not (node.kind == "link" and node.tag == "intermediateCatchEvent")


def start_of(node: Node) -> Node:
    found: Node = node.inside.starts()[0]
    return found


def is_default(flow: Flow) -> bool:
    return bool(flow.source.element.get("default") == flow.id)


def caught_link(node: Node) -> list[Node]:
    """The catches that a link throw goes on at."""
    if node.kind != "link" or node.tag != "intermediateThrowEvent":
        return []
    return [n for n in node.graph.nodes if n.tag == "intermediateCatchEvent" and (n.kind, n.value) == ("link", node.value)]


def reachable(start: Node, join: Node) -> frozenset[str]:
    """The flows into the join that a token at `start` could still come over without passing the join (13.4.3)."""
    known = start.graph.reach.get((start.id, join.id))
    if known is None:
        flows: set[str] = set()
        seen, ahead = {start.id}, [start]
        while ahead:
            node = ahead.pop()
            out = [*node.out, *(flow for event in node.boundaries for flow in event.out)]
            flows |= {flow.id for flow in out if flow.target is join}
            nexts = [flow.target for flow in out if flow.target is not join]
            nexts += caught_link(node)
            ahead += [each for each in nexts if each.id not in seen]
            seen |= {each.id for each in nexts}
        known = start.graph.reach[start.id, join.id] = frozenset(flows)
    return known


class Model:
    """One main file and the files beside it."""

    def __init__(self, xml: bytes, others: Sequence[bytes] = ()) -> None:
        self.roots = [etree.fromstring(text) for text in (xml, *others)]
        self.processes: dict[str, Graph] = {}
        self.nodes: dict[str, Node] = {}
        self.names: dict[str, dict[str, str]] = {"message": {}, "signal": {}}
        for root in reversed(self.roots):
            File(self, root)
        root = self.roots[0]
        self.own = [self.processes[element.get("id")] for element in root.iterfind(f"{BPMN}process")]
        self.main = self._main(root)
        self.pools = self._pools(root)
        self.participants = {p.get("id"): p.get("processRef") for p in root.iter(f"{BPMN}participant")}
        self.message_flows: dict[str, list[str]] = {}
        for flow in root.iter(f"{BPMN}messageFlow"):
            self.message_flows.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))

    def _main(self, root: Element) -> Graph:
        named = root.get(f"{LZ}main")
        filled = [graph for graph in self.own if graph.nodes]
        ticket = [graph for graph in self.own if graph.element.find(f"{BPMN}extensionElements/{LZ}ticket") is not None]
        executable = [graph for graph in filled if graph.element.get("isExecutable") == "true"]
        return self.processes[named] if named else [*ticket, *executable, *filled, *self.own][0]

    def _pools(self, root: Element) -> list[Graph]:
        in_pool = {p.get("processRef") for p in root.iter(f"{BPMN}participant")}
        called = {c.get("calledElement") for each in self.roots for c in each.iter(f"{BPMN}callActivity")}
        return [g for g in self.own if g is not self.main and g.nodes and g.id in in_pool and g.id not in called]

    def name_of(self, kind: str, name: str) -> str:
        """A step may say a message or signal by its name or by the id of its root element."""
        ids = self.names[kind]
        return name if name in ids.values() else ids.get(name, name)


class File:
    """Reads one file into the model."""

    def __init__(self, model: Model, root: Element) -> None:
        self.model, self.root = model, root
        self.names = {element.get("id"): name_or_code(element) for element in root if isinstance(element.tag, str)}
        for kind, ids in model.names.items():
            ids.update({element.get("id"): element.get("name") for element in root.iterfind(BPMN + kind)})
        self.nodes: dict[str, Node] = {}
        for process in root.iterfind(f"{BPMN}process"):
            model.processes[process.get("id")] = self.graph(process, None)
        model.nodes.update(self.nodes)
        self.connect()

    def graph(self, element: Element, node: Node | None) -> Graph:
        graph = Graph(element.get("id"), element, node)
        for child in element.iterchildren(tag=etree.Element):
            tag = etree.QName(child).localname
            if tag in ACTIVITIES | GATEWAYS | EVENTS:
                graph.nodes.append(self.node(child, tag, graph))
            elif tag == "dataObject":
                graph.aliases.update({child.get("id"): child.get("id"), child.get("name") or child.get("id"): child.get("id")})
        return graph

    def node(self, element: Element, tag: str, graph: Graph) -> Node:
        node = self.nodes[element.get("id")] = Node(element.get("id"), tag, element, graph, element.get("name") or "")
        if tag in INSIDE:
            node.inside = self.graph(element, node)
        if tag in ACTIVITIES:
            node.loop = loop_of(node)
        node.interrupting = element.get("cancelActivity" if tag == "boundaryEvent" else "isInterrupting") != "false"
        definitions = [child for child in element.iterchildren(f"{BPMN}*") if child.tag.endswith("EventDefinition")]
        for at, definition in enumerate(definitions):
            one = node if at == 0 else copy(node)
            kind = etree.QName(definition).localname.removesuffix("EventDefinition")
            one.kind = KINDS.get(kind, kind)
            one.value = self.value(definition, one.kind)
            node.triggers += [one] if at else []
        if tag in ("receiveTask", "sendTask"):
            node.kind, node.value = "message", self.names.get(element.get("messageRef"), "")
        return node

    def value(self, definition: Element, kind: str) -> str:
        if kind in ("message", "signal", "error", "escalation"):
            return self.names.get(definition.get(f"{kind}Ref"), "")
        if kind in ("timer", "condition"):
            return next(
                ("".join(child.itertext()) for child in definition.iterchildren(f"{BPMN}*") if "".join(child.itertext()).strip()), ""
            )
        return definition.get("activityRef" if kind == "compensation" else "name") or ""

    def connect(self) -> None:
        for position, element in enumerate(self.root.iter(f"{BPMN}sequenceFlow")):
            source, target = self.nodes[element.get("sourceRef")], self.nodes[element.get("targetRef")]
            order = element.get(f"{LZ}order")
            flow = Flow(
                element.get("id"), source, target, text(element, "conditionExpression"), (0, int(order)) if order else (1, position)
            )
            source.out.append(flow)
            target.into.append(flow)
        for node in self.nodes.values():
            node.out.sort(key=lambda flow: flow.order)
            host = self.nodes.get(node.element.get("attachedToRef") or "")
            if host is not None:
                node.host = host
                host.boundaries.append(node)
        for element in self.root.iter(f"{BPMN}association"):
            ends = [self.nodes.get(element.get(end)) for end in ("sourceRef", "targetRef")]
            for event, handler in (ends, ends[::-1]):
                if event and handler and event.host and event.kind == "compensation":
                    event.handler = handler


def name_or_code(element: Element) -> str:
    return element.get("errorCode") or element.get("escalationCode") or element.get("name") or element.get("id") or ""


def text(element: Element, tag: str) -> str | None:
    found = element.find(BPMN + tag)
    return ("".join(found.itertext()).strip() or None) if found is not None else None


def loop_of(node: Node) -> Loop | None:
    element = node.element.find(f"{BPMN}standardLoopCharacteristics")
    if element is not None:
        maximum = element.get("loopMaximum")
        before = element.get("testBefore") == "true"
        return Loop(False, condition=text(element, "loopCondition"), before=before, maximum=int(maximum) if maximum else None)
    element = node.element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if element is None:
        return None
    found = [*element.iter(f"{LZ}loop"), *node.extensions("loop")]
    ours: Any = found[0].attrib if found else {}
    names: dict[str, Any] = {key: ours.get(key) for key in ("collection", "item", "collect", "into")}
    return Loop(
        True, element.get("isSequential") == "true", text(element, "loopCardinality"), until=text(element, "completionCondition"), **names
    )
