"""Elements that people will meet without a name: activities, gateways that ask something, events that wait for or throw something."""

from collections.abc import Iterator

from bpm.graph.kinds import kind_in_words
from bpm.graph.parts import Node
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning

ASKING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def check(case: Case) -> Iterator[LintWarning]:
    for node in case.model.nodes:
        if not node.name and _needs_name(node):
            yield warn(node, "no-question" if node.kind in ASKING else "no-name", kind=kind_in_words(node).lower())


def _needs_name(node: Node) -> bool:
    if node.is_activity:
        return not node.is_event_subprocess
    if node.kind in ASKING:
        # Named branches say what is asked; a gateway that only joins asks nothing.
        return len(node.outgoing) > 1 and not all(flow.name or flow.is_default for flow in node.outgoing)
    return node.kind.endswith("Event") and bool(node.events) and not _speaks_for_itself(node)


def _speaks_for_itself(node: Node) -> bool:
    """These symbols say all; and what has the name of its message, signal, error or escalation is named by that."""
    return all(event.kind in {"terminate", "cancel", "compensation", "link"} or event.ref for event in node.events)
