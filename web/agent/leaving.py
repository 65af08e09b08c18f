"""Answers that were sent and have not left: told on the ticket until they have, and taken back into the form they were written in."""

import json
from datetime import datetime
from math import ceil

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import exists, select

from dialogs import drafts, uploads
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound
from processes import leaving_answers
from processes.events import Event
from processes.history import HistoryEntry
from processes.leaving_answers import Answer, LeavingAnswer
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.asking import ListQuery
from web.agent.composing import DRAFT, draft_of
from web.agent.loading import ticket_numbered

views = Views("leaving", __name__, admits=Admits.AGENTS, url_prefix="/tickets/<number>/leaving")
KIND = "answer"


@views.get("")
def show(number: str) -> ResponseReturnValue:
    """What waits still; `waited`: how many did when the page was made, `since`: how long the history was."""
    ticket = ticket_numbered(number, actor=readers.actor())
    waiting = leaving_answers.of_ticket(ticket.id, actor=readers.actor())
    waited = request.args.get("waited", 0, type=int)
    query = ListQuery.from_address(request.args)
    page = make_response(render_template("agent/leaving.html", ticket=ticket, leaving=waiting, waited=waited, query=query, at=now()))
    if len(waiting) < waited and was_sent(ticket, since=request.args.get("since", 0, type=int)):
        page.headers["HX-Trigger"] = json.dumps({"toast": {"text": _("Sent."), "tone": "ok"}})
    return page


@views.post("/<int:answer_id>/back")
def take_back(number: str, answer_id: int) -> ResponseReturnValue:
    """Have one not leave, and go on writing; one that has left stays where it is."""
    ticket = ticket_numbered(number, actor=readers.actor())
    try:
        answer = leaving_answers.take_back(answer_id, actor=readers.actor())
    except NotFound:
        flash(_("It was too late: the answer has left."), "warning")
        return redirect(url_for("tickets.show", number=number))
    keep_as_draft(ticket, answer)
    flash(_("It did not leave. Go on writing, or throw it away."), "ok")
    return redirect(url_for("composing.ask", number=number, kind=KIND))


def was_sent(ticket: Ticket, *, since: int) -> bool:
    """Whether a mail of this agent has left since the history had that length; what is gone may have been taken back elsewhere."""
    mine = exists().where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position > since, HistoryEntry.actor == str(readers.actor()))
    return bool(db.session.scalar(select(mine.where(HistoryEntry.event == Event.EMAIL_BY_AGENT))))


def keep_as_draft(ticket: Ticket, answer: Answer) -> None:
    """Put an answer back into its form, before what was begun there since."""
    begun = draft_of(ticket, KIND)
    since = begun.content["typed"] if begun is not None else {}
    files = [*(file["id"] for file in answer.files), *since.get("files", [])]
    typed = {
        "to": [answer.to],
        "subject": [answer.subject],
        "body": ["\n\n".join(text for text in (answer.body, *since.get("body", [])) if text.strip())],
        "state": [answer.state],
        "until": [in_zone_of_reader(answer.pending_until)],
        "time_units": [answer.time_units],
        "files": files,
    }
    content = {"typed": typed, "files": uploads.hold(uploads.known(files, actor=readers.actor()))}
    drafts.save(ticket.id, DRAFT.format(kind=KIND), content, actor=readers.actor(), ticket_version=ticket.version)


def in_zone_of_reader(moment: str) -> str:
    """A moment as its field takes it; "" for none."""
    return f"{datetime.fromisoformat(moment).astimezone(readers.zone()):%Y-%m-%dT%H:%M}" if moment else ""


def seconds_left(leaving: LeavingAnswer, at: datetime) -> int:
    """Until it leaves; 0: at any moment."""
    return max(0, ceil((leaving.leaves_at - at).total_seconds()))


views.add_app_template_filter(seconds_left)
