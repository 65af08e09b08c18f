"""Texts of an export as texts of ours: placeholders become expressions in braces, braces and `=` that were plain stay plain.

Placeholders are `<OTRS_TICKET_…>` and the same with OTOBO or ZNUNY, also as HTML entities (desk.md 11.5). What nothing here can
fill becomes `-`, which is what OTRS writes for tags it does not know.
"""

import re
from collections.abc import Iterator

from bpm.errors import ExpressionError
from bpm.otrs.fields import INTERNAL, Fields
from bpm.otrs.report import Report
from bpm.otrs.ticket_names import READABLE
from bpm.sentences import Sentence
from bpm.texts import compile_parameter

_TAG = re.compile(r"(?:<|&lt;)(?P<name>(?:OTRS|OTOBO|ZNUNY)_[A-Za-z0-9_:.\-\[\]]{1,200})(?:>|&gt;)", re.IGNORECASE)
_TICKET = re.compile(r"[A-Z]+_TICKET_(?P<key>.+)", re.IGNORECASE)
_FIELD = re.compile(r"DynamicField_(?P<name>.+?)(?P<form>_Value|_Data)?")
_BRACES = re.compile(r"\{\{|\{%|\{#")
_OTHERS = {
    "Number": "number",
    "PendingTime": "pending_until",
    "RealTillTimeNotUsed": "pending_until",
    "CustomerUser": READABLE["CustomerUserID"],
}
_BY_LOWER_CASE = {key.lower(): name for key, name in {**READABLE, **_OTHERS}.items()}


def plain(text: str) -> str:
    """A text that means itself, in a place where braces and a leading `=` would mean something."""
    if text.lstrip().startswith("="):
        return f"={text!r}"
    return template(text)


def template(text: str) -> str:
    """The same in a place where only braces would mean something."""
    return _BRACES.sub(lambda found: f'{{{{ "{found.group()}" }}}}', text)


class Filled:
    """Carries the texts of one entity and tells what could not be carried."""

    def __init__(self, entity: tuple[str, str], *, fields: Fields, report: Report) -> None:
        self._entity = entity
        self._fields = fields
        self._report = report

    def text(self, text: str) -> str:
        """The text as a parameter of an action."""
        if not _TAG.search(text):
            return self._fitting(plain(text))
        return self._fitting("".join(self._pieces(text)))

    def items(self, text: str) -> str:
        """The text as a list of keys, which OTRS splits at commas."""
        found = _TAG.fullmatch(text.strip())
        if found and (name := self._expression(found["name"])):
            return f"={name}"
        if _TAG.search(text):
            self._report.add(
                self._entity,
                "refused",
                Sentence(
                    "The list {text!r} is put together from placeholders, which cannot be carried; the text is taken as one entry.",
                    text=text[:80],
                ),
            )
            return f"={[text]!r}"
        return "=" + repr([item.strip() for item in text.split(",") if item.strip()])

    def _fitting(self, text: str) -> str:
        try:
            compile_parameter(text)
        except ExpressionError as error:
            self._report.add(
                self._entity, "refused", Sentence("A text of it cannot be carried and is left empty. {problem}", problem=error.message)
            )
            return ""
        return text

    def _pieces(self, text: str) -> Iterator[str]:
        position = 0
        for found in _TAG.finditer(text):
            before = text[position : found.start()]
            yield '{{ "=" }}' + template(before.lstrip()[1:]) if position == 0 and before.lstrip().startswith("=") else template(before)
            expression = self._expression(found["name"])
            yield f"{{{{ {expression} }}}}" if expression else "-"
            position = found.end()
        yield template(text[position:])

    def _expression(self, tag: str) -> str | None:
        """What fills a placeholder; None and a finding where nothing does."""
        found = _TICKET.fullmatch(tag)
        name = self._of_ticket(found["key"]) if found else None
        if name is None:
            self._report.add(
                self._entity, "refused", Sentence("Nothing here fills the placeholder <{tag}>; a dash stands in its place.", tag=tag)
            )
        return name

    def _of_ticket(self, key: str) -> str | None:
        field = _FIELD.fullmatch(key)
        if field is None:
            return _BY_LOWER_CASE.get(key.lower())
        if field["name"] in INTERNAL:
            return None
        if field["form"]:
            self._report.add(self._entity, "adapted", _stored_value(field["name"], asks_label=field["form"] == "_Value"))
        return self._fields.name(field["name"])


def _stored_value(field: str, *, asks_label: bool) -> Sentence:
    if asks_label:
        return Sentence("The placeholder for the label of {field!r} gives its stored value.", field=field)
    return Sentence("The placeholder for the raw data of {field!r} gives its stored value.", field=field)
