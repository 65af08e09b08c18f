"""Drafts: what somebody has begun to say in a dialog and not sent yet.

A draft without a title is kept while typing, one for each author, dialog and place, and is nobody else's business. One with a title was put
there to go on later, by whoever works on the ticket (OTRS's form drafts). Who is writing right now is another matter (`web/presence.py`).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, cast, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from foundation import blobs
from foundation.clock import now
from foundation.db import Base, Document, Id, db
from foundation.errors import Forbidden, NotFound, Refused
from processes.tickets import access
from processes.tickets.ticket import Ticket

TIME_TO_LIVE: Final = timedelta(minutes=10_080)  # OTRS's `FormDraftTTL`
LARGEST: Final = 1_000_000  # characters of JSON; files are named by their hash
LONGEST_TITLE: Final = 255


class Draft(Base):
    """The input of one person for one dialog of one activity, or for an everyday verb of a ticket (`activity_id` None)."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "ticket_id", "author", "activity_id", "dialog"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    activity_id: Mapped[int | None] = mapped_column(Id, ForeignKey("activity.id"), index=True)
    dialog: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    author: Mapped[str] = mapped_column(String(240))
    content: Mapped[Any] = mapped_column(Document)
    ticket_version: Mapped[int]  # which one the form showed
    saved_at: Mapped[datetime] = mapped_column(default=now, index=True)


# ------------------------------------------------------------------------------------------------ keeping
def save(  # noqa: PLR0913 - where it was written, and what
    ticket_id: int,
    dialog: str,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    activity_id: int | None = None,
    title: str = "",
    ticket_version: int = 0,
) -> Draft:
    """Keep what an actor has written so far; the same place under the same title is written over.

    Args:
        ticket_id: the ticket, which the actor may read.
        dialog: the dialog, or the name of the everyday verb.
        content: JSON; files by their hash, under `files`.
        actor: whose draft it is.
        activity_id: the activity the dialog is offered at.
        title: what others see it by; empty: it is not for them.
        ticket_version: that of the ticket when the form was shown, so that a stale form is told from a fresh one.

    Raises:
        NotFound: the actor may not read the ticket.
        Refused: it is too large, or no JSON.
    """
    require_readable(ticket_id, actor)
    check(content, title)
    draft = db.session.scalar(
        select(Draft).where(
            Draft.ticket_id == ticket_id,
            Draft.author == str(actor),
            Draft.activity_id.is_(None) if activity_id is None else Draft.activity_id == activity_id,
            Draft.dialog == dialog,
            Draft.title == title,
        )
    )
    if draft is None:
        draft = Draft(ticket_id=ticket_id, activity_id=activity_id, dialog=dialog, title=title, author=str(actor))
        db.session.add(draft)
    draft.content, draft.ticket_version, draft.saved_at = dict(content), ticket_version, now()
    db.session.flush()
    return draft


def check(content: Mapping[str, Any], title: str) -> None:
    """Go on only with what can be kept.

    Raises:
        Refused: naming what cannot.
    """
    try:
        size = len(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError):
        raise Refused({"content": "A draft holds texts, numbers, and lists of them."}) from None
    if size > LARGEST:
        raise Refused({"content": f"It has {size:,} characters; a draft holds {LARGEST:,}. Attach the longer parts as files."})
    if len(title) > LONGEST_TITLE:
        raise Refused({"title": f"It has {len(title)} characters; at most {LONGEST_TITLE} fit."})


def discard(draft_id: int, *, actor: Actor) -> None:
    """Throw a draft away: one's own, or a titled one of a ticket the actor may write to.

    Raises:
        NotFound: there is no such draft the actor may see.
        Forbidden: it is somebody else's, and the actor has no note for the ticket.
    """
    draft = opened(draft_id, actor=actor)
    if draft.author != str(actor) and db.session.scalar(may(draft.ticket_id, actor, "note")) is None:
        raise Forbidden(f"{actor} needs the permission 'note' for the ticket to throw the draft of {draft.author} away.")
    db.session.delete(draft)
    db.session.flush()


def forget_sent(ticket_id: int, dialog: str, *, actor: Actor, activity_id: int | None = None) -> None:
    """Throw away what the actor kept while typing, since it was sent; the ticket may have gone where the actor sees it no more."""
    mine = (Draft.ticket_id == ticket_id, Draft.author == str(actor), Draft.activity_id == activity_id)
    db.session.execute(delete(Draft).where(*mine, Draft.dialog == dialog, Draft.title == ""))


def forget_old(*, before: datetime | None = None) -> int:
    """Throw away what nobody has gone on with for a week; returns how many there were."""
    old = delete(Draft).where(Draft.saved_at < (before or now() - TIME_TO_LIVE)).returning(Draft.id)
    return len(db.session.scalars(old).all())


# ------------------------------------------------------------------------------------------------ finding
def opened(draft_id: int, *, actor: Actor) -> Draft:
    """A draft the actor may see.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(select(Draft).where(Draft.id == draft_id, visible(actor)))
    if found is None or db.session.scalar(may(found.ticket_id, actor, "ro")) is None:
        raise NotFound(f"There is no draft with id {draft_id}, or none that {actor} may see.")
    return found


def of_ticket(ticket_id: int, *, actor: Actor) -> Sequence[Draft]:
    """The actor's drafts for a ticket and the titled ones of others, the latest first.

    Raises:
        NotFound: the actor may not read the ticket.
    """
    require_readable(ticket_id, actor)
    wanted = select(Draft).where(Draft.ticket_id == ticket_id, visible(actor)).order_by(Draft.saved_at.desc(), Draft.id.desc())
    return db.session.scalars(wanted).all()


def visible(actor: Actor) -> ColumnElement[bool]:
    """Which drafts an actor sees: the own ones; agents also those with a title."""
    mine: ColumnElement[bool] = Draft.author == str(actor)
    return mine if actor.is_customer_user else or_(mine, Draft.title != "")


def require_readable(ticket_id: int, actor: Actor) -> None:
    """Go on only with a ticket the actor may read.

    Raises:
        NotFound: it is none.
    """
    is_readable = access.may_agent(actor, "ro", ticket_id) if actor.is_agent else db.session.scalar(may(ticket_id, actor, "ro")) is not None
    if not is_readable:
        raise NotFound(f"There is no ticket with id {ticket_id}, or none that {actor} may see.")


def may(ticket_id: int, actor: Actor, permission: str) -> Any:
    """The question whether the actor has a permission for a ticket."""
    return Ticket.visible_to(actor, permission).where(Ticket.id == ticket_id).with_only_columns(Ticket.id)


@blobs.referrers.register("draft")
def is_named(sha256: str) -> bool:
    """Whether a draft holds the content with that hash."""
    return bool(db.session.scalar(select(exists().where(cast(Draft.content, Text).contains(sha256)))))
