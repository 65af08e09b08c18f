"""How the nodes of one scope hang together: flows, boundary events, links, handlers, where tokens begin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bpm.dialect import B
from bpm.parsing.xml import expression_of, our_attributes, tag_of
from bpm.specs.boundary_event import BoundaryEvent
from bpm.specs.catching import IntermediateCatchEvent
from bpm.specs.event_subprocess import EventSubprocess
from bpm.specs.flow import Flow
from bpm.specs.start_event import StartEvent

if TYPE_CHECKING:
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.process import ProcessSpec


def wire(spec: ProcessSpec, scope: Any) -> None:
    """Connect the nodes of a scope."""
    attach_boundary_events(spec, scope)
    connect_flows(spec, scope)
    connect_handlers(spec, scope)
    spec.link_catches = {
        node.definition.name: node.name
        for node in spec.nodes.values()
        if isinstance(node, IntermediateCatchEvent) and node.definition.kind == "link"
    }
    spec.event_subprocesses = tuple(node for node in spec.nodes.values() if isinstance(node, EventSubprocess))
    spec.start_events = tuple(node for node in spec.nodes.values() if isinstance(node, StartEvent))
    spec.beginnings = beginnings(spec, scope)


def attach_boundary_events(spec: ProcessSpec, scope: Any) -> None:
    """Hang boundary events on their activities, in document order."""
    for element in scope.findall(f"{B}boundaryEvent"):
        event = spec.nodes[element.get("id")]
        activity = spec.nodes[element.get("attachedToRef")]
        if isinstance(event, BoundaryEvent):
            activity.boundary_events = (*activity.boundary_events, event)


def connect_flows(spec: ProcessSpec, scope: Any) -> None:
    """Give each node its flows, in the order in which they are tried."""
    leaving: dict[str, list[tuple[float, Flow]]] = {}
    for element in scope.findall(f"{B}sequenceFlow"):
        flow = Flow(element.get("id"), element.get("sourceRef"), element.get("targetRef"), expression_of(element, "conditionExpression"))
        order = our_attributes(element).get("order", "")
        leaving.setdefault(flow.source, []).append((int(order) if order.lstrip("-").isdigit() else math.inf, flow))
        spec.flows[flow.id] = flow
        spec.nodes[flow.source].connect(spec.nodes[flow.target])
        target = spec.nodes[flow.target]
        target.arrivals = (*target.arrivals, flow.id)
    for source, ordered in leaving.items():
        spec.nodes[source].flows = tuple(flow for _, flow in sorted(ordered, key=lambda pair: pair[0]))


def connect_handlers(spec: ProcessSpec, scope: Any) -> None:
    """Compensation boundary events point to their handlers by an association."""
    for element in scope.iterfind(f"{B}association"):
        source = spec.nodes.get(element.get("sourceRef"))
        if isinstance(source, BoundaryEvent) and element.get("targetRef") in spec.nodes:
            source.handler = element.get("targetRef")


def beginnings(spec: ProcessSpec, scope: Any) -> tuple[FlowNode, ...]:
    """None start events, else every node without incoming flow that no event, link or compensation begins."""
    if spec.start_events:
        return tuple(event for event in spec.start_events if event.definition.kind == "none")
    handlers = {element.get("id") for element in scope if tag_of(element) and element.get("isForCompensation") in ("true", "1")}
    return tuple(node for node in spec.nodes.values() if not node.arrivals and node.name not in handlers and begins_by_itself(node))


def begins_by_itself(node: FlowNode) -> bool:
    """Whether a node without incoming flow is reached in no other way."""
    if isinstance(node, (BoundaryEvent, EventSubprocess)):
        return False
    return not (isinstance(node, IntermediateCatchEvent) and node.definition.kind == "link")
