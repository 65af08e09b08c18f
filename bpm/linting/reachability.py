"""Elements no token can ever come to. One warning for each region: for the nodes it begins with."""

from collections.abc import Iterable, Iterator

from bpm.graph.parts import Node, Scope
from bpm.linting.case import Case, listed, warn
from bpm.linting.warning import LintWarning
from bpm.linting.ways_out import begins_unasked, is_link_throw, link_targets


def check(case: Case) -> Iterator[LintWarning]:
    for scope in case.model.scopes:
        reached = _closure(_beginnings(scope))
        lost = [node for node in scope.nodes if node not in reached]
        yield from _regions(lost)


def _beginnings(scope: Scope) -> list[Node]:
    starts: list[Node] = scope.starts()
    outside = [node for node in scope.nodes if node.is_event_subprocess or node.is_handler]
    handlers = [node.handler for node in scope.nodes if node.handler is not None]
    unasked = [node for node in scope.nodes if begins_unasked(node)] if not starts or scope.kind == "adHocSubProcess" else []
    return [*starts, *outside, *handlers, *unasked, *(node for node in scope.nodes if _instantiates(node))]


def _instantiates(node: Node) -> bool:
    return node.element.get("instantiate") == "true" and not node.incoming


def _closure(beginnings: Iterable[Node]) -> set[Node]:
    waiting = list(beginnings)
    reached = set(waiting)
    while waiting:
        node = waiting.pop()
        fresh = [other for other in _next_nodes(node) if other not in reached]
        reached.update(fresh)
        waiting.extend(fresh)
    return reached


def _next_nodes(node: Node) -> list[Node]:
    nearest = [flow.target for flow in node.outgoing] + node.boundary
    return nearest + link_targets(node) if is_link_throw(node) else nearest


def _regions(lost: list[Node]) -> Iterator[LintWarning]:
    remaining = dict.fromkeys(lost)
    # First what nothing leads to, then, for what lies in a circle, the first of it in the document.
    for head in sorted(lost, key=lambda node: _is_led_to(node, remaining)):
        if head in remaining:
            region = _closure([head]) & remaining.keys()
            behind = [node for node in lost if node in region and node is not head]
            for node in region:
                del remaining[node]
            yield _unreachable(head, behind)


def _is_led_to(node: Node, lost: Iterable[Node]) -> bool:
    held = node.attached_to is not None and node.attached_to in lost
    return held or any(flow.source in lost and flow.source is not node for flow in node.incoming)


def _unreachable(head: Node, behind: list[Node]) -> LintWarning:
    if behind:
        return warn(head, "unreachable-with-more", behind=listed([node.label for node in behind]))
    return warn(head, "unreachable")
