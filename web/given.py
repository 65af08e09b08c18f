"""What people told in dialogs: the fields of a ticket that have a value, as the reader reads them; files to be saved."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from desk.dynamic_fields import FieldObject
from desk.field_values import ShownValue, shown_values
from foundation.errors import NotFound
from processes import definitions
from processes.telling import field_words
from processes.tickets.ticket import Ticket
from web import readers, translating


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
    language = translating.shown_language()
    say = partial(in_words_of, version_id, language=language)
    return Given(
        name=name,
        label=say(label or shown.label or name),
        text=field_words.written(shown.kind, shown.text, language, say=say),
        file=shown.value if shown.kind == "file" else None,
    )


def in_words_of(version_id: int | None, text: str, *, language: str) -> str:
    """What a model says in a language, as far as it has it."""
    return text if version_id is None else definitions.translated(version_id, text, language)


def file_among(given: Iterable[Given], name: str) -> dict[str, Any]:
    """A file among them.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((each.file for each in given if each.name == name), None)
    if found is None:
        raise NotFound("There is no such file, or none you may see.")
    return found
