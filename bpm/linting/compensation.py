"""Compensation and cancellation with nothing to undo, or no way on (docs/semantics.md 6 and 7)."""

from collections.abc import Iterator

from bpm.graph.parts import Node, Scope
from bpm.graph.words import THROW_EVENTS
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning


def check(case: Case) -> Iterator[LintWarning]:
    for node in case.model.nodes:
        for event in node.events if node.kind in THROW_EVENTS else ():
            if event.kind == "compensation" and not _can_compensate(node, event.ref):
                yield warn(node, "nothing-to-compensate")
        if node.kind == "transaction" and node.inner is not None:
            yield from _cancel_without_way_on(node, node.inner)


def _can_compensate(throw: Node, activity: str) -> bool:
    scope = throw.scope
    if scope.owner is not None and scope.owner.is_event_subprocess:
        scope = scope.owner.scope
    if not activity:
        return _remembers(scope)
    named = next((node for node in scope.nodes if node.id == activity), None)
    # An activity elsewhere is named by the reader; here it is only asked whether the named one has something to undo.
    return named is None or _is_remembered(named)


def _remembers(scope: Scope) -> bool:
    return any(_is_remembered(node) for node in scope.nodes)


def _is_remembered(node: Node) -> bool:
    if any(event.has_event("compensation") for event in node.boundary):
        return True
    inner = node.inner
    if inner is None or node.is_event_subprocess:
        return False
    return any(_starts_by_compensation(each) for each in inner.event_subprocesses()) or _remembers(inner)


def _starts_by_compensation(subprocess: Node) -> bool:
    return subprocess.inner is not None and any(start.has_event("compensation") for start in subprocess.inner.starts())


def _cancel_without_way_on(transaction: Node, inner: Scope) -> Iterator[LintWarning]:
    cancels = [node for node in inner.nodes if node.kind == "endEvent" and node.has_event("cancel")]
    if cancels and not any(event.has_event("cancel") for event in transaction.boundary):
        yield warn(transaction, "cancel-without-boundary", end=cancels[0].label)
