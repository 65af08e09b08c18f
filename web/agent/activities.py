"""Dialogs of open activities, as agents answer them."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog
from foundation.errors import NotFound
from processes import claiming, runner
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.agent import standing
from web.agent.loading import agent, ticket_numbered
from web.dialog_pages import Place, address_of, dialog_reader
from web.unsent import keeps_words

views = Views("activities", __name__, admits=Admits.AGENTS)


@views.get("/tickets/<number>/activities/<int:activity_id>/<dialog_id>")
def show(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    """The form."""
    return dialog_pages.show(dialog(number, activity_id, dialog_id), place(number, activity_id, dialog_id))


@views.post("/tickets/<number>/activities/<int:activity_id>/<dialog_id>")
@keeps_words
def send(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    """Answer it."""
    ticket_numbered(number, actor=readers.actor())

    def load() -> ActivityDialog:
        return dialog(number, activity_id, dialog_id, held=True)

    return dialog_pages.send(load, place(number, activity_id, dialog_id))


@views.post("/tickets/<number>/activities/<int:activity_id>/<dialog_id>/refresh")
def refresh(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.refresh(lambda: dialog(number, activity_id, dialog_id), place(number, activity_id, dialog_id))


@views.post("/tickets/<number>/activities/<int:activity_id>/<dialog_id>/draft")
def save_draft(number: str, activity_id: int, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.save_draft(lambda: dialog(number, activity_id, dialog_id), place(number, activity_id, dialog_id))


@views.get("/tickets/<number>/activities/<int:activity_id>/<dialog_id>/suggest/<name>")
def suggest(number: str, activity_id: int, dialog_id: str, name: str) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(number, activity_id, dialog_id), name)


@views.post("/tickets/<number>/activities/<int:activity_id>/done")
def complete(number: str, activity_id: int) -> ResponseReturnValue:
    """Complete an activity that asks nothing."""
    ticket_numbered(number, actor=readers.actor())
    runner.complete(activity_id, actor=readers.actor())
    return redirect(url_for("tickets.show", number=number))


@views.post("/tickets/<number>/activities/<int:activity_id>/claim")
def claim(number: str, activity_id: int) -> ResponseReturnValue:
    """Have an activity, or with `release` give it back."""
    ticket_numbered(number, actor=readers.actor())
    change = claiming.release if "release" in request.form else claiming.claim
    change(activity_id, actor=readers.actor())
    return redirect(url_for("tickets.show", number=number))


@views.post("/uploads")
def upload() -> ResponseReturnValue:
    """A file for a form that is about to be sent."""
    return dialog_pages.upload()


# ------------------------------------------------------------------------------------------------ parts of it
def dialog(number: str, activity_id: int, dialog_id: str, *, held: bool = False) -> ActivityDialog:
    """The dialog, at the ticket that the address names.

    Raises:
        NotFound: there is none, or none for this agent.
    """
    found = activity_dialog.at(activity_id, dialog_id, actor=readers.actor(), reader=dialog_reader(), held=held)
    if found.ticket is None or found.ticket.number != number:
        raise NotFound("This ticket has no such activity.")
    return found


def place(number: str, activity_id: int, dialog_id: str) -> Place:
    return Place(
        template="agent/dialog.html",
        address=address_of("tickets", number, "activities", activity_id, dialog_id),
        back=address_of("tickets", number),
        upload="/uploads",
        ticket_page=lambda to: address_of("tickets", to),
        next_page=lambda to, activity, named: address_of("tickets", to, "activities", activity, named),
        shown={"views": standing.views_for(agent())},
        files=address_of("tickets", number, "fields"),
        activity_id=activity_id,
        dialog_id=dialog_id,
    )
