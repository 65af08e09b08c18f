"""By what is written: number, title, who wrote, what was attached. `*` stands for any signs, case does not matter."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_

from desk.ticket_permissions import article_condition
from processes.tickets.articles import Article, ArticleAttachment
from processes.tickets.filters import Asked, Filter, filters, texts
from processes.tickets.ticket import Ticket

ESCAPE = "!"


@dataclass(frozen=True)
class Written(Filter):
    """By a column of the ticket."""

    column: str
    for_customers: bool = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - nothing was looked up
        column = getattr(Ticket, self.column)
        return or_(*(like(column, each) if "*" in each or self.column == "title" else column == each for each in texts(value)))


@dataclass(frozen=True)
class InArticle(Filter):
    """By a column of an article the actor may read."""

    column: str
    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        seen = article_condition(asked.actor, Article.visible_to_customer)
        fits = or_(*(like(getattr(Article, self.column), each) for each in texts(value)))
        return exists().where(Article.ticket_id == Ticket.id, seen, fits)


class Attached(Filter):
    """By the name of a file of such an article."""

    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        seen = article_condition(asked.actor, Article.visible_to_customer)
        fits = or_(*(like(ArticleAttachment.filename, each) for each in texts(value)))
        return exists().where(Article.ticket_id == Ticket.id, seen, ArticleAttachment.article_id == Article.id, fits)


def like(column: Any, pattern: str) -> ColumnElement[bool]:
    """The whole text is as the pattern says."""
    escaped = "".join(f"{ESCAPE}{sign}" if sign in {ESCAPE, "%", "_"} else sign for sign in pattern).replace("*", "%")
    return func.lower(column).like(func.lower(escaped), escape=ESCAPE)


filters.register("number")(Written("number"))
filters.register("title")(Written("title"))
filters.register("created_by")(Written("created_by", for_customers=False))
filters.register("from")(InArticle("from_text"))
filters.register("to")(InArticle("to_text"))
filters.register("cc")(InArticle("cc_text"))
filters.register("subject")(InArticle("subject"))
filters.register("body")(InArticle("body"))
filters.register("attachment")(Attached())
