"""Who gives names a value: dialogs, scripts, mappings, loops, decisions, actions and data objects."""

from collections.abc import Iterator

from bpm.errors import ExpressionError
from bpm.expressions import compile_assignments
from bpm.graph.building import text_in
from bpm.graph.parts import Model, Node, children, extensions
from bpm.graph.words import CATCH_EVENTS, LZ, Element
from bpm.linting.case import Case, shown_name, shows

LOOP_NAMES = frozenset(
    {
        *("loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances"),
        *("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "nrOfTerminatedInstances"),
    }
)
DATA = ("dataObject", "dataObjectReference", "dataInput", "dataOutput", "property")


def names_set_in(model: Model, case: Case) -> set[str]:
    """All names something in the model gives a value, wherever it does."""
    found = set(LOOP_NAMES)
    for scope in model.scopes:
        found.update(_declared(scope.element))
        for node in scope.nodes:
            found.update(names_set_by(node, case))
            found.update(name for mapping in node.extensions("in") for name in [mapping.get("name") or ""])
    for process in model.processes:
        for dialog in extensions(process.element, "dialog"):
            found.update(_answered(dialog))
    return found


def names_set_by(node: Node, case: Case) -> Iterator[str]:
    """The names that have another value once the node is passed."""
    for dialog, _ in case.offered(node):
        yield from _answered(dialog)
    if node.kind == "scriptTask":
        yield from _assigned(text_in(node.element, "script"))
    mappings = [*node.extensions("out"), *(node.extensions("in") if _takes_message(node) else [])]
    yield from (mapping.get("name") or "" for mapping in mappings)
    for loop in node.extensions("loop"):
        yield from (name for name in (loop.get("item"), loop.get("into"), loop.get("collect")) if name)
    yield from (decision.get("into") or "" for decision in node.extensions("decision"))
    for action in node.extensions("action"):
        yield from _set_by_action(action)


def _declared(scope: Element) -> Iterator[str]:
    for variable in extensions(scope, "variable"):
        if variable.get("default") is not None:
            yield variable.get("name") or ""
    for tag, element in children(scope):
        if tag in DATA:
            yield from (name for name in (element.get("id"), element.get("name")) if name)


def _answered(dialog: Element) -> Iterator[str]:
    for show in shows(dialog):
        if show.get("as") not in {"hidden", "readonly"} or show.get("default") is not None:
            yield shown_name(show)


def _assigned(script: str) -> Iterator[str]:
    try:
        assignments = compile_assignments(script)
    except ExpressionError:
        return
    yield from (assignment.target.removeprefix("ticket.") for assignment in assignments)


def _takes_message(node: Node) -> bool:
    return node.kind == "receiveTask" or node.kind in CATCH_EVENTS


def _set_by_action(action: Element) -> Iterator[str]:
    name = action.get("name") or ""
    if name == "field-set":
        yield from ((param.text or "").strip() for param in action.iterchildren(f"{LZ}param") if param.get("name") == "field")
    elif name.startswith("ticket-") and name.endswith("-set"):
        yield name.removeprefix("ticket-").removesuffix("-set")
