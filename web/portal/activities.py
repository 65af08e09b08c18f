"""Activities that are the customer's: an offer to be answered, an application to be corrected."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog, Afterwards
from foundation.errors import Conflict, Forbidden, NotFound
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered
from web.dialog_pages import Place, address_of, dialog_reader
from web.portal.starting import UPLOADS
from web.unsent import keeps_words

views = Views("portal_activities", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets/<number>/activities/<int:activity_id>")


@views.get("/<dialog_id>")
def show(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    """The form; of what somebody has done, or is doing, the ticket."""
    there = place(number, activity_id, dialog_id)
    try:
        found = dialog(number, activity_id, dialog_id)
    except Conflict:
        flash(_("There is nothing left for you to do here."), "info")
        return redirect(there.back)
    return dialog_pages.show(found, there)


@views.post("/<dialog_id>")
@keeps_words
def send(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    """Answer it."""

    def load() -> ActivityDialog:
        return dialog(number, activity_id, dialog_id, held=True)

    return dialog_pages.send(load, place(number, activity_id, dialog_id))


@views.post("/<dialog_id>/refresh")
def refresh(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.refresh(lambda: dialog(number, activity_id, dialog_id), place(number, activity_id, dialog_id))


@views.post("/<dialog_id>/draft")
def save_draft(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.save_draft(lambda: dialog(number, activity_id, dialog_id), place(number, activity_id, dialog_id))


@views.get("/<dialog_id>/suggest/<name>")
def suggest(number: str, activity_id: int, dialog_id: str, name: str) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(number, activity_id, dialog_id), name)


# ------------------------------------------------------------------------------------------------ parts of it
def dialog(number: str, activity_id: int, dialog_id: str, *, held: bool = False) -> ActivityDialog:
    """The dialog, at the ticket that the address names.

    Raises:
        NotFound: there is none for this customer; that others have something to do is not told.
        Conflict: it is done, or somebody is on it; who is not told.
    """
    ticket = ticket_numbered(number, actor=readers.actor())
    try:
        found = activity_dialog.at(activity_id, dialog_id, actor=readers.actor(), reader=dialog_reader(), held=held)
    except (NotFound, Forbidden):  # whose sentences name what the house has to do
        found = None
    except Conflict:
        raise Conflict("There is nothing left for you to do here.") from None
    if found is None or found.ticket is None or found.ticket.id != ticket.id:
        raise NotFound("There is nothing here for you to do.")
    return found


def place(number: str, activity_id: int, dialog_id: str) -> Place:
    return Place(
        template="portal/dialog.html",
        address=address_of("portal", "tickets", number, "activities", activity_id, dialog_id),
        back=address_of("portal", "tickets", number),
        upload=UPLOADS,
        ticket_page=lambda to: address_of("portal", "tickets", to),
        next_page=lambda to, activity, named: address_of("portal", "tickets", to, "activities", activity, named),
        shown={},
        tells=answered,
        activity_id=activity_id,
        dialog_id=dialog_id,
    )


def answered(after: Afterwards) -> str:
    """That it has come, and whose turn it is."""
    return str(_("Thank you. It is with us now.") if after.waiting or after.incident else _("Thank you."))
