"""Verdicts for events: which triggers may stand where, and what an event lacks (BPMN 2.0.2, 10.5, tables 10.84 to 10.93)."""

from collections import defaultdict
from copy import deepcopy
from typing import Final

from bpm.dialect import ACTIVITIES, EVENT_DEFINITIONS, EVENTS, THROWS, B
from bpm.reading.model import Model, is_event_subprocess, label
from bpm.reading.parsing import Element
from bpm.reading.tree import child, children, identifier, is_false, is_true, shown, tag, text_of, up

_TRIGGERS: Final = frozenset({"message", "timer", "signal", "conditional"})
_IN_EVENT_SUBPROCESS: Final = frozenset({"error", "escalation", "compensate"})
_BOUNDARY: Final = _TRIGGERS | _IN_EVENT_SUBPROCESS | {"cancel"}
_THROWN: Final = frozenset({"message", "signal", "escalation", "compensate", "link"})
_ENDING: Final = frozenset({"message", "signal", "error", "escalation", "compensate", "cancel", "terminate"})
WORDS: Final = {
    "message": "a message", "timer": "a timer", "signal": "a signal", "conditional": "a conditional", "error": "an error",
    "escalation": "an escalation", "compensate": "a compensation", "cancel": "a cancel", "terminate": "a terminate", "link": "a link",
    "": "a none",
}  # fmt: skip


def definitions_of(event: Element) -> list[Element]:
    """The triggers of an event."""
    return list(children(event, *EVENT_DEFINITIONS))


def kind_of(event: Element) -> str:
    """The one trigger of an event: message, timer …; "" for none."""
    found = definitions_of(event)
    return tag(found[0]).removesuffix("EventDefinition") if found else ""


def read_events(model: Model) -> None:
    for event in [node for node in model.nodes() if tag(node) in EVENTS]:
        if tag(event) == "implicitThrowEvent":
            event.tag = B + "intermediateThrowEvent"
            model.note(event, "implicit-throw")
        _inline_definitions(event, model=model)
        kinds = [tag(each).removesuffix("EventDefinition") for each in definitions_of(event)]
        if len(kinds) > 1 and not _may_stand_together(event, kinds):
            model.note(event, "multiple-event", count=str(len(kinds)), kinds=", ".join(kinds))
        for kind in dict.fromkeys(kinds or [""]):
            _READERS[tag(event)](event, kind, model)
    _read_links(model)
    _refuse_second_compensations(model)


def _may_stand_together(event: Element, kinds: list[str]) -> bool:
    """Whether an event may have these triggers at once (10.5.1): a link stands alone, compensation is never awaited with others.

    An instance cannot be half begun, so a process does not wait for all triggers of a start event; what ends its scope comes alone.
    """
    if is_true(event.get("parallelMultiple")):
        return set(kinds) <= _TRIGGERS and (tag(event) != "startEvent" or is_event_subprocess(up(event)))
    return "link" not in kinds and (tag(event) in THROWS or "compensate" not in kinds)


def _inline_definitions(event: Element, *, model: Model) -> None:
    """An event may name a definition that stands among the roots; it means a copy of its own."""
    for reference in list(children(event, "eventDefinitionRef")):
        meant = model.named(text_of(reference), *EVENT_DEFINITIONS)
        if meant is None:
            model.note(event, "definition-unknown", ref=shown(text_of(reference)))
        else:
            copy = deepcopy(meant)
            copy.set("id", f"{identifier(meant)}_{identifier(event)}")
            copy.tail = None
            event.replace(reference, copy)


def _read_start(event: Element, kind: str, model: Model) -> None:
    scope = up(event)
    if is_event_subprocess(scope):
        _read_event_subprocess_start(event, kind, model)
    elif kind in _IN_EVENT_SUBPROCESS:
        model.note(event, "start-only-in-event-subprocess", kind=WORDS[kind].capitalize())
    elif kind and kind not in _TRIGGERS:
        model.note(event, "start-kind", kind=WORDS[kind])
    elif kind and tag(scope) != "process":
        model.note(event, "start-in-subprocess", kind=WORDS[kind], scope=label(scope))


def _read_event_subprocess_start(event: Element, kind: str, model: Model) -> None:
    if not kind:
        model.note(event, "event-subprocess-none-start")
    elif kind not in _TRIGGERS | _IN_EVENT_SUBPROCESS:
        model.note(event, "start-kind", kind=WORDS[kind])
    elif kind == "error" and is_false(event.get("isInterrupting")):
        event.set("isInterrupting", "true")
        model.note(event, "always-interrupts", kind="An error")


