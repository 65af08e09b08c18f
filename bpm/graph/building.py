"""Builds the graph of a model (bpm/graph/parts.py) from the root element of a definitions document.

Works on documents that were not normalised too: a node or flow without an id gets the one the reader would give it.
"""

from bpm.graph.parts import Event, Flow, Lane, MessageFlow, Model, Node, Pool, Scope, children, reference
from bpm.graph.words import BPMN, EVENT_DEFINITIONS, FLOW_NODES, LZ, REFERENCES, SUBPROCESSES, Element


def build_model(root: Element) -> Model:
    model = Model(root)
    for tag, element in children(root):
        if tag == "process":
            model.processes.append(_process(model, element))
        elif tag == "collaboration":
            _read_collaboration(model, element)
        elif element.get("id"):
            model.roots[element.get("id") or ""] = element
    _join_pools(model)
    return model


def text_in(element: Element, tag: str) -> str:
    """The text of the BPMN child of that name, without surrounding blanks; empty where there is none."""
    child = element.find(BPMN + tag)
    return "" if child is None else (child.text or "").strip()


def _process(model: Model, element: Element) -> Scope:
    process = Scope(element.get("id") or "", "process", _name(element), element, None)
    _fill(model, process)
    return process


def _fill(model: Model, scope: Scope) -> None:
    model.scopes.append(scope)
    flows: list[Element] = []
    associations: list[Element] = []
    for tag, element in children(scope.element):
        if tag in FLOW_NODES:
            scope.nodes.append(_node(scope, element, tag))
        elif tag == "sequenceFlow":
            flows.append(element)
        elif tag == "association":
            associations.append(element)
        elif tag == "laneSet":
            _read_lanes(scope, element, [])
    nodes = {node.id: node for node in scope.nodes}
    _connect(scope, nodes, flows)
    _attach(scope, nodes, associations)
    for node in scope.nodes:
        if node.kind in SUBPROCESSES:
            node.inner = Scope(node.id, node.kind, node.name, node.element, node)
            _fill(model, node.inner)


def _node(scope: Scope, element: Element, tag: str) -> Node:
    node_id = element.get("id") or f"{tag}_{len(scope.nodes) + 1}"
    return Node(node_id, tag, _name(element), element, scope, _events(element) if tag.endswith("Event") else ())


def _name(element: Element) -> str:
    return " ".join((element.get("name") or "").split())


def _events(element: Element) -> tuple[Event, ...]:
    return tuple(
        Event(EVENT_DEFINITIONS[tag], child, _event_reference(EVENT_DEFINITIONS[tag], child))
        for tag, child in children(element)
        if tag in EVENT_DEFINITIONS
    )


def _event_reference(kind: str, element: Element) -> str:
    if kind == "link":
        return (element.get("name") or "").strip()
    return reference(element.get(REFERENCES[kind])) if kind in REFERENCES else ""


def _connect(scope: Scope, nodes: dict[str, Node], elements: list[Element]) -> None:
    taken: dict[str, int] = {}
    for element in elements:
        source = nodes.get(reference(element.get("sourceRef")))
        target = nodes.get(reference(element.get("targetRef")))
        if source is not None and target is not None:
            flow_id = element.get("id") or _flow_id(source, target, taken)
            flow = Flow(flow_id, _name(element), element, source, target, text_in(element, "conditionExpression"))
            scope.flows.append(flow)
            source.outgoing.append(flow)
            target.incoming.append(flow)
    for node in scope.nodes:
        default = reference(node.element.get("default"))
        node.default = next((flow for flow in node.outgoing if flow.id == default), None)
        node.outgoing.sort(key=_order)


def _flow_id(source: Node, target: Node, taken: dict[str, int]) -> str:
    plain = f"flow_{source.id}_{target.id}"
    taken[plain] = taken.get(plain, 0) + 1
    return plain if taken[plain] == 1 else f"{plain}_{taken[plain]}"


def _order(flow: Flow) -> tuple[int, int]:
    text = (flow.element.get(f"{LZ}order") or "").strip()
    digits = text.removeprefix("-")
    # Flows without an order of their own come after those that have one, as they stand in the document.
    return (0, int(text)) if digits.isascii() and digits.isdigit() and len(digits) < 10 else (1, 0)


def _attach(scope: Scope, nodes: dict[str, Node], associations: list[Element]) -> None:
    for node in scope.nodes:
        host = nodes.get(reference(node.element.get("attachedToRef"))) if node.kind == "boundaryEvent" else None
        if host is not None:
            node.attached_to = host
            host.boundary.append(node)
        for event in node.events if node.kind == "intermediateCatchEvent" else ():
            if event.kind == "link":
                scope.link_catches.setdefault(event.ref, []).append(node)
    for element in associations:
        source = nodes.get(reference(element.get("sourceRef")))
        target = nodes.get(reference(element.get("targetRef")))
        if source is not None and target is not None and source.has_event("compensation"):
            source.handler = target


def _read_lanes(scope: Scope, lane_set: Element, outer: list[Lane]) -> None:
    for tag, element in children(lane_set):
        if tag == "lane":
            path = [*outer, Lane(element.get("id") or "", _name(element), element)]
            for kind, child in children(element):
                if kind == "flowNodeRef":
                    held = scope.lanes.get(reference(child.text), [])
                    scope.lanes[reference(child.text)] = max(held, path, key=len)
                elif kind == "childLaneSet":
                    _read_lanes(scope, child, path)


def _read_collaboration(model: Model, collaboration: Element) -> None:
    for tag, element in children(collaboration):
        if tag == "participant":
            model.pools.append(Pool(element.get("id") or "", _name(element), element, None))
        elif tag == "messageFlow":
            source, target = reference(element.get("sourceRef")), reference(element.get("targetRef"))
            model.message_flows.append(MessageFlow(element.get("id") or "", _name(element), source, target, element))


def _join_pools(model: Model) -> None:
    for pool in model.pools:
        pool.process = model.process_by_id.get(reference(pool.element.get("processRef")))
