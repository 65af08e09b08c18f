"""The step track of a model: its milestones (`lz:milestone`), and which of them are still to come from where the tokens are.

What comes is not known, since ways part by what people say. So only that is promised which every good way passes through; a good way is one
that closes the ticket as successful, and where there is none, any way to an end. How it ends is told beforehand only if it can end in no
other way. Boundary events are not waited for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bpm.graph.building import build_model
from bpm.graph.parts import Model, Node, extensions
from bpm.graph.words import LZ, Element

GOOD_STATE: Final = "closed successful"
BROKEN_OFF: Final = ("error", "cancel")  # ends that lead to a boundary event instead of on

NONE: Final[frozenset[str]] = frozenset()
Place = tuple[str, bool]  # a node, and whether the ticket was closed as successful on the way there


@dataclass(frozen=True, slots=True)
class Ahead:
    """The names of milestones that are sure to come, in the order in which they do; and whether it may end in one way or another."""

    names: tuple[str, ...] = ()
    ends_openly: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing more comes that has a name."""
        return not self.names and not self.ends_openly


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where tokens of a model can go, by ids: through subprocesses and called processes as if they were drawn in place.

    Args:
        targets: the nodes behind each node.
        joins: of parallel gateways, the nodes before them.
        good: where a ticket is closed as successful.
        ends: where the process is over.
        places: the node a token is at when it waits at another one: of the events behind an event-based gateway the gateway, on a boundary
            the activity.
    """

    targets: Mapping[str, tuple[str, ...]]
    joins: Mapping[str, frozenset[str]]
    good: frozenset[str]
    ends: frozenset[str]
    places: Mapping[str, str]

    def reachable(self, start: str, *, without: frozenset[str] = frozenset()) -> dict[Place, None]:
        """The places tokens can come to from a node, nearest first; a parallel join waits until all that can come have come."""
        usual = {node for node, _good in self.reachable(start)} if without else set()
        found: dict[Place, None] = {(start, start in self.good): None}
        seen, waiting = {start}, [(start, start in self.good)]
        for node, good in waiting:
            for target in self.targets.get(node, ()):
                place = (target, good or target in self.good)
                if place in found or target in without or not self.joins.get(target, NONE) & usual <= seen:
                    continue
                found[place] = None
                seen.add(target)
                waiting.append(place)
        return found


@dataclass(frozen=True)
class Milestones:
    """The milestones of a model, by the ids of their nodes; `public_names`: what customers read of nodes, in the same way."""

    names: Mapping[str, str]
    public_names: Mapping[str, str]
    ways: Ways
    _known: dict[str, Ahead] = field(default_factory=dict, compare=False)

    def ahead(self, positions: Iterable[str]) -> Ahead:
        """What is to come from the nodes with these ids, where tokens are."""
        nodes = dict.fromkeys(self.ways.places[each] for each in positions if each in self.ways.places)
        found = [self._from(node) for node in nodes]
        names = dict.fromkeys(name for each in found for name in each.names)
        return Ahead(tuple(names), any(each.ends_openly for each in found))

    def _from(self, node: str) -> Ahead:
        """The same for one token; worked out once, since a model never changes."""
        if node not in self._known:
            self._known[node] = self._worked_out(node)
        return self._known[node]

    def _worked_out(self, node: str) -> Ahead:
        reached, over = self.ways.reachable(node), self.ways.ends
        is_good = any(good and each in over for each, good in reached)
        ends = {self.names.get(each, "") for each, _good in reached if each in over and each != node}
        ends_openly = len(ends) > 1
        names = dict.fromkeys(self.names[each] for each, _good in reached if each != node and each in self.names)
        sure = (name for name in names if not (ends_openly and name in ends) and self._is_sure(name, node, is_good=is_good))
        return Ahead(tuple(sure), ends_openly)

    def _is_sure(self, name: str, node: str, *, is_good: bool) -> bool:
        """Whether no end is reached without a milestone of that name."""
        blocked = frozenset(each for each, its_name in self.names.items() if its_name == name and each != node)
        return not any(each in self.ways.ends and good >= is_good for each, good in self.ways.reachable(node, without=blocked))


# ------------------------------------------------------------------------------------------------ reading
def milestones(root: Element) -> Milestones:
    """The milestones of a definitions document."""
    model = build_model(root)
    return Milestones(
        names={node.id: name for node in model.nodes if (name := node.element.get(f"{LZ}milestone"))},
        public_names={node.id: name for node in model.nodes if (name := node.element.get(f"{LZ}publicName"))},
        ways=ways(model),
    )


def ways(model: Model) -> Ways:
    """The ways through a model."""
    callers = {node.element.get("calledElement") or "": node for node in model.nodes if node.kind == "callActivity"}
    return Ways(
        targets={node.id: tuple(target.id for target in targets(node, model, callers)) for node in model.nodes},
        joins={node.id: frozenset(flow.source.id for flow in node.incoming) for node in model.nodes if node.kind == "parallelGateway"},
        good=frozenset(node.id for node in model.nodes if closes_well(node)),
        ends=frozenset(node.id for node in model.nodes if is_end(node, callers)),
        places={node.id: place(node).id for node in model.nodes},
    )


def targets(node: Node, model: Model, callers: Mapping[str, Node]) -> Iterator[Node]:
    """The nodes behind a node: inside of it first, if it has an inside; behind the end of an inside, those behind its owner."""
    called = model.process_by_id.get(node.element.get("calledElement") or "") if node.kind == "callActivity" else None
    inside = called or node.inner
    if inside is not None and inside.starts():
        yield from inside.starts()
    elif node.outgoing or node.kind != "endEvent":
        yield from (flow.target for flow in node.outgoing)
    elif not node.has_event(*BROKEN_OFF):
        owner = node.scope.owner or callers.get(node.scope.id)
        yield from (flow.target for flow in owner.outgoing) if owner is not None else ()


def is_end(node: Node, callers: Mapping[str, Node]) -> bool:
    """Whether the process is over behind a node."""
    is_outermost = node.scope.owner is None and node.scope.id not in callers
    return is_outermost and not node.outgoing and not node.has_event(*BROKEN_OFF)


def place(node: Node) -> Node:
    """The node a token is at when it waits at this one."""
    if node.attached_to is not None:
        return place(node.attached_to)
    elif len(node.incoming) == 1 and node.incoming[0].source.kind == "eventBasedGateway":
        return node.incoming[0].source
    else:
        return node


def closes_well(node: Node) -> bool:
    """Whether a ticket is closed as successful here: by an action, or by what a dialog suggests."""
    actions = (action for action in node.extensions("action") if action.get("name") == "ticket-state-set")
    params = (param for action in actions for param in action.iterchildren(f"{LZ}param"))
    if any((param.text or "").strip() == GOOD_STATE for param in params):
        return True
    offered = {offer.get("dialog") for offer in node.extensions("offers")}
    dialogs = [each for each in extensions(node.scope.process.element, "dialog") if each.get("id") in offered] if offered else []
    return any(show.get("field") == "state" and show.get("default") == GOOD_STATE for each in dialogs for show in each.iter(f"{LZ}show"))
