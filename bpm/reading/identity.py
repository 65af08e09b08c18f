"""Every element gets an id, none is given twice, and references are plain ids (SpiffWorkflow drops what has none, silently)."""

from typing import Final

from bpm.dialect import EVENT_DEFINITIONS, NODES, B
from bpm.reading.model import Model
from bpm.reading.others import GLOBALS
from bpm.reading.parsing import Element
from bpm.reading.tree import identifier, tag

_ATTRIBUTES: Final = (
    "sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef", "escalationRef", "processRef",
    "calledElement", "dataObjectRef", "dataStoreRef", "itemSubjectRef", "activityRef", "operationRef", "categoryValueRef", "itemRef",
)  # fmt: skip
_CHILDREN: Final = tuple(
    B + name
    for name in (
        "flowNodeRef", "incoming", "outgoing", "sourceRef", "targetRef", "eventDefinitionRef", "loopDataInputRef", "loopDataOutputRef",
        "inMessageRef", "outMessageRef", "dataInputRefs", "dataOutputRefs", "participantRef", "messageFlowRef", "innerParticipantRef",
        "outerParticipantRef", "operationRef", "resourceRef",
    )
)  # fmt: skip
# Elements that do something while a model runs: to have two of the same id is an ambiguity; elsewhere it is only untidy.
_ACTING: Final = NODES | GLOBALS.keys() | {
    "process", "sequenceFlow", "message", "signal", "error", "escalation", "dataObject", "dataObjectReference", "participant", "lane",
    "messageFlow",
}  # fmt: skip


def give_ids(model: Model) -> None:
    """Ids first, so that everything that follows may rely on them. What only illustrates gives way where an id is given twice."""
    _index(model)
    _strip_references(model)
    taken = {identifier(element) for element in model.elements}
    numbers: dict[str, int] = {}
    for element in model.elements:
        if not identifier(element) and _needs_id(element, model=model):
            _name_it(element, model=model, taken=taken, numbers=numbers)


def _index(model: Model) -> None:
    for element in model.elements:
        if "id" not in element.attrib or not tag(element) or element in model.in_extension:
            continue
        key = element.get("id", "").strip()
        if not key:
            del element.attrib["id"]
            continue
        element.set("id", key)
        _register(element, key=key, model=model)


def _register(element: Element, *, key: str, model: Model) -> None:
    first: Element = model.by_id.setdefault(key, element)
    if first is element:
        return
    if tag(first) in _ACTING and tag(element) in _ACTING:
        model.note(element, "duplicate-id", id=key, first=str(model.sheet.line(first)))
        return
    if tag(element) in _ACTING:
        model.by_id[key] = element
    _give_way(first if tag(element) in _ACTING else element, key=key, model=model)


def _give_way(element: Element, *, key: str, model: Model) -> None:
    del element.attrib["id"]
    if element in model.sheet.rows:
        model.note(element, "id-gave-way", id=key)


def _strip_references(model: Model) -> None:
    for element in model.elements:
        if not tag(element):
            continue
        for name in _ATTRIBUTES:
            if name in element.attrib:
                _set_reference(element, name, to=_plain(element.get(name, ""), element=element, model=model))
        if element.tag in _CHILDREN:
            element.text = _plain(element.text or "", element=element, model=model)


def _set_reference(element: Element, name: str, *, to: str) -> None:
    if to:
        element.set(name, to)
    else:
        del element.attrib[name]


def _plain(reference: str, *, element: Element, model: Model) -> str:
    """Without blanks and, where it is a qualified name, without prefix."""
    ref = reference.strip()
    if ref in model.by_id or ":" not in ref:
        return ref
    prefix, _, rest = ref.rpartition(":")
    return rest if rest in model.by_id or prefix in element.nsmap else ref


def _needs_id(element: Element, *, model: Model) -> bool:
    return element in model.sheet.rows or tag(element) in EVENT_DEFINITIONS


def _name_it(element: Element, *, model: Model, taken: set[str], numbers: dict[str, int]) -> None:
    key = _free(_base(element), taken=taken, numbers=numbers)
    taken.add(key)
    element.set("id", key)
    model.by_id[key] = element
    if tag(element) == "sequenceFlow":
        model.note(element, "flow-no-id", id=key)
    elif tag(element) in _ACTING:
        model.note(element, "no-id", id=key)


def _base(element: Element) -> str:
    if tag(element) in {"sequenceFlow", "messageFlow"}:
        return f"flow_{element.get('sourceRef', '')}_{element.get('targetRef', '')}"
    return tag(element)


def _free(base: str, *, taken: set[str], numbers: dict[str, int]) -> str:
    """Flows are `flow_a_b`, `flow_a_b_2` …, other elements `task_1`, `task_2` and so on."""
    if base.startswith("flow_") and base not in taken:
        return base
    number = numbers.get(base, 1 if base.startswith("flow_") else 0) + 1
    while f"{base}_{number}" in taken:
        number += 1
    numbers[base] = number
    return f"{base}_{number}"
