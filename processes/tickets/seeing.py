"""What agents have seen, and what they hold to be important: marks on articles. They change nothing about the ticket itself."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, exists, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from desk.actors import Actor
from foundation import prepared
from foundation.clock import now
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from processes.tickets.articles import Article, ArticleFlag, Flag
from processes.tickets.record import TicketRecord

IS_MINE = (ArticleFlag.article_id == Article.id, ArticleFlag.agent_id == bindparam("agent_id"))
UNSEEN = (
    select(Article.ticket_id, func.count())
    .where(Article.ticket_id.in_(bindparam("ticket_ids", expanding=True)), ~exists().where(*IS_MINE, ArticleFlag.flag == Flag.SEEN))
    .group_by(Article.ticket_id)
)
MARKED = select(ArticleFlag.flag, ArticleFlag.article_id).where(*IS_MINE, Article.ticket_id == bindparam("ticket_id"))


class Seeing(TicketRecord):
    """Marking articles as seen or important, each agent for themselves. Who marks need not hold the ticket."""

    __abstract__ = True

    def mark_seen(self, article: Article | None = None, *, actor: Actor) -> bool:
        """Have the agent seen an article, or all of the ticket; True if any was new.

        Raises:
            NotFound, Forbidden: the actor may not read the ticket, or is no agent; the article is not one of this ticket.
        """
        return self._mark(Flag.SEEN, article, actor=actor)

    def mark_unseen(self, article: Article | None = None, *, actor: Actor) -> bool:
        """The other way round.

        Raises:
            NotFound, Forbidden: as `mark_seen`.
        """
        return self._unmark(Flag.SEEN, article, actor=actor)

    def mark_important(self, article: Article, *, important: bool = True, actor: Actor) -> bool:
        """Have an article stand out for the agent, or no longer.

        Raises:
            NotFound, Forbidden: as `mark_seen`.
        """
        mark = self._mark if important else self._unmark
        return mark(Flag.IMPORTANT, article, actor=actor)

    def forget_seen(self) -> None:
        """Have nobody seen any of its articles: when they get into another ticket, or out of sight."""
        with db.session.no_autoflush:
            db.session.execute(delete(ArticleFlag).where(ArticleFlag.flag == Flag.SEEN, ArticleFlag.article_id.in_(self._articles())))

    # -------------------------------------------------------------------------------------------- how
    def _mark(self, flag: Flag, article: Article | None, *, actor: Actor) -> bool:
        agent_id = self._require_marking(article, actor=actor)
        there = exists().where(ArticleFlag.article_id == Article.id, ArticleFlag.agent_id == agent_id, ArticleFlag.flag == flag)
        rows = select(Article.id, literal(agent_id), literal(flag, ArticleFlag.flag.type), literal(now(), ArticleFlag.set_at.type))
        missing = rows.where(Article.ticket_id == self.id, ~there)
        if article is not None:
            missing = missing.where(Article.id == article.id)
        insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
        marks: Any = insert(ArticleFlag).from_select(["article_id", "agent_id", "flag", "set_at"], missing)
        with db.session.no_autoflush:  # the same agent may look at it twice at the same moment
            return bool(db.session.scalars(marks.on_conflict_do_nothing().returning(ArticleFlag.article_id)).all())

    def _unmark(self, flag: Flag, article: Article | None, *, actor: Actor) -> bool:
        agent_id = self._require_marking(article, actor=actor)
        articles = self._articles() if article is None else [article.id]
        mine = and_(ArticleFlag.agent_id == agent_id, ArticleFlag.flag == flag, ArticleFlag.article_id.in_(articles))
        with db.session.no_autoflush:
            return bool(db.session.scalars(delete(ArticleFlag).where(mine).returning(ArticleFlag.article_id)).all())

    def _require_marking(self, article: Article | None, *, actor: Actor) -> int:
        self.require("ro", actor=actor)
        if not actor.is_agent or actor.id is None:
            raise Forbidden(f"{actor} is no agent; only agents mark articles.")
        if article is not None and article.ticket_id != self.id:
            raise NotFound(f"The ticket {self.number} has no article with id {article.id}.")
        return actor.id

    def _articles(self) -> Select[int]:
        return select(Article.id).where(Article.ticket_id == self.id)


def unseen_counts(ticket_ids: Collection[int], *, agent_id: int) -> dict[int, int]:
    """How many articles of each ticket of a page the agent has not seen, in one query; a ticket is seen when there is none."""
    found = prepared.rows(UNSEEN, ticket_ids=ticket_ids, agent_id=agent_id)
    return dict.fromkeys(ticket_ids, 0) | {ticket_id: count for ticket_id, count in found}  # noqa: C416 - rows are sequences of any length


def marked(ticket_id: int, *, agent_id: int) -> dict[Flag, set[int]]:
    """By flag, the ids of the articles of a ticket that the agent has marked so; one statement."""
    found: dict[Flag, set[int]] = {flag: set() for flag in Flag}
    for flag, article_id in prepared.rows(MARKED, ticket_id=ticket_id, agent_id=agent_id):
        found[flag].add(article_id)
    return found
