"""What the outline says of a step: its labels in the language of the page; what the model says stays as it was written."""

from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l

LABELS: Final[dict[str, Any]] = {
    "Documentation": _l("Documentation"),
    "Lane": _l("Lane"),
    "Who may": _l("Who may"),
    "Dialog": _l("Dialog"),
    "Due": _l("Due"),
    "Follow-up": _l("Follow-up"),
    "Advances": _l("Goes on by itself"),
    "Milestone": _l("Milestone"),
    "Public name": _l("Called so by customers"),
    "Repeats": _l("Repeats"),
    "Timer": _l("Timer"),
    "Condition": _l("Condition"),
    "Message": _l("Message"),
    "Signal": _l("Signal"),
    "Error": _l("Error"),
    "Escalation": _l("Escalation"),
    "Link": _l("Link"),
    "Compensates": _l("Compensates"),
    "Action": _l("Action"),
    "Sets": _l("Sets"),
    "Decision": _l("Decision"),
    "Calls": _l("Calls"),
    "In": _l("Gives in"),
    "Out": _l("Takes out"),
    "Sends to": _l("Sends to"),
    "Gets from": _l("Gets from"),
    "Ticket": _l("Ticket"),
    "Fields": _l("Fields"),
    "Variables": _l("Variables"),
}
ARROW: Final = "→ "


def detail_told(detail: str) -> tuple[str, str]:
    """A label, and what it is about: a way on has the condition under which it is taken for a label."""
    when, arrow, target = detail.partition(ARROW)
    label, colon, text = detail.partition(": ")
    if colon and label in LABELS:
        return str(LABELS[label]), text
    return (way_told(when.strip()), f"{arrow}{target}") if arrow else ("", detail)


def way_told(when: str) -> str:
    if when.startswith("if "):
        return str(_("if %(condition)s", condition=when.removeprefix("if ")))
    if when.startswith("otherwise"):
        return str(_("otherwise")) + when.removeprefix("otherwise")
    return when
