"""Finding tickets by words. Each article is indexed once, by itself, so that a long ticket costs no more to go on with than a short one.

    select(Ticket).where(Ticket.id.in_(found("toner", also_internal=True)), visible(actor))

What customers may not read is of a kind of its own, which is not asked for them. The title is indexed with each article as it was then:
words of a title and of a text are found together.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, String, cast, column, func, select, table, union

from desk.customer_users import CustomerUser
from desk.customers import Customer
from foundation import fulltext
from foundation.db import db
from foundation.fulltext import Parts
from processes.settling import Change, Stage, follow
from processes.tickets.articles import Article
from processes.tickets.writing import taken_to_index

TICKETS, ARTICLES, INTERNAL_ARTICLES = "ticket", "article", "article.internal"
READ_BY_TICKET: Final = frozenset({"title", "number", "customer", "customer_user"})
# Only what is indexed of a ticket: the record lies above this file.
TICKET = table(
    "ticket",
    *(column(name) for name in ("id", "number", "title", "customer_id", "customer_user_id", "unknown_customer", "unknown_customer_user")),
)


# ------------------------------------------------------------------------------------------------ finding
def found(query: str, *, also_internal: bool) -> CompoundSelect[Any]:
    """The ids of the tickets a query finds, by what they are called or by an article; `also_internal`: for agents."""
    kinds = [ARTICLES, INTERNAL_ARTICLES] if also_internal else [ARTICLES]
    by_articles = (select(Article.ticket_id).where(Article.id.in_(fulltext.matching(query, kind))) for kind in kinds)
    return union(fulltext.matching(query, TICKETS), *by_articles)


# ------------------------------------------------------------------------------------------------ following
@follow(Stage.SEARCH)
def keep_up(change: Change) -> None:
    """Have a ticket found by what is new about it."""
    ticket = change.ticket
    if not READ_BY_TICKET.isdisjoint(change.names):
        words = ticket.words
        fulltext.put(TICKETS, ticket.id, ticket_parts(ticket.number, ticket.title, words.customer, words.customer_user))
    if articles := taken_to_index(ticket.id):
        put_articles(articles, {article.ticket_id: ticket.title for article in articles})  # some have moved on, by merging


# ------------------------------------------------------------------------------------------------ what is indexed
def ticket_parts(number: str, title: str, customer: str | None, customer_user: str | None) -> Parts:
    """What a ticket is found by besides its articles."""
    return {"A": f"{number} {title}", "B": f"{customer or ''} {customer_user or ''}"}


def article_parts(article: Article, title: str) -> Parts:
    """What an article is found by."""
    people = f"{article.from_text} {article.to_text} {article.cc_text}"
    return {"B": title, "C": f"{article.subject} {people}", "D": article.body}


def put_articles(articles: Iterable[Article], titles: Mapping[int, str]) -> None:
    """Index articles, each among those of its kind; `titles`: of their tickets."""
    by_kind: dict[str, dict[int, Parts]] = {ARTICLES: {}, INTERNAL_ARTICLES: {}}
    for article in articles:
        kind = ARTICLES if article.visible_to_customer else INTERNAL_ARTICLES
        by_kind[kind][article.id] = article_parts(article, titles[article.ticket_id])
    for kind, objects in by_kind.items():
        if objects:
            fulltext.put_all(kind, objects)


def put_tickets(ticket_ids: Collection[int]) -> None:
    """Index many tickets with all their articles, which were written past the verbs."""
    rows = db.session.execute(tickets().where(TICKET.c.id.in_(ticket_ids))).all()
    fulltext.put_all(TICKETS, {row[0]: ticket_parts(*row[1:]) for row in rows})
    articles = db.session.scalars(select(Article).where(Article.ticket_id.in_(ticket_ids)).execution_options(yield_per=fulltext.PAGE))
    put_articles(articles, {row.id: row.title for row in rows})


# ------------------------------------------------------------------------------------------------ indexing anew
def tickets() -> Select[Any]:
    """The columns `ticket_parts` is made of, after the id."""
    columns = TICKET.c
    return (
        select(
            columns.id,
            columns.number,
            columns.title,
            func.coalesce(Customer.number, cast(columns.unknown_customer, String)),
            func.coalesce(CustomerUser.login, cast(columns.unknown_customer_user, String)),
        )
        .select_from(TICKET)
        .outerjoin(Customer, Customer.id == columns.customer_id)
        .outerjoin(CustomerUser, CustomerUser.id == columns.customer_user_id)
    )


@fulltext.sources.register(TICKETS)
def page_of_tickets(last: int, most: int) -> Sequence[tuple[int, Parts]]:
    """The next tickets, for `fulltext.rebuild`."""
    rows = db.session.execute(tickets().where(TICKET.c.id > last).order_by(TICKET.c.id).limit(most))
    return [(row[0], ticket_parts(*row[1:])) for row in rows]


@fulltext.sources.register(ARTICLES)
def page_of_articles(last: int, most: int) -> Sequence[tuple[int, Parts]]:
    """The next articles customers may read."""
    return _page_of_articles(last, most, visible=True)


@fulltext.sources.register(INTERNAL_ARTICLES)
def page_of_internal_articles(last: int, most: int) -> Sequence[tuple[int, Parts]]:
    """The next articles for the house alone."""
    return _page_of_articles(last, most, visible=False)


def _page_of_articles(last: int, most: int, *, visible: bool) -> Sequence[tuple[int, Parts]]:
    with_titles = select(Article, TICKET.c.title).join(TICKET, TICKET.c.id == Article.ticket_id)
    page = with_titles.where(Article.id > last, Article.visible_to_customer.is_(visible)).order_by(Article.id).limit(most)
    return [(article.id, article_parts(article, title)) for article, title in db.session.execute(page)]
