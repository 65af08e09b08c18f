"""Messages and signals that are thrown but never caught, or awaited from a pool that never sends them (docs/semantics.md 6)."""

from collections.abc import Iterator

from bpm.graph.parts import Model, Node, Pool, reference
from bpm.graph.words import CATCH_EVENTS, THROW_EVENTS
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning

KINDS = ("message", "signal")


def check(case: Case) -> Iterator[LintWarning]:
    caught = {(kind, name) for model in case.models for node in model.nodes for kind, name in _caught(model, node)}
    flowing = {flow.source for flow in case.model.message_flows}
    for node in case.model.nodes:
        for kind, name in _thrown(case.model, node):
            if (
                (kind, name) not in caught
                and not _is_nameless(case.model, node, name)
                and not (kind == "message" and _leaves(node, flowing))
            ):
                yield warn(node, f"{kind}-not-caught", event=name)
    yield from _without_sender(case.model)


def _caught(model: Model, node: Node) -> Iterator[tuple[str, str]]:
    if node.kind in CATCH_EVENTS:
        yield from _events(model, node)
    elif node.kind == "receiveTask":
        yield "message", _name(model, reference(node.element.get("messageRef")))


def _thrown(model: Model, node: Node) -> Iterator[tuple[str, str]]:
    if node.kind in THROW_EVENTS:
        yield from ((kind, name) for kind, name in _events(model, node) if name)
    elif node.kind == "sendTask" and (ref := reference(node.element.get("messageRef"))):
        yield "message", _name(model, ref)


def _events(model: Model, node: Node) -> Iterator[tuple[str, str]]:
    yield from ((event.kind, _name(model, event.ref)) for event in node.events if event.kind in KINDS)


def _name(model: Model, ref: str) -> str:
    """Messages and signals are told apart by name; two roots of one name are the same message."""
    root = model.roots.get(ref)
    return ref if root is None else (root.get("name") or ref)


def _leaves(node: Node, flowing: set[str]) -> bool:
    """Whether the message is meant for somebody outside: along a message flow, through an action, to another instance."""
    addressed = any((message.get("to") or "instance") != "instance" for message in node.extensions("message"))
    return node.id in flowing or addressed or bool(node.extensions("action"))


def _is_nameless(model: Model, node: Node, name: str) -> bool:
    """The reader names what has no name after its id or its sender: for that nobody could wait, and nobody is meant to."""
    return name in model.roots or f"message_{node.id}" in model.roots or f"signal_{node.id}" in model.roots


def _without_sender(model: Model) -> Iterator[LintWarning]:
    filled = {pool.id: pool for pool in model.pools if pool.is_filled}
    for flow in model.message_flows:
        catch, pool = model.node_by_id.get(flow.target), filled.get(flow.source)
        if catch is not None and pool is not None:
            awaited = {name for kind, name in _caught(model, catch) if kind == "message"}
            if awaited and not awaited & _sent_by(model, pool):
                yield warn(catch, "message-without-sender", event=min(awaited), pool=pool.name or pool.id)


def _sent_by(model: Model, pool: Pool) -> set[str]:
    senders = (node for node in model.nodes if node.scope.process is pool.process)
    return {name for node in senders for kind, name in _thrown(model, node) if kind == "message"}
