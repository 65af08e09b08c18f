"""What was said between the customer and the house: the articles that are meant for the customer, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from desk.actors import Actor
from desk.escalations import Sender
from foundation.db import db
from processes.tickets.articles import Article, ArticleAttachment, Channel
from processes.tickets.new_articles import HTML_NAME
from processes.tickets.reading import articles_visible_to
from processes.tickets.ticket import Ticket
from web.agent.timelines import in_words, name_in, unquoted

PAGE: Final = 20
LAST_POSITION: Final = 2**31 - 1  # the largest number a database keeps there
KINDS: Final = {Channel.EMAIL: "mail", Channel.PHONE: "phone", Channel.INTERNAL: "web"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """An article. `who` names people of the customer's side only; `html`: it was written in HTML, which is shown in a frame."""

    id: int
    position: int
    at: datetime
    kind: str
    who: str
    subject: str
    text: str
    quoted: str
    files: Sequence[ArticleAttachment]
    html: ArticleAttachment | None


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A page of it, the oldest first; `older`: the position before which the page before begins, None at the beginning."""

    said: list[Said]
    older: int | None

    @property
    def newest(self) -> int:
        """The position of the last of them; 0 where nothing was said."""
        return self.said[-1].position if self.said else 0


def conversation_of(ticket: Ticket, *, actor: Actor, before: int | None = None) -> Conversation:
    """The last page of what was said, or the one that ends before a position; two statements."""
    wanted = articles_visible_to(actor).where(Article.ticket_id == ticket.id)
    if before is not None:
        wanted = wanted.where(Article.position < min(before, LAST_POSITION))
    found = list(db.session.scalars(wanted.order_by(Article.position.desc()).limit(PAGE + 1)))
    articles, has_more = found[:PAGE][::-1], len(found) > PAGE
    files = files_of(articles)
    said = [as_said(article, files.get(article.id, []), ticket) for article in articles]
    return Conversation(said=said, older=articles[0].position if has_more else None)


def files_of(articles: Sequence[Article]) -> dict[int, list[ArticleAttachment]]:
    """The files of articles the customer may read, with their sizes."""
    query = db.session.query(ArticleAttachment).options(joinedload(ArticleAttachment.blob)).order_by(ArticleAttachment.position)
    found: dict[int, list[ArticleAttachment]] = {}
    for each in query.filter(ArticleAttachment.article_id.in_([article.id for article in articles])):
        found.setdefault(each.article_id, []).append(each)
    return found


def as_said(article: Article, files: list[ArticleAttachment], ticket: Ticket) -> Said:
    html = next((each for each in files if each.filename == HTML_NAME and each.content_type.startswith("text/html")), None)
    subject, body = in_words(article)
    text, quoted = unquoted(body)
    return Said(
        id=article.id,
        position=article.position,
        at=article.created_at,
        kind=KINDS[article.channel],
        who=name_of(article),
        subject="" if ticket.title in subject else subject,
        text=text,
        quoted=quoted,
        files=[each for each in files if each is not html],
        html=html,
    )


def name_of(article: Article) -> str:
    """Who wrote it: of the house no name is told."""
    return name_in(article) if article.sender is Sender.CUSTOMER else str(_("Our team"))
