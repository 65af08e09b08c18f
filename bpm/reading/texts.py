"""The texts of a model that are executed: conditions, timers, loop counts, scripts."""

from typing import Final

from lxml import etree

from bpm.dialect import ZEEBE, B
from bpm.errors import ExpressionError
from bpm.expressions import compile_assignments
from bpm.reading.activities import foreign_work
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.scopes import is_name
from bpm.reading.translation import ours_of, ours_script, read_expression, read_timer
from bpm.reading.tree import child, children, foreign, problem_of, remove, set_text, shown, tag, text_of, up

_TIMES: Final = ("timeDate", "timeDuration", "timeCycle")
_ZEEBE_SCRIPT: Final = {"script": (ZEEBE,)}
_EXPRESSIONS: Final = {
    "condition": ("condition", "conditionalEventDefinition"),
    "loopCondition": ("condition of the loop", "standardLoopCharacteristics"),
    "loopCardinality": ("number of repetitions", "multiInstanceLoopCharacteristics"),
    "completionCondition": ("completion condition", "multiInstanceLoopCharacteristics", "adHocSubProcess"),
}


def read_texts(model: Model) -> None:
    for flow in model.ends:
        condition = child(flow, "conditionExpression")
        if condition is not None:
            read_expression(condition, what="condition", model=model)
    for element in _executed(model):
        name = tag(element)
        what, *places = _EXPRESSIONS[name]
        if tag(up(element)) in places:
            read_expression(element, what=what, model=model)
    for node in model.nodes():
        _read_timers(node, model=model)
        _read_conditional(node, model=model)
        if tag(node) == "scriptTask":
            _read_script(node, model=model)


def _executed(model: Model) -> list[Element]:
    """In nodes that stand in a process; what was copied from the roots into an event counts there."""
    found: list[Element] = []
    for node in model.nodes():
        holders = [node, *children(node, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "conditionalEventDefinition")]
        for holder in holders:
            found += children(holder, *_EXPRESSIONS)
    return found


def _read_conditional(node: Element, *, model: Model) -> None:
    for definition in children(node, "conditionalEventDefinition"):
        if child(definition, "condition") is None:
            model.note(node, "condition-missing")


def _read_timers(node: Element, *, model: Model) -> None:
    for definition in children(node, "timerEventDefinition"):
        times = _times(definition)
        if not times:
            model.note(node, "timer-missing")
        if len(times) > 1:
            model.note(node, "timer-many", used=tag(times[0]))
        for time in times[1:]:
            remove(time)
        for time in times[:1]:
            read_timer(time, model=model)


def _times(definition: Element) -> list[Element]:
    """Those that say something; the others are removed."""
    times = list(children(definition, *_TIMES))
    for time in times:
        if not text_of(time):
            remove(time)
    return [time for time in times if time.getparent() is not None]


def _read_script(task: Element, *, model: Model) -> None:
    _take_zeebe(task, model=model)
    holder = child(task, "script")
    text = text_of(holder)
    if holder is None or not text:
        _note_no_script(task, model=model)
        if holder is not None:
            remove(holder)
        return
    try:
        ours = ours_script(text, task=task, model=model)
    except ExpressionError as problem:
        model.note(task, "script", at=_line_of(text, holder=holder, model=model), problem=problem_of(problem))
        return
    _take_script(task, holder, ours=ours, text=text, model=model)


def _take_zeebe(task: Element, *, model: Model) -> None:
    """Camunda 8 says what is computed, and where it goes, in an extension."""
    for said in foreign(task, _ZEEBE_SCRIPT):
        into, text = (said.get("resultVariable") or "").strip(), (said.get("expression") or "").strip()
        if child(task, "script") is None and text and is_name(into):
            ours = ours_of(text, holder=task, what="script", model=model)
            holder = etree.SubElement(task, f"{B}script")
            holder.text = f"{into} = {ours}" if ours is not None else None


def _take_script(task: Element, holder: Element, *, ours: str, text: str, model: Model) -> None:
    if not ours.strip():
        model.note(task, "script-dropped", text=shown(text))
        remove(holder)
    elif ours.split() != text.split():
        model.note(task, "script-translated", text=shown(text), ours=shown(ours))
    set_text(holder, ours)
    task.attrib.pop("scriptFormat", None)


def _note_no_script(task: Element, *, model: Model) -> None:
    outside = next((value for name, value in task.attrib.items() if name.endswith("}resource")), None)
    what, work = foreign_work(task)
    if outside:
        model.note(task, "script-elsewhere", text=shown(outside))
    elif work:
        model.note(task, "foreign-action", what=what, text=shown(work))
    else:
        model.note(task, "no-script")


def _line_of(text: str, *, holder: Element, model: Model) -> str:
    """The line in the file of the first statement that is no assignment."""
    first = model.sheet.line(holder) or 1
    lines = (holder.text or "").split("\n")
    skipped = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for number, line in enumerate(text.split("\n")):
        try:
            compile_assignments(line)
        except ExpressionError:
            return str(first + skipped + number)
    return str(first + skipped)
