"""Over which incoming flows of an inclusive gateway a token elsewhere could still arrive (BPMN 13.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.inclusive_gateway import InclusiveGateway
    from bpm.specs.process import ProcessSpec


def reachable_arrivals(spec: ProcessSpec, gateway: InclusiveGateway) -> dict[str, frozenset[str]]:
    """For each flow and each node of the scope, the arrivals of the gateway that can be reached from there without passing it.

    Found backwards from each arrival; the gateway itself is never gone through.
    """
    arrivals_of_flow: dict[str, set[str]] = {}
    arrivals_of_node: dict[str, set[str]] = {}
    before = ways_into(spec)
    for arrival in gateway.arrivals:
        pending = [arrival]
        while pending:
            flow = pending.pop()
            if arrival in arrivals_of_flow.setdefault(flow, set()):
                continue
            arrivals_of_flow[flow].add(arrival)
            node = spec.flows[flow].source
            for at in (node, *before[node]):
                if at != gateway.name and arrival not in arrivals_of_node.setdefault(at, set()):
                    arrivals_of_node[at].add(arrival)
                    pending.extend(spec.nodes[at].arrivals)
    found = {**arrivals_of_flow, **arrivals_of_node}
    return {place: frozenset(arrivals) for place, arrivals in found.items()}


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
