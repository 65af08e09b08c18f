"""Event definitions of a normalised model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.dialect import EVENT_DEFINITIONS, B
from bpm.parsing.mappings import assigned
from bpm.parsing.xml import bare_expression, expression_of, is_true, ours, tag_of, text_of, timer_in
from bpm.specs.definitions import NOTHING, Definition

if TYPE_CHECKING:
    from collections.abc import Mapping

THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
TIMES = ("timeDate", "timeDuration", "timeCycle")


def definitions(element: Any, roots: Mapping[str, Any]) -> tuple[Definition, ...]:
    """What an event, send or receive task throws or waits for; `roots` are the root elements by id."""
    if tag_of(element) in ("sendTask", "receiveTask"):
        return (message(element, element, roots),)
    found = [BUILDERS[tag_of(child)](element, child, roots) for child in element if tag_of(child) in EVENT_DEFINITIONS]
    found += [BUILDERS[tag_of(root)](element, root, roots) for root in referred(element, roots)]
    return tuple(found) or (NOTHING,)


def referred(element: Any, roots: Mapping[str, Any]) -> list[Any]:
    """Event definitions that stand among the root elements, for several events to share."""
    named = [roots.get((ref.text or "").strip()) for ref in element.findall(f"{B}eventDefinitionRef")]
    return [root for root in named if root is not None and tag_of(root) in EVENT_DEFINITIONS]


def message(event: Any, child: Any, roots: Mapping[str, Any]) -> Definition:
    """A message event."""
    root = roots.get(child.get("messageRef") or "")
    if root is None:
        return NOTHING
    mapping = "out" if tag_of(event) in THROWING else "in"
    to, correlate = "instance", None
    for each in ours(event, "message"):
        to = each.get("to") or "instance"
        correlate = bare_expression(each.get("correlate"), each) if each.get("correlate") else None
    named = not root.get("id").startswith(f"message_{event.get('id')}") or bool(ours(event, "message"))
    return Definition(kind="message", name=root.get("name"), payload=assigned(event, mapping), to=to, correlate=correlate, is_named=named)


def signal(event: Any, child: Any, roots: Mapping[str, Any]) -> Definition:
    """A signal event."""
    root = roots.get(child.get("signalRef") or "")
    return Definition(kind="signal", name=event.get("id") if root is None else root.get("name"))


def timer(_event: Any, child: Any, _roots: Mapping[str, Any]) -> Definition:
    """A timer event; without a time it is never due by itself."""
    text = next((text for text in (text_of(child, tag) for tag in TIMES) if text), None)
    return Definition(kind="timer", timer=timer_in(text, child))


def conditional(_event: Any, child: Any, _roots: Mapping[str, Any]) -> Definition:
    """A conditional event; without a condition it never happens."""
    return Definition(kind="conditional", condition=expression_of(child, "condition"))


def error(_event: Any, child: Any, roots: Mapping[str, Any]) -> Definition:
    """An error event; the code is the error's, else its name, else its id."""
    return Definition(kind="error", code=code(roots.get(child.get("errorRef") or ""), "errorCode"))


def escalation(_event: Any, child: Any, roots: Mapping[str, Any]) -> Definition:
    """An escalation event."""
    return Definition(kind="escalation", code=code(roots.get(child.get("escalationRef") or ""), "escalationCode"))


def code(root: Any, attribute: str) -> str | None:
    """What tells one error or escalation from another."""
    return None if root is None else root.get(attribute) or root.get("name") or root.get("id")


def compensation(_event: Any, child: Any, _roots: Mapping[str, Any]) -> Definition:
    """A compensation event."""
    waits = is_true(child.get("waitForCompletion"), default=True)
    return Definition(kind="compensation", activity=child.get("activityRef") or None, waits_for_completion=waits)


def link(event: Any, child: Any, _roots: Mapping[str, Any]) -> Definition:
    """A link event; the catch is found by name."""
    return Definition(kind="link", name=child.get("name") or event.get("name") or "")


BUILDERS = {
    "messageEventDefinition": message,
    "signalEventDefinition": signal,
    "timerEventDefinition": timer,
    "conditionalEventDefinition": conditional,
    "errorEventDefinition": error,
    "escalationEventDefinition": escalation,
    "compensateEventDefinition": compensation,
    "linkEventDefinition": link,
    "cancelEventDefinition": lambda _event, _child, _roots: Definition(kind="cancel"),
    "terminateEventDefinition": lambda _event, _child, _roots: Definition(kind="terminate"),
}
