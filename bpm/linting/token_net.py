"""The control flow of one scope as a net of places, small enough to search all ways tokens can go.

A place is a sequence flow, a state is a set of places as the bits of one integer; joins are those of docs/semantics.md 4. Two things
keep the search small: a token moves alone, since no other can take its choice away, and straight lines are passed in one
move. Places are numbered along the flow, so that of several tokens the one furthest back moves first: tokens that can meet
at a merge do meet there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bpm.graph.parts import Flow, Node, Scope
from bpm.linting.ways_out import Choice, beginnings, takes_tokens, ways_out

MOST_WORK_FOR_INCLUSIVE_JOINS = 200_000


@dataclass(slots=True, eq=False)
class Step:
    """What happens to tokens at a node. `effect`: passing here closes (True) or opens (False) the ticket."""

    node: Node
    joins: str
    effect: bool | None
    choices: list[Choice]
    inputs: int = 0


@dataclass(eq=False)
class TokenNet:
    steps: dict[Node, Step]
    flows: list[Flow] = field(default_factory=list)
    place: dict[Flow, int] = field(default_factory=dict)
    targets: list[Step] = field(default_factory=list)
    beginnings: list[int] = field(default_factory=list)
    leading_to: dict[Flow, int] = field(default_factory=dict)

    @cached_property
    def feeders(self) -> dict[Flow, list[Node]]:
        """The nodes from which a token comes onto a flow: its source, or what its source is attached or linked to."""
        found: dict[Flow, dict[Node, None]] = {}
        for node, step in self.steps.items():
            for choice in step.choices:
                for flow in choice.flows:
                    found.setdefault(flow, {})[node] = None
        return {flow: list(nodes) for flow, nodes in found.items()}

    def flows_in(self, places: int) -> list[Flow]:
        return [flow for flow in self.flows if self.place[flow] & places]


def has_net(scope: Scope) -> bool:
    """Complex gateways are refused anyway, and in an ad-hoc subprocess the order of work is free."""
    return scope.kind != "adHocSubProcess" and all(node.kind != "complexGateway" for node in scope.nodes)


def build_net(scope: Scope, *, effects: Mapping[Node, bool], together: bool) -> TokenNet:
    nodes = [node for node in scope.nodes if takes_tokens(node)]
    net = TokenNet({node: Step(node, _joining(node), effects.get(node), ways_out(node)) for node in nodes})
    groups = beginnings(scope, together=together)
    _number_places(net, scope.flows, roots=[node for group in groups for node in group])
    passed = _straight_lines(net, roots={node for group in groups for node in group})
    for step in net.steps.values():
        for choice in step.choices:
            choice.places = _union(choice.flows, passed)
    net.beginnings = [state for group in groups for state in _first_states(net, group)]
    net.leading_to = _inclusive_joins(net)
    return net


def _joining(node: Node) -> str:
    if len(node.incoming) > 1 and node.kind in {"parallelGateway", "inclusiveGateway"}:
        return "all" if node.kind == "parallelGateway" else "open"
    return "any"


def _number_places(net: TokenNet, flows: list[Flow], *, roots: list[Node]) -> None:
    rank = _ranks(net.steps, roots)
    net.flows = sorted((flow for flow in flows if flow.target in rank), key=lambda flow: rank[flow.target])
    net.targets = [net.steps[flow.target] for flow in net.flows]
    net.place = {flow: 1 << index for index, flow in enumerate(net.flows)}
    for flow, place in net.place.items():
        net.steps[flow.target].inputs |= place


def _ranks(steps: Mapping[Node, Step], roots: list[Node]) -> dict[Node, int]:
    """Reverse postorder: outside loops every node stands behind all that lead to it."""
    seen: set[Node] = set()
    finished: list[Node] = []
    for root in [*roots, *steps]:
        stack = [(root, False)]
        while stack:
            node, is_left = stack.pop()
            if is_left:
                finished.append(node)
            elif node in steps and node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((flow.target, False) for choice in steps[node].choices for flow in choice.flows)
    return {node: index for index, node in enumerate(reversed(finished))}


def _straight_lines(net: TokenNet, *, roots: set[Node]) -> dict[Flow, int]:
    """Where a token on a flow next has a choice, a meeting or an end; on a way back it stays where it is."""
    passed = dict(net.place)
    for flow in reversed(net.flows):
        step = net.steps[flow.target]
        is_alone = len(step.node.incoming) == 1 and step.node not in roots
        if is_alone and step.effect is None and len(step.choices) == 1 and step.choices[0].flows:
            passed[flow] = _union(step.choices[0].flows, passed)
    return passed


def _union(flows: Iterable[Flow], places: Mapping[Flow, int]) -> int:
    union = 0
    for flow in flows:
        union |= places.get(flow, 0)
    return union


def _first_states(net: TokenNet, group: list[Node]) -> list[int]:
    """One beginning is tried with all its ways out; several that begin at once, each with its first."""
    if len(group) == 1:
        return [choice.places for choice in net.steps[group[0]].choices]
    first = 0
    for node in group:
        first |= net.steps[node].choices[0].places
    return [first]


def _inclusive_joins(net: TokenNet) -> dict[Flow, int]:
    """For each flow into an inclusive join: the places from which a token could still come there, the join itself apart."""
    flows = [flow for flow in net.flows if net.steps[flow.target].joins == "open"]
    if len(flows) * len(net.flows) > MOST_WORK_FOR_INCLUSIVE_JOINS:
        return {}
    return {flow: _places_leading_to(flow, net) for flow in flows}


def _places_leading_to(flow: Flow, net: TokenNet) -> int:
    found = 0
    waiting = [flow]
    seen = {flow.target}
    while waiting:
        nearest = waiting.pop()
        found |= net.place[nearest]
        for node in net.feeders.get(nearest, []):
            if node not in seen:
                seen.add(node)
                waiting.extend(incoming for incoming in node.incoming if incoming in net.place)
    return found
