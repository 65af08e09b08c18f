"""Articles that leave by mail: what is sent of them, and what is kept of how that went.

The mail comes from the address of the ticket's queue, whoever wrote it, as OTRS does it by default: replies find their way back.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from desk.actors import SYSTEM
from desk.queues import Queue
from desk.ticket_subjects import SubjectOf, subject_for
from foundation import blobs
from foundation.db import db
from mail.composing import Draft, File
from processes.events import Event
from processes.tickets.articles import Article, ArticleAttachment, Sending
from processes.tickets.new_articles import files_of, mailbox, original_of
from processes.tickets.ticket import Ticket

LONGEST_ERROR = 1_000  # characters


def draft_of(article_id: int) -> Draft | None:
    """The mail of an article that waits to be sent; None: it waits no more, or was erased."""
    article = db.session.get(Article, article_id)
    if article is None or article.sending is not Sending.QUEUED or article.erased_at is not None:
        return None
    number, queue_id = db.session.execute(select(Ticket.number, Ticket.queue_id).where(Ticket.id == article.ticket_id)).one()
    kind = SubjectOf.REPLY if article.in_reply_to else SubjectOf.NEW
    return Draft(
        sender=sender_of(queue_id),
        to=article.to_text,
        cc=article.cc_text,
        bcc=article.bcc_text,
        reply_to=article.reply_to,
        subject=subject_for(kind, article.subject, number=number),
        body=article.body,
        html=html_of(article),
        in_reply_to=article.in_reply_to,
        references=article.references,
        files=[file_of(each) for each in files_of(article)],
    )


def sender_of(queue_id: int) -> str:
    """The name and address of a queue; empty if neither it nor the default queue has one."""
    address = db.session.get_one(Queue, queue_id).sender_address
    return "" if address is None else mailbox(address.display_name, address.email)


def html_of(article: Article) -> str:
    """The HTML original of an article; empty if it has none."""
    original = original_of(article)
    return "" if original is None else blobs.read_whole(original.sha256).decode(errors="replace")


def files_named(attachment_ids: Sequence[int]) -> list[File]:
    """The files with these ids that are still there, with their content."""
    found = select(ArticleAttachment).where(ArticleAttachment.id.in_(attachment_ids)).order_by(ArticleAttachment.id)
    return [file_of(each) for each in db.session.scalars(found)]


def file_of(attachment: ArticleAttachment) -> File:
    return File(
        filename=attachment.filename,
        content_type=attachment.content_type,
        content=blobs.read_whole(attachment.sha256),
        content_id=attachment.content_id,
        disposition=attachment.disposition,
    )


# ------------------------------------------------------------------------------------------------ how it went
def sent(article_id: int, *, message_id: str, refused: dict[str, str]) -> None:
    """Note that it left, under which id answers to it will refer to it, and for whom the server did not take it."""
    told = "; ".join(refused.values())[:LONGEST_ERROR]
    ticket = note(article_id, sending=Sending.SENT, message_id=message_id, sending_error=told or None)
    if ticket is not None and refused:
        ticket.record(Event.EMAIL_NOT_DELIVERED, actor=SYSTEM, article_id=article_id, recipients=list(refused), problem=told)


def failed(article_id: int, problem: str) -> None:
    """Note that it did not leave, and why; whoever is to be notified of that is."""
    told = problem[:LONGEST_ERROR]
    ticket = note(article_id, sending=Sending.FAILED, sending_error=told)
    if ticket is not None:
        ticket.record(Event.EMAIL_NOT_DELIVERED, actor=SYSTEM, article_id=article_id, problem=told)


def note(article_id: int, **values: object) -> Ticket | None:
    """Note how it went; its ticket, held, or None: it waits no more, or the ticket is gone."""
    ticket_id = db.session.scalar(select(Article.ticket_id).where(Article.id == article_id))
    ticket = None if ticket_id is None else Ticket.taken(ticket_id, wait=True)  # before the article, as whoever sends it again does
    waiting = update(Article).where(Article.id == article_id, Article.sending == Sending.QUEUED)
    noted = db.session.scalars(waiting.values(values).returning(Article.id)).all()
    return ticket if noted else None
