"""Loops in which nobody and nothing is waited for: they would turn until the cap on moves stops the step.

A loop that one of its ways out leaves by a value which the loop itself changes is a counting loop and meant.
"""

from collections.abc import Iterator

from bpm.graph.parts import Flow, Node, Scope
from bpm.linting.case import Case, listed, warn, within
from bpm.linting.setters import names_set_by
from bpm.linting.warning import LintWarning
from bpm.linting.ways_out import takes_tokens, ways_out

WAITING = frozenset(
    {"userTask", "manualTask", "receiveTask", "eventBasedGateway", "callActivity", "intermediateCatchEvent", "adHocSubProcess"}
)


def check(case: Case) -> Iterator[LintWarning]:
    for scope in case.model.scopes:
        for loop in _loops(scope):
            if not _ends_by_itself(case, loop):
                yield warn(loop[0], "loop-without-wait", nodes=listed([node.label for node in loop]))


def _waits(node: Node) -> bool:
    return any(_waits_itself(inner) for inner in within(node))


def _waits_itself(node: Node) -> bool:
    if node.kind == "intermediateCatchEvent":
        return not node.has_event("link") and bool(node.events)
    return node.kind in WAITING or any(
        action.get("wait") == "true" or action.get("name") == "children-wait" for action in node.extensions("action")
    )


def _loops(scope: Scope) -> Iterator[list[Node]]:
    automatic = {node for node in scope.nodes if takes_tokens(node) and not _waits(node)}
    following = {
        node: [flow.target for way in ways_out(node) for flow in way.flows if flow.target in automatic]
        for node in scope.nodes
        if node in automatic
    }
    order = {node: index for index, node in enumerate(following)}
    for component in _components(following):
        if len(component) > 1 or component[0] in following[component[0]]:
            yield sorted(component, key=lambda node: order[node])


def _components(following: dict[Node, list[Node]]) -> Iterator[list[Node]]:
    """Strongly connected components, after Kosaraju: finish times one way, collected the other."""
    preceding: dict[Node, list[Node]] = {node: [] for node in following}
    for node, targets in following.items():
        for target in targets:
            preceding[target].append(node)
    assigned: set[Node] = set()
    for root in reversed(_finish_order(following)):
        component = _collect(root, preceding, assigned)
        if component:
            yield component


def _finish_order(following: dict[Node, list[Node]]) -> list[Node]:
    seen: set[Node] = set()
    finished = []
    for root in following:
        stack = [(root, False)]
        while stack:
            node, is_left = stack.pop()
            if is_left:
                finished.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((target, False) for target in following[node])
    return finished


def _collect(root: Node, preceding: dict[Node, list[Node]], assigned: set[Node]) -> list[Node]:
    component = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node not in assigned:
            assigned.add(node)
            component.append(node)
            waiting.extend(preceding[node])
    return component


def _ends_by_itself(case: Case, loop: list[Node]) -> bool:
    inside = set(loop)
    changed = {name for node in loop for inner in within(node) for name in names_set_by(inner, case)}
    choices = [flow for node in loop for flow in node.outgoing if _is_choice(node, flow, inside)]
    asked = {name.removeprefix("ticket.") for flow in choices for name in _names(case, flow)}
    return bool(asked & changed) or any(_fails_on_purpose(node) for node in loop)


def _is_choice(node: Node, flow: Flow, inside: set[Node]) -> bool:
    leaves = any(other.target not in inside for other in node.outgoing)
    return bool(flow.condition) and leaves


def _names(case: Case, flow: Flow) -> frozenset[str]:
    expression = case.expression(flow.condition)
    return frozenset() if expression is None else expression.names


def _fails_on_purpose(node: Node) -> bool:
    """A boundary error of an action ends the loop from outside when the action fails, which the model cannot foresee."""
    return bool(node.boundary) and any(action.get("onError") == "boundary" for action in node.extensions("action"))
