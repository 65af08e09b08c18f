"""How tokens enter a scope and leave a node, with every condition free to be true or false (docs/semantics.md 2 and 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from bpm.graph.parts import Flow, Node, Scope

MOST_FREE_CONDITIONS = 4
ENDING_EVENTS = ("terminate", "error", "cancel")


@dataclass(slots=True, eq=False)
class Choice:
    """One way a node can be left: over these flows, or by ending the whole scope."""

    flows: list[Flow]
    ends_scope: bool = False
    places: int = 0


def ways_out(node: Node) -> list[Choice]:
    """The ways of the node itself and of the boundary events that interrupt it."""
    ways = own_ways_out(node)
    for event in node.boundary:
        if event.interrupts and not event.has_event("compensation"):
            ways.extend(own_ways_out(event))
    return ways


def own_ways_out(node: Node) -> list[Choice]:
    if node.kind == "endEvent" and node.has_event(*ENDING_EVENTS):
        return [Choice([], ends_scope=True)]
    if is_link_throw(node):
        return [way for catch in link_targets(node) for way in own_ways_out(catch)] or [Choice([])]
    if not node.outgoing:
        return [Choice([])]
    return _ways_over_flows(node)


def _ways_over_flows(node: Node) -> list[Choice]:
    if splits_to_all(node):
        return [Choice(node.outgoing)]
    if node.kind in {"exclusiveGateway", "eventBasedGateway"}:
        return [Choice([flow]) for flow in node.outgoing]
    return _conditional_ways_out(node)


def splits_to_all(node: Node) -> bool:
    awaits_all = node.kind == "eventBasedGateway" and node.element.get("eventGatewayType") == "Parallel"
    return awaits_all or node.kind == "parallelGateway"


def _conditional_ways_out(node: Node) -> list[Choice]:
    free = [flow for flow in node.outgoing if flow.condition and not flow.is_default]
    always = [flow for flow in node.outgoing if not flow.condition and not flow.is_default]
    ways = [Choice([*always, *chosen]) for chosen in _subsets(free)]
    # An inclusive gateway takes its default flow only if it takes no other; elsewhere it joins those without condition.
    is_needed = node.default is not None and not (always and node.kind == "inclusiveGateway")
    none_true = [*always, node.default] if node.default is not None and is_needed else always
    return [*ways, Choice(none_true)] if none_true else ways


def _subsets(flows: list[Flow]) -> Iterable[tuple[Flow, ...]]:
    # With many conditions only the telling sets are tried: every claim stays true, some trouble stays unseen.
    sizes = range(1, len(flows) + 1) if len(flows) <= MOST_FREE_CONDITIONS else (1, 2, len(flows))
    return (chosen for size in sizes for chosen in combinations(flows, size))


def is_link_throw(node: Node) -> bool:
    return node.kind == "intermediateThrowEvent" and node.has_event("link")


def is_link_catch(node: Node) -> bool:
    return node.kind == "intermediateCatchEvent" and node.has_event("link")


def link_targets(node: Node) -> list[Node]:
    catches = node.scope.link_catches
    return [catch for event in node.events if event.kind == "link" for catch in catches.get(event.ref, [])]


def takes_tokens(node: Node) -> bool:
    """Whether sequence flow can bring a token here; event subprocesses, handlers and boundary events begin otherwise."""
    return not (node.is_event_subprocess or node.is_handler or node.kind == "boundaryEvent")


def beginnings(scope: Scope, *, together: bool) -> list[list[Node]]:
    """The sets of nodes a scope can begin at; `together`: all its none start events at once, as in a subprocess."""
    starts = scope.starts()
    if not starts:
        return [[node for node in scope.nodes if begins_unasked(node)]]
    if together or scope.owner is not None:
        plain = [node for node in starts if not node.events]
        return ([plain] if plain else []) + [[node] for node in starts if node.events]
    return [[node] for node in starts]


def begins_unasked(node: Node) -> bool:
    """Whether a token begins here in a scope without start event."""
    return not node.incoming and takes_tokens(node) and not is_link_catch(node)
