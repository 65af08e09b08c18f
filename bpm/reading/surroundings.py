"""Verdicts for all that does not carry tokens: pools, lanes, message flows, data, artifacts, root definitions."""

from collections.abc import Callable
from typing import Final

from bpm.dialect import CATCHES, EVENT_DEFINITIONS
from bpm.reading.events import kind_of
from bpm.reading.model import Model, is_placed, nodes_in
from bpm.reading.others import GLOBALS
from bpm.reading.parsing import Element
from bpm.reading.tree import child, children, extend, extension, identifier, shown, tag, text_of

_DOCUMENTATION: Final = {
    "dataStore": "data-store", "dataStoreReference": "data-store", "dataInput": "data-interface", "dataOutput": "data-interface",
    "property": "data-property", "inputDataItem": "data-loop-item", "outputDataItem": "data-loop-item", "textAnnotation": "annotation",
    "group": "group", "association": "association", "itemDefinition": "item-definition", "import": "import", "interface": "interface",
    "resource": "resource", "category": "category", "correlationProperty": "correlation", "relationship": "relationship",
    "partnerEntity": "partner", "partnerRole": "partner", "endPoint": "endpoint", "collaboration": "collaboration",
    "auditing": "monitoring", "monitoring": "monitoring",
}  # fmt: skip
_CONVERSATION: Final = frozenset({"conversation", "subConversation", "callConversation", "conversationLink", "globalConversation"})
_CHOREOGRAPHY: Final = frozenset({
    "choreographyTask", "callChoreography", "subChoreography", "choreography", "globalChoreographyTask",
})  # fmt: skip
_RUNNING_ROOTS: Final = frozenset({"process", "message", "signal", "error", "escalation"})


def read_surroundings(model: Model) -> None:
    for element in model.sheet.rows:
        name = tag(element) if element not in model.in_extension else ""
        if name in _DOCUMENTATION and not _is_joining(element, model=model):
            model.note(element, _DOCUMENTATION[name])
        elif name in _CONVERSATION:
            model.note(element, "conversation")
        elif name in _CHOREOGRAPHY:
            model.note(element, "choreography")
        elif name in _READERS:
            _READERS[name](element, model)
        elif element.getparent() is model.root and name not in _RUNNING_ROOTS:
            _read_other_root(element, model)


def _is_joining(element: Element, *, model: Model) -> bool:
    """Whether it is an association that does something: it joins what compensates with its event."""
    return any(note.rule == "compensation-joined" for note in model.sheet.rows[element])


def _read_participant(pool: Element, model: Model) -> None:
    process = model.named(pool.get("processRef"), "process")
    if process is None:
        model.note(pool, "black-box")
    elif not nodes_in(process):
        model.note(pool, "pool-empty")
    elif child(pool, "participantMultiplicity") is not None:
        model.note(pool, "multiplicity")


def _read_lane(lane: Element, model: Model) -> None:
    name = (lane.get("name") or "").strip()
    if next(extension(lane, "may"), None) is not None:
        return
    tasks = (model.named(text_of(ref)) for ref in children(lane, "flowNodeRef"))
    if model.is_foreign and name and any(task is not None and tag(task) == "userTask" for task in tasks):
        extend(lane, "may", group=" ".join(name.split()))
        model.note(lane, "lane-people", name=shown(name))
    else:
        model.note(lane, "lane")


def _read_message_flow(flow: Element, model: Model) -> None:
    ends = {name: model.by_id.get(flow.get(name) or "") for name in ("sourceRef", "targetRef")}
    for name, end in ends.items():
        if end is None:
            model.note(flow, "message-flow-dangling", end="source" if name == "sourceRef" else "target", ref=shown(flow.get(name) or ""))
            return
    source, target = (_inside(end, model=model) for end in ends.values())
    if not source or not target:
        model.note(flow, "message-flow-outside", what="a pool" if source or target else "pools")
    elif not _is_heard(ends["targetRef"], model=model):
        model.note(flow, "message-flow-unheard", target=shown(flow.get("targetRef") or ""))


def _inside(end: Element | None, *, model: Model) -> bool:
    """Whether something of this file is executed at this end."""
    if end is None or tag(end) != "participant":
        return end is not None and is_placed(end)
    process = model.named(end.get("processRef"), "process")
    return process is not None and bool(nodes_in(process))


def _is_heard(target: Element | None, *, model: Model) -> bool:
    if target is not None and tag(target) == "participant":
        process = model.named(target.get("processRef"), "process")
        return process is not None and any(kind_of(start) == "message" for start in children(process, "startEvent"))
    return target is not None and (tag(target) == "receiveTask" or (tag(target) in CATCHES and kind_of(target) == "message"))


def _read_data_object(reference: Element, model: Model) -> None:
    if model.named(reference.get("dataObjectRef"), "dataObject") is None:
        model.note(reference, "data-reference-unknown", ref=shown(reference.get("dataObjectRef") or ""))


def _read_data_association(association: Element, model: Model) -> None:
    has_mapping = any(child(association, name) is not None for name in ("assignment", "transformation"))
    model.note(association, "data-mapping" if has_mapping else "data-association")


def _read_global(element: Element, model: Model) -> None:
    if identifier(element) not in model.called_globals:
        model.note(element, "global-uncalled")


def _read_other_root(element: Element, model: Model) -> None:
    if tag(element) in EVENT_DEFINITIONS:
        model.note(element, "definition-shared")
    else:
        model.note(element, "root-unknown", tag=tag(element))


_READERS: Final[dict[str, Callable[[Element, Model], None]]] = {
    "participant": _read_participant,
    "lane": _read_lane,
    "messageFlow": _read_message_flow,
    "dataObjectReference": _read_data_object,
    "dataInputAssociation": _read_data_association,
    "dataOutputAssociation": _read_data_association,
    **dict.fromkeys(GLOBALS, _read_global),
}
