"""Answering on a request: sent, and kept while it is typed. What becomes of it on a closed one is said before."""

from typing import Final

from flask import flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from dialogs import drafts
from foundation.db import db
from foundation.errors import Conflict, Refused
from processes import settling
from web import readers
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered, ticket_to_change
from web.dialog_pages import with_files
from web.portal import tickets
from web.portal.writing import DRAFT, article, form_of, require_open_ears, told
from web.unsent import keeps_words

views = Views("portal_replying", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")
TYPED: Final = ("body", "files")


@views.post("/<number>/reply")
@keeps_words
def send(number: str) -> ResponseReturnValue:
    """Write it, and have the ticket follow by the rule of its queue."""
    ticket = ticket_to_change(number, actor=readers.actor())
    given = with_files()
    was_closed = ticket.is_closed
    try:
        require_open_ears(ticket)
        with settling.undoable():
            followed = ticket.follow_up(article(ticket, given), actor=readers.actor())
            db.session.flush()
    except (Refused, Conflict) as error:
        problems = error.problems if isinstance(error, Refused) else {"": str(error)}
        return make_response(tickets.page(ticket, **form_of(ticket, given, problems=problems)), 422 if isinstance(error, Refused) else 409)
    drafts.forget_sent(ticket.id, DRAFT, actor=readers.actor())
    flash(told(followed, was_closed=was_closed), "ok")
    return redirect(url_for("portal_tickets.show", number=followed.ticket.number, _anchor="last"))


@views.post("/<number>/reply/draft")
def save_draft(number: str) -> ResponseReturnValue:
    """Keep what was typed so far."""
    ticket = ticket_numbered(number, actor=readers.actor())
    typed = {name: values for name, values in request.form.lists() if name in TYPED}
    kept = drafts.save(ticket.id, DRAFT, {"typed": typed}, actor=readers.actor(), ticket_version=ticket.version)
    return jsonify({"saved_at": kept.saved_at.isoformat()})
