"""Errors and escalations that nobody catches (docs/semantics.md 6), seen through the scopes and the calls around the throw."""

from collections.abc import Iterator

from bpm.graph.parts import Event, Model, Node, Scope
from bpm.graph.words import THROW_EVENTS
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning
from bpm.sentences import Sentence

Thrown = tuple[str, str]

CODES = {"error": "errorCode", "escalation": "escalationCode"}


def check(case: Case) -> Iterator[LintWarning]:
    # Throws of one scope with one code share their fate; many of them are asked about once.
    known: dict[tuple[Scope, Thrown], bool] = {}
    for node in case.model.nodes:
        for event in node.events if node.kind in THROW_EVENTS else ():
            if event.kind in CODES:
                place = (node.scope, (event.kind, _code(case.model, event)))
                if place not in known:
                    known[place] = _is_caught(case, *place)
                if not known[place]:
                    yield warn(node, f"{event.kind}-not-caught", event=_said(case.model, event))


def _is_caught(case: Case, scope: Scope, thrown: Thrown) -> bool:
    waiting, seen = [scope], {scope}
    while waiting:
        scope = waiting.pop()
        hosts = [scope.owner] if scope.owner is not None else case.callers.get(scope.id, [])
        if _catches_inside(case, scope, thrown) or any(_catches_at(case, host, thrown) for host in hosts):
            return True
        outer = [host.scope for host in hosts if host.scope not in seen]
        seen.update(outer)
        waiting.extend(outer)
    return False


def _catches_inside(case: Case, scope: Scope, thrown: Thrown) -> bool:
    inner = [subprocess.inner for subprocess in scope.event_subprocesses() if subprocess.inner is not None]
    return any(_catches(case, start, thrown) for each in inner for start in each.starts())


def _catches_at(case: Case, host: Node, thrown: Thrown) -> bool:
    return any(_catches(case, event, thrown) for event in host.boundary)


def _catches(case: Case, node: Node, thrown: Thrown) -> bool:
    kind, code = thrown
    model = next(model for model in case.models if node.scope.process in model.processes)
    return any(event.kind == kind and _code(model, event) in {"", code} for event in node.events)


def _code(model: Model, event: Event) -> str:
    """What a catch is matched by; empty for a catch of everything."""
    root = model.roots.get(event.ref)
    return "" if root is None else (root.get(CODES[event.kind]) or root.get("name") or event.ref)


def _said(model: Model, event: Event) -> str:
    root = model.roots.get(event.ref)
    if root is None:
        return event.kind
    name = root.get("name") or root.get(CODES[event.kind]) or event.ref
    return Sentence("error '{name}'", name=name) if event.kind == "error" else Sentence("escalation '{name}'", name=name)
