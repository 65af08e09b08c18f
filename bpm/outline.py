"""A model as an ordered, readable list: for screen readers, for documents, for comparing two versions.

Nodes stand in the order in which tokens come to them, breadth first, each once; what hangs on a node (boundary events) or lies in it
(a subprocess) stands under it. Only the model decides, never the drawing: moving boxes changes nothing here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpm.graph.building import build_model
from bpm.graph.kinds import kind_in_words
from bpm.graph.parts import Model, Node, Pool, Scope
from bpm.graph.words import Element
from bpm.outline_details import message_partners, node_details, process_details


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the outline. `number` is empty for the only process of a model; `details` are sentences, ways on come last."""

    number: str
    depth: int
    id: str
    type: str
    name: str
    details: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.number} {self.type}: {self.name or self.id}".strip()


@dataclass(frozen=True, slots=True)
class _Placed:
    number: str
    depth: int
    node: Node


def outline(root: Element) -> list[OutlineEntry]:
    """The outline of a definitions document: pools and processes in the order of the document, under each its nodes."""
    model = build_model(root)
    tops = _tops(model)
    entries = []
    for index, top in enumerate(tops, start=1):
        number = str(index) if len(tops) > 1 else ""
        process = top.process if isinstance(top, Pool) else top
        entries.append(_top_entry(model, top, number=number))
        placed = list(_placed(process, number=number, depth=1)) if process is not None else []
        numbers = {each.node.id: each.number for each in placed}
        entries.extend(_entry(model, each, numbers) for each in placed)
    return entries


def as_text(entries: Sequence[OutlineEntry]) -> str:
    """The outline as plain text, indented, one line for each entry and each detail."""
    lines = []
    for entry in entries:
        lines.append("  " * entry.depth + entry.title)
        lines.extend("  " * (entry.depth + 2) + detail for detail in entry.details)
    return "\n".join(lines) + "\n" if lines else ""


def _tops(model: Model) -> list[Pool | Scope]:
    """Every pool once, and every process that belongs to none."""
    in_pools = {pool.process for pool in model.pools if pool.process is not None}
    return [*model.pools, *(process for process in model.processes if process not in in_pools)]


def _top_entry(model: Model, top: Pool | Scope, *, number: str) -> OutlineEntry:
    if isinstance(top, Scope):
        return OutlineEntry(number, 0, top.id, "Process", top.name, tuple(process_details(model, top)))
    kind = "Pool" if top.is_filled else "Pool without content"
    process = top.process
    details = tuple(message_partners(model, {top.id}) if process is None else process_details(model, process, pool=top.id))
    return OutlineEntry(number, 0, top.id, kind, top.name or (process.name if process is not None else ""), details)


def _entry(model: Model, placed: _Placed, numbers: dict[str, str]) -> OutlineEntry:
    node = placed.node
    details = tuple(node_details(model, node, numbers=numbers))
    return OutlineEntry(placed.number, placed.depth, node.id, kind_in_words(node), node.name, details)


def _placed(scope: Scope, *, number: str, depth: int) -> Iterator[_Placed]:
    for index, node in enumerate(_in_flow_order(scope), start=1):
        own = f"{number}.{index}" if number else str(index)
        yield _Placed(own, depth, node)
        for event_index, event in enumerate(node.boundary, start=1):
            yield _Placed(f"{own}.{event_index}", depth + 1, event)
        if node.inner is not None:
            yield from _shifted(node.inner, number=own, depth=depth + 1, after=len(node.boundary))


def _shifted(scope: Scope, *, number: str, depth: int, after: int) -> Iterator[_Placed]:
    """The inside of a subprocess, numbered on after its boundary events."""
    for placed in _placed(scope, number="", depth=depth):
        first, dot, rest = placed.number.partition(".")
        yield _Placed(f"{number}.{int(first) + after}{dot}{rest}", placed.depth, placed.node)


def _in_flow_order(scope: Scope) -> list[Node]:
    """All nodes but boundary events that hang on something: first from the starts on, then what is left, in document order."""
    hanging = {node for node in scope.nodes if node.attached_to is not None}
    entrances = [node for node in scope.nodes if node.kind == "startEvent"] or [node for node in scope.nodes if _is_entrance(node)]
    ordered: dict[Node, None] = {}
    for root in [*[entrances], *[[node] for node in scope.nodes]]:
        waiting = [node for node in root if node not in hanging]
        for node in waiting:
            if node not in ordered:
                ordered[node] = None
                waiting.extend(_next_nodes(node))
    return list(ordered)


def _is_entrance(node: Node) -> bool:
    return not (node.incoming or node.attached_to or node.is_event_subprocess or node.is_handler)


def _next_nodes(node: Node) -> list[Node]:
    links = [catch for event in node.events if event.kind == "link" for catch in node.scope.link_catches.get(event.ref, [])]
    after_events = [flow.target for event in node.boundary for flow in event.outgoing]
    handlers = [event.handler for event in node.boundary if event.handler is not None]
    return [*(flow.target for flow in node.outgoing), *links, *after_events, *handlers]
