"""Joins that can wait for ever, and merges after which work happens twice: what the search of all states has found."""

from collections.abc import Iterator

from bpm.graph.parts import Flow, Node
from bpm.graph.words import ACTIVITIES, THROW_EVENTS
from bpm.linting.case import Case, listed, warn
from bpm.linting.token_search import Deadlock, Merge
from bpm.linting.warning import LintWarning
from bpm.linting.ways_out import ways_out


def check(case: Case) -> Iterator[LintWarning]:
    for findings in case.findings.values():
        for deadlock in findings.deadlocks.values():
            yield _waits_for_ever(deadlock)
        for merge in findings.merges.values():
            repeated = _work_from(merge.node)
            if repeated is not None:
                yield warn(merge.node, "work-twice", **_where_split(merge), repeated=repeated.label)


def _waits_for_ever(deadlock: Deadlock) -> LintWarning:
    sources = listed(list(dict.fromkeys(flow.source.label for flow in deadlock.missing)))
    if deadlock.choice is None:
        return warn(deadlock.join, "deadlock", missing=sources)
    return warn(deadlock.join, "deadlock-after-choice", missing=sources, choice=deadlock.choice.label)


def _work_from(start: Node) -> Node | None:
    """The nearest activity or thrown event a token comes to: what would happen twice."""
    waiting, seen = [start], {start}
    for node in waiting:
        if node.kind in ACTIVITIES or (node.kind in THROW_EVENTS and _does_something(node)):
            return node
        targets = [flow.target for way in ways_out(node) for flow in way.flows if flow.target not in seen]
        seen.update(targets)
        waiting.extend(dict.fromkeys(targets))
    return None


def _does_something(node: Node) -> bool:
    return node.has_event("message", "signal", "escalation", "compensation") or bool(node.extensions("action"))


def _where_split(merge: Merge) -> dict[str, str]:
    behind = [_nodes_before(flow) for flow in merge.flows[:2]]
    for node in behind[0]:
        if node in behind[1] and any(len(way.flows) > 1 for way in ways_out(node)):
            return {"split": f"'{node.label}'"}
    return {"split": listed([flow.source.label for flow in merge.flows])}


def _nodes_before(flow: Flow) -> dict[Node, None]:
    """All nodes a token may have come from, nearest first."""
    found: dict[Node, None] = {}
    waiting = [flow.source]
    for node in waiting:
        if node not in found:
            found[node] = None
            waiting.extend(incoming.source for incoming in node.incoming)
            if node.attached_to is not None:
                waiting.append(node.attached_to)
    return found
