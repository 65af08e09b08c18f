"""What kinds of nodes of a model are called in the language of the page; `bpm/graph/kinds.py` has the English."""

import re
from typing import Any, Final

from flask import Flask
from flask_babel import lazy_gettext as _l

from web.translating import SOURCE, shown_language

PLAIN: Final[dict[str, Any]] = {
    "Task": _l("Task"),
    "User task": _l("User task"),
    "Manual task": _l("Manual task"),
    "Service task": _l("Service task"),
    "Send task": _l("Send task"),
    "Receive task": _l("Receive task"),
    "Script task": _l("Script task"),
    "Business rule task": _l("Business rule task"),
    "Subprocess": _l("Subprocess"),
    "Transaction": _l("Transaction"),
    "Ad-hoc subprocess": _l("Ad-hoc subprocess"),
    "Event subprocess": _l("Event subprocess"),
    "Call activity": _l("Call activity"),
    "Exclusive gateway": _l("Exclusive gateway"),
    "Inclusive gateway": _l("Inclusive gateway"),
    "Parallel gateway": _l("Parallel gateway"),
    "Event-based gateway": _l("Event-based gateway"),
    "Complex gateway": _l("Complex gateway"),
    "Process": _l("Process"),
    "Pool": _l("Pool"),
    "Pool without content": _l("Pool without content"),
}
EVENTS: Final[dict[str, Any]] = {
    "start": _l("Start event"),
    "end": _l("End event"),
    "intermediate catch": _l("Intermediate catch event"),
    "intermediate throw": _l("Intermediate throw event"),
    "boundary": _l("Boundary event"),
}
TRIGGERS: Final[dict[str, Any]] = {
    "message": _l("of a message"),
    "timer": _l("of a timer"),
    "signal": _l("of a signal"),
    "error": _l("of an error"),
    "escalation": _l("of an escalation"),
    "conditional": _l("of a condition"),
    "compensation": _l("of a compensation"),
    "cancel": _l("of a cancellation"),
    "terminate": _l("of a termination"),
    "link": _l("of a link"),
}
SPARING: Final = _l("not interrupting")
EVENT: Final = re.compile(r"(?P<triggers>.*?) ?(?P<kind>start|end|intermediate catch|intermediate throw|boundary) event(?P<spares>.*)")


def register(website: Flask) -> None:
    website.jinja_env.filters["node_kind"] = node_kind


def node_kind(kind: str) -> str:
    """A kind as the outline of a model says it ("Timer boundary event, not interrupting"), in the language of the page."""
    if shown_language() == SOURCE:
        return kind
    event = EVENT.fullmatch(kind.lower())
    return str(PLAIN.get(kind, kind)) if event is None else event_in_words(event)


def event_in_words(event: re.Match[str]) -> str:
    """An event: what it is, by what it comes, and whether it leaves alone what it is attached to."""
    triggers = [str(TRIGGERS.get(each, each)) for each in event["triggers"].split(" and ") if each]
    words = [str(EVENTS[event["kind"]]), *triggers]
    return " ".join(words) + (f", {SPARING}" if event["spares"] else "")
