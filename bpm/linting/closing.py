"""Which nodes close the ticket or open it again, as far as the model tells (dialect.md, "Ticket and instance").

Where people or values decide, a closed state is taken to be possible: a warning is only for ways on which nothing closes.
"""

from collections.abc import Iterator, Sequence

from bpm.errors import ExpressionError
from bpm.expressions import compile_expression
from bpm.graph.parts import Model, Node, Scope, extensions, reference
from bpm.graph.words import LZ, SUBPROCESSES, Element

OPEN_STATES = frozenset({"new", "open", "pending reminder"})
CLOSED_WORDS = ("closed", "pending auto", "merged", "removed")


def effects_on_ticket(scope: Scope, *, models: Sequence[Model]) -> dict[Node, bool]:
    """For each node that sets the state: whether the ticket is (or may be) closed after it."""
    processes = {process.id: process for model in reversed(models) for process in model.processes}
    dialogs = {dialog.get("id") or "": dialog for process in processes.values() for dialog in extensions(process.element, "dialog")}
    effects = {}
    for node in scope.nodes:
        states = list(_states_set(node, processes=processes, dialogs=dialogs))
        if states:
            effects[node] = states[-1] if node.kind not in {*SUBPROCESSES, "callActivity"} else any(states)
    return effects


def is_closed_state(state: str) -> bool:
    return state.strip().lower().startswith(CLOSED_WORDS)


def _states_set(node: Node, *, processes: dict[str, Scope], dialogs: dict[str, Element]) -> Iterator[bool]:
    waiting, seen = [node], {node}
    while waiting:
        nearest = waiting.pop()
        yield from _own_states(nearest, dialogs)
        inside = list(nearest.inner.nodes) if nearest.inner is not None else []
        if nearest.kind == "callActivity":
            called = processes.get(reference(nearest.element.get("calledElement")))
            if called is None and nearest.element.get("calledElement"):
                yield True
            inside = list(called.nodes) if called is not None else []
        fresh = [inner for inner in inside if inner not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def _own_states(node: Node, dialogs: dict[str, Element]) -> Iterator[bool]:
    for offer in node.extensions("offers"):
        dialog = dialogs.get((offer.get("dialog") or "").strip())
        for show in () if dialog is None else dialog.iterchildren(f"{LZ}show"):
            if (show.get("field") or "").removeprefix("ticket.") == "state" and show.get("as") != "readonly":
                yield show.get("as") != "hidden" or may_be_closed(show.get("default") or "")
    if any(_reads_state(flow.condition) for flow in node.outgoing):
        yield True
    for action in node.extensions("action"):
        if action.get("name") == "ticket-state-set":
            yield any(may_be_closed(param.text or "") for param in action.iterchildren(f"{LZ}param") if param.get("name") == "state")


def _reads_state(condition: str) -> bool:
    try:
        names = compile_expression(condition).names if condition else frozenset[str]()
    except ExpressionError:
        return False
    return not names.isdisjoint({"state", "ticket.state", "state_type", "ticket.state_type"})


def may_be_closed(text: str) -> bool:
    is_computed = "{{" in text or text.strip().startswith("=")
    is_unknown = text.strip().lower() not in OPEN_STATES
    return is_computed or is_unknown
