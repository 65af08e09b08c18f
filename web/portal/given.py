"""What the customer told in dialogs: the fields that customers are asked for by the process of a ticket, with their values."""

from dataclasses import dataclass
from typing import Any

from flask_babel import format_date

from desk.dynamic_fields import FieldObject
from desk.field_values import readable_values, values_of
from foundation.errors import NotFound
from processes import definitions
from processes.instances import Instance
from processes.tickets.ticket import Ticket
from web import readers, translating


@dataclass(frozen=True, kw_only=True)
class Given:
    """One field. `file`: name, size and content (`sha256`) of a file; None for all else."""

    name: str
    label: str
    text: str
    file: dict[str, Any] | None


def given_in(ticket: Ticket, instance: Instance | None) -> list[Given]:
    """The fields that have a value, in the order of the model."""
    if instance is None:
        return []
    model, language = definitions.model_of(instance.version_id), translating.shown_language()
    asked = asked_of_customers(model)
    texts = readable_values(FieldObject.TICKET, [ticket.id], zone=readers.zone())[ticket.id] if asked else {}
    values = values_of(FieldObject.TICKET, [ticket.id])[ticket.id] if asked else {}
    return [
        Given(
            name=name,
            label=definitions.translated(instance.version_id, field.label or name, language),
            text=format_date(values[name]) if field.type == "date" else definitions.translated(instance.version_id, texts[name], language),
            file=values[name] if field.type == "file" else None,
        )
        for name, field in model.fields.items()
        if name in asked and texts.get(name)
    ]


def asked_of_customers(model: Any) -> set[str]:
    """The fields that a customer may fill in; what is only shown to customers is shown in its dialog, at its time."""
    dialogs = (dialog for dialog in model.dialogs.values() if "customer" in dialog.audience)
    return {show.name for dialog in dialogs for show in dialog.shows if show.is_writable and show.name in model.fields}


def file_given(ticket: Ticket, instance: Instance | None, name: str) -> dict[str, Any]:
    """A file among them.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((each.file for each in given_in(ticket, instance) if each.name == name), None)
    if found is None:
        raise NotFound("There is no such file, or none you may see.")
    return found
