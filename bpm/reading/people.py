"""Who may do a task and when it is due, as other engines and BPMN itself say it -> lz:may, lz:due, lz:followUp."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bpm.dialect import CAMUNDA, SPIFF, ZEEBE, L
from bpm.errors import BpmError, ExpressionError
from bpm.reading.activities import foreign_attribute
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.translation import ours_timer, translated_value
from bpm.reading.tree import child, children, extend, extension, foreign, problem_of, shown, tag, text_of

_ROLES: Final = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
_ASSIGNMENT: Final = {"assignmentDefinition": (ZEEBE,)}
_SCHEDULE: Final = {"taskSchedule": (ZEEBE,)}
_WORK: Final[Mapping[str, tuple[str, ...]]] = dict.fromkeys(("executionListener", "taskListener", "connector", "inputOutput"), CAMUNDA) | {
    "executionListeners": (ZEEBE,),
    "adHoc": (ZEEBE,),
    "preScript": (SPIFF,),
    "postScript": (SPIFF,),
    "taskListeners": (ZEEBE,),
}
_PERSON: Final = re.compile(r"\s*(?:(?P<kind>user|group)\s*\((?P<inner>[^()]*)\)|(?P<bare>[^,()]+))\s*(?:,|$)")
_MARKED: Final = ("${", "#{", "=")


def read_people(model: Model) -> None:
    for task in model.nodes():
        if tag(task) == "userTask":
            if next(extension(task, "may"), None) is None:
                _map_people(task, model=model)
            _map_dates(task, model=model)
        _note_left_out(task, model=model)


def _map_people(task: Element, *, model: Model) -> None:
    said: list[str] = []
    for kind, text in dict.fromkeys(_people(task, model=model)):
        may = _may(kind, text, task=task, model=model)
        if may is None:
            model.note(task, "people-expression", text=shown(text))
        else:
            extend(task, "may", **may)
            said.append(f"{kind} {text}")
    if said:
        model.note(task, "people-mapped", who=shown(", ".join(said)))


def _people(task: Element, *, model: Model) -> Iterator[tuple[str, str]]:
    texts = {name: foreign_attribute(task, name) for name in ("assignee", "candidateUsers", "candidateGroups")}
    for said in foreign(task, _ASSIGNMENT):
        texts = {name: text or (said.get(name) or "").strip() for name, text in texts.items()}
    for name, text in texts.items():
        kind = "group" if name == "candidateGroups" else "agent"
        yield from ((kind, one) for one in _parts(text))
    for role in children(task, *_ROLES):
        yield from _owners(role, model=model)


def _parts(text: str) -> list[str]:
    """`anna, ${boss}` are two; a comma inside of braces or brackets separates nothing."""
    if text.startswith(_MARKED):
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()]


def _owners(role: Element, *, model: Model) -> Iterator[tuple[str, str]]:
    resource = model.named(text_of(child(role, "resourceRef")), "resource")
    if resource is not None and (resource.get("name") or "").strip():
        yield "group", " ".join(resource.get("name", "").split())
    text = text_of(child(role, "resourceAssignmentExpression"))
    if text.startswith(_MARKED):
        yield "agent", text
        return
    for found in _PERSON.finditer(text):
        name = (found["inner"] or found["bare"] or "").strip()
        if name:
            yield ("agent" if found["kind"] == "user" or (not found["kind"] and tag(role) == "humanPerformer") else "group"), name


def _may(kind: str, text: str, *, task: Element, model: Model) -> dict[str, str] | None:
    if not text.startswith(_MARKED):
        return {kind: " ".join(text.split())}
    if kind == "group":
        return None
    try:
        return {"agent": "=" + translated_value(text, holder=task, model=model)}
    except ExpressionError:
        return None


def _map_dates(task: Element, *, model: Model) -> None:
    for ours, theirs, what in (("due", "dueDate", "The due date"), ("followUp", "followUpDate", "The follow-up date")):
        text = foreign_attribute(task, theirs)
        for said in foreign(task, _SCHEDULE):
            text = text or (said.get(theirs) or "").strip()
        if text and f"{L}{ours}" not in task.attrib:
            _map_date(task, ours, text=text, what=what, model=model)


def _map_date(task: Element, ours: str, *, text: str, what: str, model: Model) -> None:
    try:
        timer = ours_timer(text, holder=task, model=model)
    except BpmError as problem:
        model.note(task, "due-dropped", what=what, text=shown(text), problem=problem_of(problem))
    else:
        task.set(f"{L}{ours}", timer)
        model.note(task, "due-mapped", what=what, text=shown(text), ours=timer)


def _note_left_out(node: Element, *, model: Model) -> None:
    """What another engine would have done at this node besides; said once, with what names it."""
    for said in foreign(node, _WORK):
        name = said.tag.rsplit("}", 1)[-1]
        text = next((said.get(key) for key in ("class", "expression", "delegateExpression") if said.get(key)), "") or text_of(said) or name
        model.note(node, "listener", what=name, text=shown(text))
        return
