"""Articles that leave by mail: what is sent of them, and what is kept of how that went.

The mail comes from the address of the ticket's queue, whoever wrote it, as OTRS does it by default: replies find their way back.
"""

from sqlalchemy import select, update

from desk.queues import Queue
from desk.ticket_subjects import SubjectOf, subject_for
from foundation import blobs
from foundation.db import db
from mail.composing import Draft, File
from processes.tickets.articles import Article, ArticleAttachment, Sending
from processes.tickets.new_articles import HTML_NAME, mailbox
from processes.tickets.ticket import Ticket

LONGEST_ERROR = 1_000  # characters


def draft_of(article_id: int) -> Draft | None:
    """The mail of an article that waits to be sent; None: it waits no more, or was erased."""
    article = db.session.get(Article, article_id)
    if article is None or article.sending is not Sending.QUEUED or article.erased_at is not None:
        return None
    number, queue_id = db.session.execute(select(Ticket.number, Ticket.queue_id).where(Ticket.id == article.ticket_id)).one()
    kind = SubjectOf.REPLY if article.in_reply_to else SubjectOf.NEW
    html, files = split(article.attachments)
    return Draft(
        sender=sender_of(queue_id),
        to=article.to_text,
        cc=article.cc_text,
        bcc=article.bcc_text,
        reply_to=article.reply_to,
        subject=subject_for(kind, article.subject, number=number),
        body=article.body,
        html=html,
        in_reply_to=article.in_reply_to,
        references=article.references,
        files=files,
    )


def sender_of(queue_id: int) -> str:
    """The name and address of a queue; empty if neither it nor the default queue has one."""
    address = db.session.get_one(Queue, queue_id).sender_address
    return "" if address is None else mailbox(address.display_name, address.email)


def split(attachments: list[ArticleAttachment]) -> tuple[str, list[File]]:
    """The HTML original of an article, if it has one, and its files."""
    originals = [each for each in attachments if each.filename == HTML_NAME and each.disposition == "inline"]
    html = blobs.read_whole(originals[0].sha256).decode(errors="replace") if originals else ""
    return html, [file_of(each) for each in attachments if each not in originals[:1]]


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
    """Note that it left, and under which id answers to it will refer to it."""
    told = "; ".join(refused.values())[:LONGEST_ERROR]
    note(article_id, sending=Sending.SENT, message_id=message_id, sending_error=told or None)


def failed(article_id: int, problem: str) -> None:
    """Note that it did not leave, and why."""
    note(article_id, sending=Sending.FAILED, sending_error=problem[:LONGEST_ERROR])


def note(article_id: int, **values: object) -> None:
    db.session.execute(update(Article).where(Article.id == article_id, Article.sending == Sending.QUEUED).values(values))
