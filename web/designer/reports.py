"""What the reader of models says, in the language of the page: sentences with holes by name, some of which are filled with words."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from flask_babel import format_decimal, lazy_gettext as _l

from web import sentences, translating
from web.node_kinds import node_kind

WORDED: Final = frozenset({"what", "kind", "kinds", "where", "instead", "side", "end", "event", "people", "place", "possible", "nearest"})
WORDS: Final[dict[str, Any]] = {
    "a message": _l("a message"),
    "a timer": _l("a timer"),
    "a signal": _l("a signal"),
    "a conditional": _l("a conditional"),
    "an error": _l("an error"),
    "an escalation": _l("an escalation"),
    "a compensation": _l("a compensation"),
    "a cancel": _l("a cancel"),
    "a terminate": _l("a terminate"),
    "a link": _l("a link"),
    "a none": _l("a none"),
    "message": _l("message"),
    "timer": _l("timer"),
    "signal": _l("signal"),
    "conditional": _l("conditional"),
    "error": _l("error"),
    "escalation": _l("escalation"),
    "compensate": _l("compensate"),
    "cancel": _l("cancel"),
    "terminate": _l("terminate"),
    "link": _l("link"),
    "condition": _l("condition"),
    "script": _l("script"),
    "field": _l("field"),
    "variable": _l("variable"),
    "the due date": _l("the due date"),
    "the follow-up date": _l("the follow-up date"),
    "the message": _l("the message"),
    "the signal": _l("the signal"),
    "the error": _l("the error"),
    "the escalation": _l("the escalation"),
    "the script": _l("the script"),
    "a parallel gateway": _l("a parallel gateway"),
    "an event-based gateway": _l("an event-based gateway"),
    "taken": _l("taken"),
    "open": _l("open"),
    "into a transaction": _l("into a transaction"),
    "on the border of a transaction": _l("on the border of a transaction"),
    "a pool": _l("a pool"),
    "pools": _l("pools"),
    "source": _l("source"),
    "target": _l("target"),
    "leaves": _l("leaves"),
    "enters": _l("enters"),
    "it holds nul characters": _l("it holds nul characters"),
    "agents": _l("agents"),
    "customers": _l("customers"),
    "agents and customers": _l("agents and customers"),
    "number of repetitions": _l("number of repetitions"),
    "condition of the loop": _l("condition of the loop"),
    "completion condition": _l("completion condition"),
    "the class": _l("the class"),
    "the expression": _l("the expression"),
    "the topic": _l("the topic"),
    "the kind": _l("the kind"),
    "the job": _l("the job"),
    "the operator": _l("the operator"),
    "the implementation": _l("the implementation"),
    "the operation": _l("the operation"),
    "a field": _l("a field"),
    "a ticket attribute": _l("a ticket attribute"),
    "a function": _l("a function"),
    "a view": _l("a view"),
    "a name of loops": _l("a name of loops"),
    "a conversation": _l("a conversation"),
    "a choreography": _l("a choreography"),
    "a foreign element": _l("a foreign element"),
    "whole numbers": _l("whole numbers"),
    "group": _l("group"),
    "role": _l("role"),
    "agent": _l("agent"),
    "customer": _l("customer"),
    "a pdf document": _l("a pdf document"),
    "a png picture": _l("a png picture"),
    "a jpeg picture": _l("a jpeg picture"),
    "a gif picture": _l("a gif picture"),
    "an old office document": _l("an old office document"),
    "a gzip archive": _l("a gzip archive"),
    "a 7z archive": _l("a 7z archive"),
    "a rar archive": _l("a rar archive"),
    "a bzip2 archive": _l("a bzip2 archive"),
    "an xz archive": _l("an xz archive"),
    ": a case model (cmmn)": _l(": a case model (cmmn)"),
    ": a process in xpdl": _l(": a process in xpdl"),
    ": a process in bpel": _l(": a process in bpel"),
    ": a web page": _l(": a web page"),
    ": a picture (svg)": _l(": a picture (svg)"),
    ": an xmi model": _l(": an xmi model"),
    ": a uml model": _l(": a uml model"),
    ": a graphml drawing": _l(": a graphml drawing"),
    ": a process in jpdl": _l(": a process in jpdl"),
    ": an xml schema": _l(": an xml schema"),
    ": a wsdl service description": _l(": a wsdl service description"),
    ": a draw.io drawing": _l(": a draw.io drawing"),
    ": an aris export (aml)": _l(": an aris export (aml)"),
    ": an aris export": _l(": an aris export"),
    ": an adonis export": _l(": an adonis export"),
}


class Wording(Formatter):
    """Fills the holes of a sentence, numbers as the language of the page writes them."""

    def format_field(self, value: Any, spec: str) -> str:
        return str(format_decimal(value)) if spec == "," else str(super().format_field(value, spec))


WORDING: Final = Wording()


def say(form: str, filling: Mapping[str, str | int]) -> str:
    """A sentence with what fills it; one that is in no catalogue stays English."""
    code = translating.shown_language()
    told = None if code == translating.SOURCE else form_in(code, form)
    if told is None:
        return form.format_map(filling)
    return WORDING.vformat(told, (), {name: word(str(value)) if name in WORDED else value for name, value in filling.items()})


def form_in(code: str, form: str) -> str | None:
    """A form in a language; a sentence that is a part of another one has no full stop."""
    catalogue = translating.catalogue_of(code)
    whole = catalogue.get(form) or catalogue.get(f"{form}.")
    return whole if whole is None or form in catalogue else whole.removesuffix(".")


def word(value: str) -> str:
    """A word, several of them, or a sentence; names and what is unknown stay as they are."""
    parts = value.strip().split(", ")
    if all(part.lower() in WORDS for part in parts):
        return ", ".join(str(WORDS[part.lower()]) for part in parts)
    kind = node_kind(value.capitalize())
    if kind != value.capitalize():
        return kind
    return f"{value[: len(value) - len(value.lstrip())]}{sentences.told(value.strip())}"
