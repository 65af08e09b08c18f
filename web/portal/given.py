"""What the customer told in dialogs: the fields that customers are asked for by the process of a ticket, with their values."""

from typing import Any

from processes import definitions
from processes.instances import Instance
from processes.tickets.ticket import Ticket
from web.given import Given, file_among, given_in


def given_by_customer(ticket: Ticket, instance: Instance | None) -> list[Given]:
    """The fields that have a value, in the order of the model."""
    asked = asked_of_customers(definitions.model_of(instance.version_id)) if instance else set()
    return given_in(ticket, instance.version_id, names=asked) if instance and asked else []


def asked_of_customers(model: Any) -> set[str]:
    """The fields that a customer may fill in; what is only shown to customers is shown in its dialog, at its time."""
    dialogs = (dialog for dialog in model.dialogs.values() if "customer" in dialog.audience)
    return {show.name for dialog in dialogs for show in dialog.shows if show.is_writable and show.name in model.fields}


def file_given(ticket: Ticket, instance: Instance | None, name: str) -> dict[str, Any]:
    """A file among them.

    Raises:
        NotFound: there is none of that name.
    """
    return file_among(given_by_customer(ticket, instance), name)
