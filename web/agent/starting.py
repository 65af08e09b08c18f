"""Starting a process: what an agent may begin, and its first dialog."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from dialogs import activity_dialog, offers
from dialogs.activity_dialog import ActivityDialog
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.agent import standing
from web.agent.loading import agent
from web.dialog_pages import Place, address_of, dialog_reader
from web.navigation import in_navigation
from web.unsent import keeps_words

views = Views("starting", __name__, admits=Admits.AGENTS, url_prefix="/start")


@views.get("/")
@in_navigation("agent", "1 work", 20, icon="plus", label=lazy_gettext("New ticket"), key="n")
def choose() -> ResponseReturnValue:
    """Everything that can be begun, as cards."""
    found = offers.startable(readers.actor(), reader=dialog_reader())
    return render_template("agent/start.html", startables=found, views=standing.views_for(agent()))


@views.get("/<process_id>/<event>/<dialog_id>")
def show(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    """The start dialog."""
    return dialog_pages.show(dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.post("/<process_id>/<event>/<dialog_id>")
@keeps_words
def send(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    """Begin."""
    return dialog_pages.send(lambda: dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.post("/<process_id>/<event>/<dialog_id>/refresh")
def refresh(process_id: str, event: str, dialog_id: str) -> ResponseReturnValue:
    return dialog_pages.refresh(lambda: dialog(process_id, event, dialog_id), place(process_id, event, dialog_id))


@views.get("/<process_id>/<event>/<dialog_id>/suggest/<name>")
def suggest(process_id: str, event: str, dialog_id: str, name: str) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(process_id, event, dialog_id), name)


def dialog(process_id: str, event: str, dialog_id: str) -> ActivityDialog:
    """The start dialog of the active version.

    Raises:
        NotFound: there is none for this agent.
    """
    return activity_dialog.to_start(process_id, dialog_id, actor=readers.actor(), reader=dialog_reader(), event=event)


def place(process_id: str, event: str, dialog_id: str) -> Place:
    return Place(
        template="agent/dialog.html",
        address=address_of("start", process_id, event, dialog_id),
        back="/start/",
        upload="/uploads",
        ticket_page=lambda to: address_of("tickets", to),
        next_page=lambda to, activity, named: address_of("tickets", to, "activities", activity, named),
        shown={"views": standing.views_for(agent())},
    )
