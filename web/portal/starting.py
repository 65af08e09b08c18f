"""Asking for something: the start dialog of a process, and files for any form of the portal."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog, Afterwards
from foundation.errors import Forbidden, NotFound
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.dialog_pages import Place, address_of, dialog_reader
from web.unsent import keeps_words

views = Views("portal_starting", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal")
UPLOADS = "/portal/uploads"


@views.get("/start/<process_id>/<event>/<dialog_id>")
def show(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    """The start dialog."""
    return dialog_pages.show(dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.post("/start/<process_id>/<event>/<dialog_id>")
@keeps_words
def send(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    """Begin."""
    return dialog_pages.send(lambda: dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.post("/start/<process_id>/<event>/<dialog_id>/refresh")
def refresh(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.refresh(lambda: dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.get("/start/<process_id>/<event>/<dialog_id>/suggest/<name>")
def suggest(process_id: str, event: str, dialog_id: str, name: str) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(process_id, event, dialog_id), name)


@views.post("/uploads")
def upload() -> ResponseReturnValue:
    """A file for a form that is about to be sent."""
    return dialog_pages.upload()


# ------------------------------------------------------------------------------------------------ parts of it
def dialog(process_id: str, event: str, dialog_id: str) -> ActivityDialog:
    """The start dialog of the active version.

    Raises:
        NotFound: there is none, or none for this customer: whether there is one for others is not told.
    """
    try:
        return activity_dialog.to_start(process_id, dialog_id, actor=readers.actor(), reader=dialog_reader(), event=event)
    except (NotFound, Forbidden):
        raise NotFound("There is nothing here that you can ask for.") from None


def place(process_id: str, event: str, dialog_id: str) -> Place:
    return Place(
        template="portal/dialog.html",
        address=address_of("portal", "start", process_id, event, dialog_id),
        back="/portal/",
        upload=UPLOADS,
        ticket_page=lambda to: address_of("portal", "tickets", to),
        next_page=lambda to, activity, named: address_of("portal", "tickets", to, "activities", activity, named),
        shown={},
        tells=begun,
    )


def begun(after: Afterwards) -> str:
    """That it has come, and how it is called."""
    return str(_("Thank you, we have it. Its number is %(number)s.", number=after.number))
