"""Erasing what must not be kept: what an entry tells goes, its digest and its place stay, and an entry says who erased it and why."""

from collections.abc import Collection, Sequence

from sqlalchemy import JSON, delete, select, update

from desk import house_permissions
from desk.actors import Actor
from desk.house_permissions import HousePermission
from foundation import fulltext
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import NotFound, Refused
from processes import settling
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets import indexing
from processes.tickets.articles import Article, ArticleAttachment
from processes.tickets.ticket import Ticket

EMPTIED = ("from_text", "to_text", "cc_text", "bcc_text", "reply_to", "subject", "body", "in_reply_to", "references")


def erase(ticket: Ticket, positions: Collection[int], *, actor: Actor, reason: str) -> bool:
    """Forget what these entries of a ticket tell; True if anything was left to forget.

    Args:
        ticket: held by this unit of work.
        positions: of the entries.
        actor: an administrator.
        reason: a sentence that may be kept.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: the ticket has no entry at one of the positions.
        Refused: no reason is given, or an entry tells of an erasing, which stays.
    """
    require_reason(reason, actor=actor)
    settling.settle()
    left = left_of(ticket, positions)
    if left:
        forget(ticket, left)
        ticket.record(Event.ARTICLE_ERASED, actor=actor, positions=left, reason=reason)
    return bool(left)


def erase_article(ticket: Ticket, article_id: int, *, actor: Actor, reason: str) -> bool:
    """Forget what an article says, its files, and what the history tells of it; that there was one stays. True if it was there still.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: the ticket has no such article.
        Refused: no reason is given.
    """
    require_reason(reason, actor=actor)
    settling.settle()
    article = db.session.scalar(select(Article).where(Article.id == article_id, Article.ticket_id == ticket.id))
    if article is None:
        raise NotFound(f"The ticket {ticket.number} has no article with id {article_id}.")
    if article.erased_at is not None:
        return False
    about = select(HistoryEntry.position).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.article_id == article_id)
    left = left_of(ticket, db.session.scalars(about.where(HistoryEntry.event != Event.ARTICLE_ERASED)).all())
    empty(article)
    forget(ticket, left)
    ticket.record(Event.ARTICLE_ERASED, actor=actor, article_id=article_id, positions=left, reason=reason)
    return True


def require_reason(reason: str, *, actor: Actor) -> None:
    """Go on only for an administrator who says why."""
    house_permissions.require(actor, HousePermission.ADMIN)
    if not reason.strip():
        raise Refused({"reason": "Say why it is erased: nobody can look at it any more."})


def left_of(ticket: Ticket, positions: Collection[int]) -> list[int]:
    """Which of the entries still tell something, in their order."""
    columns = (HistoryEntry.position, HistoryEntry.event, HistoryEntry.data)
    statement = select(*columns).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position.in_(positions))
    found = {position: (event, data) for position, event, data in db.session.execute(statement)}
    for position in sorted(positions):
        if position not in found:
            raise NotFound(f"The history of the ticket {ticket.number} has no entry {position}.")
        if found[position][0] is Event.ARTICLE_ERASED:
            raise Refused({"positions": f"Entry {position} tells who erased something, and stays."})
    return sorted(position for position, (_, data) in found.items() if data is not None)


def forget(ticket: Ticket, positions: Sequence[int]) -> None:
    """Take away what entries tell."""
    these = update(HistoryEntry).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position.in_(positions))
    db.session.execute(these.values(data=JSON.NULL), execution_options=UNSYNCHRONISED)


def empty(article: Article) -> None:
    """Take away what an article says, and that it is found; its files go with the next sweep of those nobody refers to."""
    for name in EMPTIED:
        setattr(article, name, "")
    article.erased_at, article.content_sha256, article.message_id, article.sending_error = now(), None, None, None
    db.session.execute(delete(ArticleAttachment).where(ArticleAttachment.article_id == article.id))
    for kind in (indexing.ARTICLES, indexing.INTERNAL_ARTICLES):
        fulltext.remove(kind, article.id)
