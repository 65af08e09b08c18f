"""Every text of a normalised model that is evaluated, with the names it reads: the list the checks of names go through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from bpm.dialect import NODES, L, elements
from bpm.errors import BpmError
from bpm.expressions import compile_assignments, compile_expression
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import CONTAINERS, child, children, problem_of, shown, tag, text_of
from bpm.texts import compile_parameter, compile_text
from bpm.timing import parse_timer

_HOLDERS: Final = (
    "standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "conditionalEventDefinition", "timerEventDefinition",
)  # fmt: skip
_TEXTS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "conditionExpression": ("condition", compile_expression),
    "condition": ("condition", compile_expression),
    "loopCondition": ("condition of the loop", compile_expression),
    "loopCardinality": ("number of repetitions", compile_expression),
    "completionCondition": ("completion condition", compile_expression),
    "timeDate": ("timer", parse_timer),
    "timeDuration": ("timer", parse_timer),
    "timeCycle": ("timer", parse_timer),
}
_KINDS: Final[dict[str, Callable[[str], Any]]] = {
    "expression": lambda text: compile_expression(text.strip().removeprefix("=")),
    "template": compile_text,
    "parameter": compile_parameter,
    "timer": parse_timer,
    "address": lambda text: compile_text("") if text.strip() in {"instance", "parent", "children"} else compile_parameter(text),
}
# Their values are evaluated where the other side stands: in the called process, or in what a message brings.
_ELSEWHERE: Final = frozenset(
    {("callActivity", "out"), *((bearer, "in") for bearer in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"))}
)


@dataclass(frozen=True)
class Use:
    """A text at its place; `names` are those it reads, `target` one that it sets."""

    place: Element
    what: str
    text: str
    names: frozenset[str]
    target: str = ""


def uses(model: Model) -> Iterator[Use]:
    """Those that compile; the others have been refused, or are refused here."""
    for flow in model.ends:
        yield from _plain(flow, place=flow)
    for node in model.nodes():
        yield from _plain(node, place=node)
        for holder in children(node, *_HOLDERS):
            yield from _plain(holder, place=node)
        if tag(node) == "scriptTask":
            yield from _script(node)
    for element in model.root.iter(L + "*"):
        yield from _ours(element, model=model)
    for element in model.root.iter(*("{*}" + name for name in NODES)):
        yield from _dates(element, model=model)


def _plain(holder: Element, *, place: Element) -> Iterator[Use]:
    for element in children(holder, *_TEXTS):
        what, compiler = _TEXTS[tag(element)]
        text = text_of(element)
        names = _names(compiler, text)
        if names is not None:
            yield Use(place, what, text, names)


def _script(task: Element) -> Iterator[Use]:
    text = text_of(child(task, "script"))
    try:
        assignments = compile_assignments(text)
    except BpmError:
        return
    for assignment in assignments:
        yield Use(task, "script", assignment.expression.text, assignment.expression.names, target=assignment.target)


def _ours(element: Element, *, model: Model) -> Iterator[Use]:
    kind = elements().get(element.tag[len(L) :])
    place = place_of(element)
    if kind is None or place is None:
        return
    texts = [(known, element.get(known.name, "")) for known in kind.attributes.values() if known.text]
    if kind.body is not None and kind.body.text:
        texts.append((kind.body, text_of(element)))
    for known, text in texts:
        if text.strip():
            what = f"lz:{kind.name}" + ("" if known.is_body else f" {known.name}")
            yield from _compiled(text, known.text, what=what, element=element, model=model)


def _compiled(text: str, kind: str, *, what: str, element: Element, model: Model) -> Iterator[Use]:
    place = place_of(element)
    try:
        names = _KINDS[kind](text).names
    except BpmError as problem:
        model.note(element, "text-invalid", text=shown(text), what=what, problem=problem_of(problem))
        return
    if place is not None and (tag(place), element.tag[len(L) :]) not in _ELSEWHERE:
        yield Use(place, what, text, names)


def _dates(node: Element, *, model: Model) -> Iterator[Use]:
    for name in ("due", "followUp"):
        text = node.get(L + name, "")
        if text.strip():
            yield from _compiled(text, "timer", what=f"lz:{name}", element=node, model=model)


def _names(compiler: Callable[[str], Any], text: str) -> frozenset[str] | None:
    try:
        found: frozenset[str] = compiler(text).names
    except BpmError:
        return None
    return found


def place_of(element: Element) -> Element | None:
    """The node, flow or scope that one of our elements belongs to."""
    current: Element | None = element
    while current is not None and tag(current) not in NODES | CONTAINERS | {"sequenceFlow", "lane"}:
        current = current.getparent()
    return current
