"""What people told in dialogs: the fields of a ticket that have a value, as the reader reads them; files to be saved."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, gettext as _

from desk.dynamic_fields import FieldObject
from desk.field_values import ShownValue, shown_values
from foundation.errors import NotFound
from processes import definitions
from processes.tickets.ticket import Ticket
from web import readers, translating
from web.times import moment


@dataclass(frozen=True, kw_only=True)
class Given:
    """One field. `file`: name, size and content (`sha256`) of a file; None for all else."""

    name: str
    label: str
    text: str
    file: dict[str, Any] | None


def given_in(ticket: Ticket, version_id: int | None, *, names: Container[str] | None = None) -> list[Given]:
    """The fields that have a value: those the process of a version knows, in its order and with its words, else all there are.

    Args:
        ticket: whose they are.
        version_id: of its process; None where it has none.
        names: only these.
    """
    found = shown_values(FieldObject.TICKET, [ticket.id], zone=readers.zone())[ticket.id]
    if version_id is None:
        labels = dict.fromkeys(found, "")
    else:
        labels = {name: field.label for name, field in definitions.model_of(version_id).fields.items() if name in found}
    return [
        as_given(name, found[name], label=label, version_id=version_id)
        for name, label in labels.items()
        if found[name].text and (names is None or name in names)
    ]


def as_given(name: str, shown: ShownValue, *, label: str, version_id: int | None) -> Given:
    """One of them in the reader's language."""
    known = label or shown.label or name
    return Given(
        name=name,
        label=in_words_of(version_id, known),
        text=as_written(shown) or in_words_of(version_id, shown.text),
        file=shown.value if shown.kind == "file" else None,
    )


def in_words_of(version_id: int | None, text: str) -> str:
    """What a model says, in the reader's language as far as it has it."""
    return text if version_id is None else definitions.translated(version_id, text, translating.shown_language())


def as_written(shown: ShownValue) -> str:
    """Days, moments and switches as the reader writes them; "" for all else."""
    match shown.value:
        case bool():
            return str(_("yes") if shown.value else _("no"))
        case datetime():
            return moment(shown.value, "short")
        case date():
            return str(format_date(shown.value))
        case _:
            return ""


def file_among(given: Iterable[Given], name: str) -> dict[str, Any]:
    """A file among them.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((each.file for each in given if each.name == name), None)
    if found is None:
        raise NotFound("There is no such file, or none you may see.")
    return found
