"""From where a token could still arrive over some of the incoming flows of an inclusive gateway (BPMN 13.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpm.specs.flow_node import FlowNode
    from bpm.specs.inclusive_gateway import InclusiveGateway
    from bpm.specs.process import ProcessSpec


def places_before(spec: ProcessSpec, gateway: InclusiveGateway, arrivals: Iterable[str]) -> set[str]:
    """The flows and nodes of the scope from which one of these arrivals of the gateway can be reached without passing it.

    Found backwards from the arrivals; the gateway itself is never gone through.
    """
    found: set[str] = set()
    before = ways_into(spec)
    pending = list(arrivals)
    while pending:
        flow = pending.pop()
        if flow in found:
            continue
        found.add(flow)
        node = spec.flows[flow].source
        for at in (node, *before[node]):
            if at != gateway.name and at not in found:
                found.add(at)
                pending.extend(spec.nodes[at].arrivals)
    return found


def ways_into(spec: ProcessSpec) -> dict[str, list[str]]:
    """Nodes from which a token gets to a node without a flow: from an activity to its boundary events, from a link throw to its catch."""
    before: dict[str, list[str]] = {name: [] for name in spec.nodes}
    for node in spec.nodes.values():
        for event in node.boundary_events:
            before[event.name].append(node.name)
        link = link_thrown(node)
        if link in spec.link_catches:
            before[spec.link_catches[link]].append(node.name)
    return before


def link_thrown(node: FlowNode) -> str:
    """The name of the link a node throws, empty for any other node."""
    definition = getattr(node, "definition", None)
    return definition.name if node.type == "intermediateThrowEvent" and definition is not None and definition.kind == "link" else ""
