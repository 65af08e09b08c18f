"""Reading what was said about tickets: articles and their files, as far as somebody may see them. The only way to them for whoever acts.

db.session.scalars(articles_visible_to(carla.actor).where(Article.ticket_id == 7).order_by(Article.position))
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from desk.actors import Actor
from desk.groups import QueuePermission
from desk.ticket_permissions import article_condition
from processes.tickets import access
from processes.tickets.access import TICKET
from processes.tickets.articles import Article, ArticleAttachment
from processes.tickets.record import TicketRecord
from processes.tickets.rights import visible


def articles_visible_to(actor: Actor) -> Select[Article]:
    """The articles of tickets that the actor may read: all of them for agents, what is meant for them for customer users."""
    return with_tickets(select(Article)).where(is_readable(actor))


def articles_of(ticket: TicketRecord, *, actor: Actor) -> Select[Article]:
    """The articles of one ticket, as far as the actor may see them: asked for once, not in each row.

    Raises:
        NotFound, Forbidden: the actor may not read the ticket.
    """
    access.require(ticket, QueuePermission.RO, actor=actor)
    return select(Article).where(Article.ticket_id == ticket.id, article_condition(actor, Article.visible_to_customer))


def attachments_visible_to(actor: Actor) -> Select[ArticleAttachment]:
    """The files of these articles."""
    of_articles = select(ArticleAttachment).join(Article, Article.id == ArticleAttachment.article_id)
    return with_tickets(of_articles).where(is_readable(actor))


def with_tickets(statement: Select[Any]) -> Select[Any]:
    """A query for articles, with their tickets."""
    return statement.join(TICKET, TICKET.c.id == Article.ticket_id)


def is_readable(actor: Actor) -> ColumnElement[bool]:
    """Which articles the actor may read, in a query that joins them with `access.TICKET`."""
    return and_(visible(actor, QueuePermission.RO, TICKET.c), article_condition(actor, Article.visible_to_customer))
