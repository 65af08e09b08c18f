"""The step track of a model: its milestones (`lz:milestone`), and which of them are still to come from where the tokens are.

What comes is not known, since ways part by what people say. So only that is promised which every good way passes through; a good way is one
that closes the ticket as successful, and where there is none, any way to an end. How it ends is told beforehand only if it can end in no
other way. Boundary events are not waited for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bpm.graph.building import build_model
from bpm.graph.parts import Model, Node, Scope, extensions
from bpm.graph.words import LZ, Element

GOOD_STATE: Final = "closed successful"
BROKEN_OFF: Final = ("error", "cancel")  # ends that lead to a boundary event instead of on

Place = tuple[Node, bool]  # and whether the ticket was closed as successful on the way there


@dataclass(frozen=True, slots=True)
class Ahead:
    """The names of milestones that are sure to come, in the order in which they do; and whether it may end in one way or another."""

    names: tuple[str, ...] = ()
    ends_openly: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing more comes that has a name."""
        return not self.names and not self.ends_openly


@dataclass(frozen=True)
class Milestones:
    """The milestones of a model, by the ids of their nodes; `public_names`: what customers read of nodes, in the same way."""

    names: dict[str, str]
    public_names: dict[str, str]
    ways: "Ways"

    def ahead(self, positions: Iterable[str]) -> Ahead:
        """What is to come from the nodes with these ids, where tokens are."""
        nodes = dict.fromkeys(node for each in positions if (node := self.ways.at(each)) is not None)
        found = [self._from(node) for node in nodes]
        names = dict.fromkeys(name for each in found for name in each.names)
        return Ahead(tuple(names), any(each.ends_openly for each in found))

    def _from(self, node: Node) -> Ahead:
        reached = self.ways.reachable(node)
        is_good = any(good and self.ways.is_end(each) for each, good in reached)
        ends = {self.names.get(each.id, "") for each, _good in reached if self.ways.is_end(each) and each is not node}
        ends_openly = len(ends) > 1
        names = dict.fromkeys(self.names[each.id] for each, _good in reached if each is not node and each.id in self.names)
        sure = (name for name in names if not (ends_openly and name in ends) and self._is_sure(name, node, is_good=is_good))
        return Ahead(tuple(sure), ends_openly)

    def _is_sure(self, name: str, node: Node, *, is_good: bool) -> bool:
        """Whether no end is reached without a milestone of that name."""
        blocked = frozenset(each for each, its_name in self.names.items() if its_name == name and each != node.id)
        return not any(self.ways.is_end(each) and good >= is_good for each, good in self.ways.reachable(node, without=blocked))


class Ways:
    """Where tokens of a model can go: its flows, through subprocesses and called processes as if they were drawn in place."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._callers = {node.element.get("calledElement"): node for node in model.nodes if node.kind == "callActivity"}
        self._good = {node for node in model.nodes if closes_well(node)}

    def at(self, node_id: str) -> Node | None:
        """The node a token is at; of the events behind an event-based gateway it is the gateway, on a boundary it is the activity."""
        node = self._model.node_by_id.get(node_id)
        while node is not None:
            if node.attached_to is not None:
                node = node.attached_to
            elif len(node.incoming) == 1 and node.incoming[0].source.kind == "eventBasedGateway":
                node = node.incoming[0].source
            else:
                return node
        return None

    def reachable(self, start: Node, *, without: frozenset[str] = frozenset()) -> dict[Place, None]:
        """The places tokens can come to from a node, nearest first; a parallel join waits until all that can come have come."""
        known = {node for node, _good in self.reachable(start)} if without else None
        found: dict[Place, None] = {(start, start in self._good): None}
        waiting = list(found)
        for node, good in waiting:
            for target in self.targets(node):
                place = (target, good or target in self._good)
                if target.id in without or place in found:
                    continue
                if known is not None and not self._may_pass(target, node, known, {each for each, _good in found}):
                    continue
                found[place] = None
                waiting.append(place)
        return found

    def _may_pass(self, join: Node, source: Node, known: set[Node], found: set[Node]) -> bool:
        if join.kind != "parallelGateway":
            return True
        return all(flow.source in found or flow.source is source for flow in join.incoming if flow.source in known)

    def targets(self, node: Node) -> Iterator[Node]:
        """The nodes behind a node: inside of it first, if it has an inside."""
        inside = self._inside(node)
        if inside is not None and inside.starts():
            yield from inside.starts()
        elif node.outgoing or node.kind != "endEvent":
            yield from (flow.target for flow in node.outgoing)
        elif not node.has_event(*BROKEN_OFF):
            yield from self._behind(node.scope)

    def _behind(self, scope: Scope) -> Iterator[Node]:
        """Where the end of a subprocess or of a called process leads on."""
        owner = scope.owner or self._callers.get(scope.id)
        if owner is not None:
            yield from (flow.target for flow in owner.outgoing)

    def _inside(self, node: Node) -> Scope | None:
        return self._model.process_by_id.get(node.element.get("calledElement") or "") if node.kind == "callActivity" else node.inner

    def is_end(self, node: Node) -> bool:
        """Whether the process is over there."""
        is_outermost = node.scope.owner is None and node.scope.id not in self._callers
        return is_outermost and not node.outgoing and not node.has_event(*BROKEN_OFF)


def milestones(root: Element) -> Milestones:
    """The milestones of a definitions document."""
    model = build_model(root)
    nodes = [node for node in model.nodes if node.id]
    return Milestones(
        names={node.id: name for node in nodes if (name := node.element.get(f"{LZ}milestone"))},
        public_names={node.id: name for node in nodes if (name := node.element.get(f"{LZ}publicName"))},
        ways=Ways(model),
    )


def closes_well(node: Node) -> bool:
    """Whether a ticket is closed as successful here: by an action, or by what a dialog suggests."""
    actions = (action for action in node.extensions("action") if action.get("name") == "ticket-state-set")
    params = (param for action in actions for param in action.iterchildren(f"{LZ}param"))
    if any((param.text or "").strip() == GOOD_STATE for param in params):
        return True
    offered = {offer.get("dialog") for offer in node.extensions("offers")}
    dialogs = [each for each in extensions(node.scope.process.element, "dialog") if each.get("id") in offered] if offered else []
    return any(show.get("field") == "state" and show.get("default") == GOOD_STATE for each in dialogs for show in each.iter(f"{LZ}show"))
