"""Names that are asked for and that nothing in the model ever sets (engine.md 3). One warning for each name, where it is first used."""

from collections.abc import Iterator

from bpm.errors import BpmError
from bpm.graph.building import text_in
from bpm.graph.parts import Flow, Model, Node, Scope, extensions
from bpm.linting.case import Case, warn
from bpm.linting.setters import names_set_in
from bpm.linting.warning import LintWarning
from bpm.timing import parse_timer

Place = Node | Flow
# Ticket attributes have a value from outside the process; only what the process itself must set can be missing.
ATTRIBUTES = frozenset(
    {
        *("number", "title", "queue", "state", "state_type", "priority", "type", "service", "sla", "owner", "responsible", "lock"),
        *("pending_until", "customer", "customer_user", "created_at", "changed_at", "created", "changed", "age", "id"),
    }
)
CONDITIONS_IN = ("completionCondition", "loopCondition", "loopCardinality")


def check(case: Case) -> Iterator[LintWarning]:
    known = set(ATTRIBUTES).union(*(names_set_in(model, case) for model in case.models))
    declared = _fields(case.model) if case.model.is_foreign else None
    variables = _variables(case.model)
    told: set[str] = set()
    for place, name in _uses(case):
        is_ours = name not in (declared or ()) if case.model.is_foreign else name in variables
        if is_ours and name not in known and name not in told:
            told.add(name)
            yield warn(place, "name-never-set-foreign" if case.model.is_foreign else "name-never-set", variable=name)


def _fields(model: Model) -> set[str]:
    return {declared.get("name") or "" for process in model.processes for declared in extensions(process.element, "field")}


def _variables(model: Model) -> set[str]:
    return {declared.get("name") or "" for scope in model.scopes for declared in extensions(scope.element, "variable")}


def _uses(case: Case) -> Iterator[tuple[Place, str]]:
    """Each bare name with the place that asks for it, in the order of the document."""
    for scope in case.model.scopes:
        for node in scope.nodes:
            yield from ((node, name) for name in _names_asked_by(case, node))
        for flow in _asked_flows(scope):
            yield from ((flow, name) for name in _bare_names(case, flow.condition))


def _asked_flows(scope: Scope) -> Iterator[Flow]:
    passing = {"parallelGateway", "eventBasedGateway"}
    return (flow for flow in scope.flows if flow.condition and not flow.is_default and flow.source.kind not in passing)


def _names_asked_by(case: Case, node: Node) -> Iterator[str]:
    for text in _texts_asked(node):
        yield from _bare_names(case, text)
    for event in node.events:
        if event.kind == "timer":
            yield from (name for tag in ("timeDate", "timeDuration", "timeCycle") for name in _timer_names(text_in(event.element, tag)))


def _texts_asked(node: Node) -> Iterator[str]:
    yield from (text for event in node.events if event.kind == "conditional" and (text := text_in(event.element, "condition")))
    for tag in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        loop = next(node.element.iterchildren("{http://www.omg.org/spec/BPMN/20100524/MODEL}" + tag), None)
        if loop is not None:
            yield from (text for each in CONDITIONS_IN if (text := text_in(loop, each)))
    collections = (loop.get("collection") or "" for loop in node.extensions("loop"))
    yield from (text for collection in collections if (text := collection.removeprefix("=").strip()))


def _bare_names(case: Case, text: str) -> list[str]:
    expression = case.expression(text)
    return [] if expression is None else sorted(name for name in expression.names if "." not in name)


def _timer_names(text: str) -> list[str]:
    if not text:
        return []
    try:
        return sorted(name for name in parse_timer(text).names if "." not in name)
    except BpmError:
        return []
