"""What an agent was told in the house itself: how much of it is new, all of it, and having read it."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.db import db
from foundation.errors import NotFound
from notifications import inbox
from notifications.inbox import InboxNote
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent import standing
from web.agent.loading import agent

views = Views("notices", __name__, admits=Admits.AGENTS, url_prefix="/notices")
PAGE: Final = 50
COUNTED: Final = 99  # more than that is "99+"


@views.get("")
def show() -> ResponseReturnValue:
    """All of it, the newest first, in pages; a ticket is named only where the agent may still see it."""
    notes = inbox.inbox_of(readers.actor())
    if "unread" in request.args:
        notes = notes.where(InboxNote.read_at.is_(None))
    before = request.args.get("before", type=int)
    if before is not None:
        notes = notes.where(InboxNote.id < before)
    found = db.session.scalars(notes.limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return render_template(
        "agent/notices.html",
        notes=shown,
        tickets=tickets_of({note.ticket_id for note in shown}),
        unread_only="unread" in request.args,
        older=shown[-1].id if len(found) > PAGE else None,
        unread=inbox.unread(actor=readers.actor(), most=COUNTED),
        views=standing.views_for(agent()),
    )


@views.get("/count")
def show_count() -> ResponseReturnValue:
    """The bell: how much is new."""
    number = inbox.unread(actor=readers.actor(), most=COUNTED + 1)
    return render_template("agent/notices_bell.html", number=number, most=COUNTED)


@views.post("/<int:note_id>/open")
def open_ticket(note_id: int) -> ResponseReturnValue:
    """Go to the ticket it is about, and have read it.

    Raises:
        NotFound: there is no such note, or it is somebody else's.
    """
    note = db.session.scalar(inbox.inbox_of(readers.actor()).where(InboxNote.id == note_id))
    if note is None:
        raise NotFound("There is no such notice, or it is not yours.")
    inbox.mark_read(note.id, actor=readers.actor())
    ticket = tickets_of({note.ticket_id}).get(note.ticket_id)
    if ticket is None:
        raise NotFound("The ticket this notice is about is gone, or you may not see it any more.")
    return redirect(url_for("tickets.show", number=ticket.number), 303)


@views.post("/<int:note_id>/read")
def mark_read(note_id: int) -> ResponseReturnValue:
    """Have read one; those of others stay as they are."""
    inbox.mark_read(note_id, actor=readers.actor())
    return redirect(url_for("notices.show"), 303)


@views.post("/read")
def mark_all_read() -> ResponseReturnValue:
    """Have read all there is up to the newest one on the page: what came since is still new."""
    inbox.mark_all_read(up_to=request.form.get("up_to", 0, type=int), actor=readers.actor())
    return redirect(url_for("notices.show"), 303)


def tickets_of(ticket_ids: set[int]) -> dict[int, Any]:
    """Numbers and titles of those the agent may see, by id."""
    if not ticket_ids:
        return {}
    seen = Ticket.visible_to(readers.actor()).where(Ticket.id.in_(ticket_ids))
    return {row.id: row for row in db.session.execute(seen.with_only_columns(Ticket.id, Ticket.number, Ticket.title))}
