"""What a customer says on a request that is there: a text and files, and what becomes of it by the rule of the queue."""

from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from desk.escalations import Sender
from desk.queues import FollowUp, Queue
from dialogs import drafts, uploads
from dialogs.drafts import Draft
from foundation.db import db
from foundation.errors import Conflict, Refused
from processes.tickets.following_up import ASKS_ITS_QUEUE, Became, FollowedUp
from processes.tickets.new_articles import NewArticle
from processes.tickets.record import LONGEST_TITLE
from processes.tickets.ticket import Ticket
from web import readers

DRAFT: Final = "portal-reply"


def begun(ticket: Ticket) -> dict[str, Any]:
    """The form as this person left it."""
    draft = draft_of(ticket)
    typed = draft.content.get("typed", {}) if draft is not None else {}
    return form_of(ticket, MultiDict((name, value) for name, values in typed.items() for value in values), draft=draft)


def form_of(ticket: Ticket, given: MultiDict[str, str], **more: Any) -> dict[str, Any]:
    """What the form shows."""
    files = uploads.known(given.getlist("files"), actor=readers.actor())
    return {"way": way(ticket), "body": given.get("body", ""), "files": files, "problems": {}, "draft": None} | more


def way(ticket: Ticket) -> str:
    """What becomes of a message: "open", "reopens", "new-ticket"; "" where none can be written."""
    if ticket.merged_into_id is not None or not may_write(ticket):
        return ""
    if ticket.state_type not in ASKS_ITS_QUEUE:
        return "open"
    option = db.session.get_one(Queue, ticket.queue_id).follow_up
    return {FollowUp.POSSIBLE: "reopens", FollowUp.NEW_TICKET: "new-ticket", FollowUp.REJECT: ""}[option]


def may_write(ticket: Ticket) -> bool:
    """Whether the customer who reads may say anything on it."""
    wanted = Ticket.visible_to(readers.actor(), "note").where(Ticket.id == ticket.id).with_only_columns(Ticket.id)
    return db.session.scalar(wanted) is not None


def require_open_ears(ticket: Ticket) -> None:
    """Go on only where a message is taken.

    Raises:
        Conflict: it would be kept and read by nobody.
    """
    if ticket.merged_into_id is None and not way(ticket):
        raise Conflict("This request is closed and takes no more messages. Ask anew from the overview.")


def article(ticket: Ticket, given: MultiDict[str, str]) -> NewArticle:
    """What was written.

    Raises:
        Refused: nothing was.
    """
    files = uploads.known(given.getlist("files"), actor=readers.actor())
    if not given.get("body", "").strip():
        raise Refused({"body": "Write something."})
    uploads.settle(files)
    return NewArticle(
        subject=f"Re: {ticket.title}"[:LONGEST_TITLE],
        body=given["body"],
        sender=Sender.CUSTOMER,
        visible_to_customer=True,
        attachments=[file.as_attachment for file in files],
    )


def told(followed: FollowedUp, *, was_closed: bool) -> str:
    """What became of it."""
    if followed.became is Became.NEW_TICKET:
        return str(_("Thank you. We opened a new request for it: %(number)s.", number=followed.ticket.number))
    return str(_("Thank you. Your request is open again.") if was_closed and not followed.ticket.is_closed else _("Thank you, it is sent."))


def draft_of(ticket: Ticket) -> Draft | None:
    """What this person wrote here and did not send."""
    place = (DRAFT, str(readers.actor()), "", None)
    mine = drafts.of_ticket(ticket.id, actor=readers.actor())
    return next((draft for draft in mine if (draft.dialog, draft.author, draft.title, draft.activity_id) == place), None)
