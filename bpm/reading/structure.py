"""Who is joined with whom: flows with their nodes, boundary events with activities, handlers with what they compensate.

What BPMN forbids between them (7.6.1, 10.5, 13) is refused here.
"""

from typing import Final

from bpm.dialect import ACTIVITIES, B, L
from bpm.reading.model import Model, is_event_subprocess, is_placed, label
from bpm.reading.parsing import Element
from bpm.reading.sheet import is_unknown
from bpm.reading.tree import FLOW_NODES, child, identifier, is_true, shown, tag, up

_OUTSIDE: Final = ("choreography", "subChoreography", "globalChoreographyTask")


def join(model: Model) -> None:
    """Fill the indexes of the model; write down what cannot be joined."""
    for element in model.in_extension & model.sheet.rows.keys():
        model.note(element, "in-extension")
    for element in model.all("process"):
        if up(element) is not model.root:
            model.note(element, "misplaced", place=tag(up(element)) or "a foreign element")
    for element in model.all(*FLOW_NODES):
        if not is_placed(element):
            _note_outside(element, model=model)
    for flow in model.all("sequenceFlow"):
        _join_flow(flow, model=model)
    for flows in model.outgoing.values():
        flows.sort(key=_order)
    _note_unknown(model)
    _find_handlers(model)
    for flow, (source, target) in model.ends.items():
        _refuse_forbidden(flow, source=source, target=target, model=model)


def _order(flow: Element) -> tuple[int, int]:
    """Flows with lz:order first, then the others as they stand in the file."""
    said = (flow.get(f"{L}order") or "").strip()
    return (0, int(said)) if said.lstrip("-").isdigit() and said.isascii() else (1, 0)


def _note_outside(element: Element, *, model: Model) -> None:
    if next(element.iterancestors(*(B + name for name in _OUTSIDE)), None) is not None:
        model.note(element, "choreography")
    else:
        model.note(element, "misplaced", place=tag(up(element)) or "a foreign element")


def _join_flow(flow: Element, *, model: Model) -> None:
    ends = [_end(flow, name, model=model) for name in ("sourceRef", "targetRef")]
    source, target = ends
    if source is None or target is None:
        if not model.sheet.rows[flow]:
            _note_outside(flow, model=model)
    elif up(source) is not up(target):
        model.note(flow, "flow-crosses-scope", source=label(source), target=label(target))
    else:
        _put_into(up(source), flow=flow, model=model)
        model.ends[flow] = (source, target)
        model.outgoing[source].append(flow)
        model.incoming[target].append(flow)


def _end(flow: Element, name: str, *, model: Model) -> Element | None:
    ref = flow.get(name)
    found = model.by_id.get(ref or "")
    if next(flow.iterancestors(*(B + name for name in _OUTSIDE)), None) is not None:
        return None
    if found is None:
        model.note(flow, "flow-no-end", end="source" if name == "sourceRef" else "target", ref=shown(ref or ""))
        return None
    if tag(found) not in FLOW_NODES or not is_placed(found):
        model.note(
            flow, "flow-end-kind", end="source" if name == "sourceRef" else "target", ref=label(found), kind=tag(found) or "foreign element"
        )
        return None
    return found


def _put_into(scope: Element, *, flow: Element, model: Model) -> None:
    if up(flow) is not scope:
        scope.append(flow)
        model.note(flow, "flow-moved")


def _note_unknown(model: Model) -> None:
    needed = {flow.get(name) for flow in model.all("sequenceFlow") for name in ("sourceRef", "targetRef")}
    for element in model.elements:
        if is_unknown(element):
            model.note(element, "unknown-node" if identifier(element) in needed else "unknown-element", tag=tag(element))


def _find_handlers(model: Model) -> None:
    """Compensation handlers: joined to their boundary event by an association, in either direction of drawing."""
    for association in model.all("association"):
        ends = [model.named(association.get(name)) for name in ("sourceRef", "targetRef")]
        for event, activity in (ends, ends[::-1]):
            if event is not None and activity is not None and _compensates(event) and tag(activity) in ACTIVITIES:
                _take_handler(event, activity, model=model)
                model.note(association, "compensation-joined")
    for activity in model.nodes():
        if is_true(activity.get("isForCompensation")) and activity not in model.handlers:
            _note_lone_handler(activity, model=model)


def _compensates(event: Element) -> bool:
    return tag(event) == "boundaryEvent" and child(event, "compensateEventDefinition") is not None


def _take_handler(event: Element, activity: Element, *, model: Model) -> None:
    if activity in model.handlers or event in model.compensating:
        return
    model.handlers[activity] = event
    model.compensating.add(event)
    if not is_true(activity.get("isForCompensation")):
        model.note(activity, "handler-marked")
    activity.set("isForCompensation", "true")


def _note_lone_handler(activity: Element, *, model: Model) -> None:
    if model.incoming[activity] or model.outgoing[activity] or is_event_subprocess(activity):
        model.note(activity, "handler-in-flow")
        del activity.attrib["isForCompensation"]
    else:
        model.note(activity, "handler-alone")


def _refuse_forbidden(flow: Element, *, source: Element, target: Element, model: Model) -> None:
    if tag(target) == "startEvent":
        model.note(flow, "flow-into-start", target=label(target))
    if tag(target) == "boundaryEvent":
        model.note(flow, "flow-into-boundary", target=label(target))
    if tag(source) == "endEvent":
        model.note(flow, "flow-out-of-end", source=label(source))
    for node in (source, target):
        if is_event_subprocess(node):
            model.note(flow, "flow-at-event-subprocess", node=label(node))
        if node in model.handlers or (node is source and _compensates(node)):
            model.note(flow, "flow-at-compensation", node=label(node))
    _refuse_at_links(flow, source=source, target=target, model=model)


def _refuse_at_links(flow: Element, *, source: Element, target: Element, model: Model) -> None:
    if tag(source) == "intermediateThrowEvent" and child(source, "linkEventDefinition") is not None:
        model.note(flow, "flow-at-link", side="leaves", node=label(source))
    if tag(target) == "intermediateCatchEvent" and child(target, "linkEventDefinition") is not None:
        model.note(flow, "flow-at-link", side="enters", node=label(target))