def _read_catch(event: Element, kind: str, model: Model) -> None:
    if not kind:
        model.note(event, "none-catch")
    elif kind not in _TRIGGERS | {"link"}:
        model.note(event, "catch-kind", kind=WORDS[kind])


def _read_throw(event: Element, kind: str, model: Model) -> None:
    if kind and kind not in _THROWN:
        model.note(event, "throw-kind", kind=WORDS[kind])
    _read_compensation_throw(event, model=model)


def _read_end(event: Element, kind: str, model: Model) -> None:
    if kind and kind not in _ENDING:
        model.note(event, "end-kind", kind=WORDS[kind])
    elif kind == "cancel" and tag(up(event)) != "transaction":
        model.note(event, "cancel-outside", where="into a transaction")
    _read_compensation_throw(event, model=model)


def _read_compensation_throw(event: Element, *, model: Model) -> None:
    for definition in children(event, "compensateEventDefinition"):
        ref = definition.get("activityRef")
        if ref and model.named(ref, *ACTIVITIES) is None:
            model.note(event, "compensation-unknown", ref=shown(ref))
            del definition.attrib["activityRef"]


def _read_boundary(event: Element, kind: str, model: Model) -> None:
    if kind not in _BOUNDARY:
        model.note(event, "boundary-kind", kind=WORDS[kind])
        return
    host = model.named(event.get("attachedToRef"))
    if host is None:
        model.note(event, "boundary-unattached", ref=shown(event.get("attachedToRef", "")))
    elif tag(host) not in ACTIVITIES or up(host) is not up(event):
        model.note(event, "boundary-attached-kind", ref=label(host))
    elif is_event_subprocess(host):
        model.note(event, "boundary-on-event-subprocess", ref=label(host))
    else:
        _read_attached(event, kind, host=host, model=model)


def _read_attached(event: Element, kind: str, *, host: Element, model: Model) -> None:
    if kind == "cancel" and tag(host) != "transaction":
        model.note(event, "cancel-outside", where="on the border of a transaction")
    if kind in {"error", "cancel"} and is_false(event.get("cancelActivity")):
        event.set("cancelActivity", "true")
        model.note(event, "always-interrupts", kind=WORDS[kind].capitalize())
    if kind == "compensate" and event not in model.compensating:
        model.note(event, "compensation-no-handler")


def _read_links(model: Model) -> None:
    """Links belong together by name, within one scope (10.5.1)."""
    catches: dict[tuple[Element, str], list[Element]] = defaultdict(list)
    throws: dict[tuple[Element, str], list[Element]] = defaultdict(list)
    for event in model.nodes():
        link = child(event, "linkEventDefinition") if tag(event) in {"intermediateCatchEvent", "intermediateThrowEvent"} else None
        if link is not None and len(definitions_of(event)) == 1:
            found = catches if tag(event) == "intermediateCatchEvent" else throws
            found[up(event), _link_name(event, link=link, model=model)].append(event)
    for (scope, name), events in catches.items():
        _read_caught(events, name=name, is_thrown=bool(throws[scope, name]), model=model)
    for key, events in throws.items():
        for event in events:
            if key[1] and not catches.get(key):
                model.note(event, "link-no-catch", name=key[1])


def _link_name(event: Element, *, link: Element, model: Model) -> str:
    name = (link.get("name") or "").strip()
    if not name:
        name = (event.get("name") or "").strip()
        if name:
            model.note(event, "link-unnamed", name=name)
        else:
            model.note(event, "link-nameless")
    link.set("name", name)
    return name


def _read_caught(events: list[Element], *, name: str, is_thrown: bool, model: Model) -> None:
    for event in events if name else []:
        if len(events) > 1:
            model.note(event, "link-two-catches", name=name)
        elif not is_thrown:
            model.note(event, "link-no-throw", name=name)


def _refuse_second_compensations(model: Model) -> None:
    seen: set[str] = set()
    for event in model.all("boundaryEvent"):
        if child(event, "compensateEventDefinition") is not None:
            host = event.get("attachedToRef", "")
            if host in seen:
                model.note(event, "compensation-twice", ref=shown(host))
            seen.add(host)


_READERS: Final = {
    "startEvent": _read_start,
    "intermediateCatchEvent": _read_catch,
    "intermediateThrowEvent": _read_throw,
    "endEvent": _read_end,
    "boundaryEvent": _read_boundary,
}
