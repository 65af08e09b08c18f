"""Splitting: an article becomes the beginning of a ticket of its own, which is a child of the one it came from."""

from dataclasses import dataclass
from typing import Self

from desk.actors import Actor
from foundation import blobs
from foundation.db import db
from foundation.errors import NotFound
from processes.events import Event
from processes.tickets.articles import Article, ArticleAttachment, Channel
from processes.tickets.linking import Linking, LinkRole
from processes.tickets.new_articles import HTML, HTML_NAME, NewArticle, NewAttachment
from processes.tickets.record import LONGEST_TITLE


@dataclass(frozen=True)
class SplitValues:
    """What the new ticket begins with, for a form to show or for `runner.open_ticket`.

    `customer` and `customer_user` are names, as `Ticket.create` takes them; `article` is a phone call with the words of the sender.
    """

    title: str
    queue_id: int
    customer: str | None
    customer_user: str | None
    article: NewArticle


class Splitting(Linking):
    """Splitting an article off."""

    __abstract__ = True

    def split_values(self, article: Article, *, actor: Actor) -> SplitValues:
        """What a ticket that is split off begins with: subject, text, files and customer.

        Raises:
            NotFound, Forbidden: the actor has no note for this ticket; the article is not one of it.
        """
        self.require("note", actor=actor)
        self._require_own(article, actor=actor)
        return SplitValues(
            title=(article.subject or self.title)[:LONGEST_TITLE],
            queue_id=self.queue_id,
            customer=self.words.customer,
            customer_user=self.words.customer_user,
            article=again(article),
        )

    def split_into(self, other: Self, article: Article, *, actor: Actor) -> bool:
        """Have the ticket that was opened with an article of this one be its child; True if it is new.

        Raises:
            NotFound, Forbidden, Refused: as `split_values` and `link`.
        """
        self.require("rw", actor=actor)
        self._require_own(article, actor=actor)
        if not self.link(other, LinkRole.CHILD, actor=actor):
            return False
        self.record(Event.SPLIT, actor=actor, article_id=article.id, article=article.position, ticket=other.number)
        return True

    def _require_own(self, article: Article, *, actor: Actor) -> None:
        is_hidden = actor.is_customer_user and not article.visible_to_customer
        if article.ticket_id != self.id or is_hidden:
            raise NotFound(f"The ticket {self.number} has no article with id {article.id}.")


def again(article: Article) -> NewArticle:
    """An article to be written once more elsewhere; its files are the same ones."""
    with db.session.no_autoflush:
        attachments = list(article.attachments)
    original = next((each for each in attachments if is_original(article, each)), None)
    return NewArticle(
        subject=article.subject,
        body=article.body if original is None else blobs.read_whole(original.sha256).decode("utf-8", "replace"),
        content_type=article.content_type if original is not None else "text/plain",
        channel=Channel.PHONE,
        sender=article.sender,
        visible_to_customer=article.visible_to_customer,
        from_text=article.from_text,
        attachments=[copied(each) for each in attachments if each is not original],
    )


def is_original(article: Article, attachment: ArticleAttachment) -> bool:
    """Whether this is what the article looked like in HTML."""
    return article.content_type == HTML and attachment.position == 1 and attachment.filename == HTML_NAME


def copied(attachment: ArticleAttachment) -> NewAttachment:
    """The same file once more."""
    content = blobs.Received(attachment.sha256, attachment.blob.size)
    names = {"content_id": attachment.content_id, "disposition": attachment.disposition}
    return NewAttachment(attachment.filename, attachment.content_type, content, **names)
