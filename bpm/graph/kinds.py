"""The kinds of nodes in words, as people read them in lists: "User task", "Timer boundary event, not interrupting"."""

from bpm.graph.parts import Node

PLAIN = {
    "task": "Task",
    "userTask": "User task",
    "manualTask": "Manual task",
    "serviceTask": "Service task",
    "sendTask": "Send task",
    "receiveTask": "Receive task",
    "scriptTask": "Script task",
    "businessRuleTask": "Business rule task",
    "subProcess": "Subprocess",
    "transaction": "Transaction",
    "adHocSubProcess": "Ad-hoc subprocess",
    "callActivity": "Call activity",
    "exclusiveGateway": "Exclusive gateway",
    "inclusiveGateway": "Inclusive gateway",
    "parallelGateway": "Parallel gateway",
    "eventBasedGateway": "Event-based gateway",
    "complexGateway": "Complex gateway",
}
EVENTS = {
    "startEvent": "start event",
    "endEvent": "end event",
    "intermediateCatchEvent": "intermediate catch event",
    "intermediateThrowEvent": "intermediate throw event",
    "boundaryEvent": "boundary event",
}
NEVER_SPARING = frozenset({"error", "cancel", "compensation"})


def kind_in_words(node: Node) -> str:
    if node.is_event_subprocess:
        return "Event subprocess"
    if node.kind in PLAIN:
        return PLAIN[node.kind]
    trigger = " and ".join(dict.fromkeys(event.kind for event in node.events))
    words = f"{trigger} {EVENTS[node.kind]}".strip().capitalize()
    return f"{words}, not interrupting" if _spares(node) else words


def _spares(node: Node) -> bool:
    """Whether what the event is attached to, or happens in, goes on beside it."""
    may_spare = node.kind == "boundaryEvent" or (node.kind == "startEvent" and _starts_event_subprocess(node))
    return may_spare and not node.interrupts and not node.has_event(*NEVER_SPARING)


def _starts_event_subprocess(node: Node) -> bool:
    return node.scope.owner is not None and node.scope.owner.is_event_subprocess
