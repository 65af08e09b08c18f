"""Full text in SQLite: an FTS5 table whose row ids are those of `fulltext_entry`, a column for each weight."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, column, func, literal_column, table, text
from sqlalchemy.engine import Connection

from foundation.text_search.documents import MARK, WEIGHTS, Weight
from foundation.text_search.query import Group, Query, Term

WORDS: FromClause = table("fulltext_words", column("rowid"))
KEY: ColumnElement[int] = WORDS.c.rowid
SCORES = (8.0, 4.0, 2.0, 1.0)
# Words are folded and split already: `ascii` takes apart at blanks and leaves all other signs as they are.
CREATE = "CREATE VIRTUAL TABLE IF NOT EXISTS fulltext_words USING fts5(a, b, c, d, tokenize = 'ascii')"
PUT = text("INSERT OR REPLACE INTO fulltext_words (rowid, a, b, c, d) VALUES (:entry_id, :a, :b, :c, :d)")


def create(connection: Connection) -> None:
    connection.exec_driver_sql(CREATE)


def put(connection: Connection, documents: Iterable[tuple[int, Mapping[Weight, list[str]]]]) -> None:
    rows = [{"entry_id": key, **{weight.lower(): " ".join(words[weight]) for weight in WEIGHTS}} for key, words in documents]
    connection.execute(PUT, rows)


def matches(query: Query) -> ColumnElement[bool]:
    asked = " OR ".join(f"({_group(group)})" for group in query.groups)
    condition: ColumnElement[bool] = literal_column("fulltext_words").op("MATCH", is_comparison=True)(asked)
    return condition


def score(_query: Query) -> ColumnElement[Any]:
    """More is better."""
    return -func.bm25(literal_column("fulltext_words"), *(literal_column(str(each)) for each in SCORES))


def held(words: Select[Any], _query: Query) -> FromClause:
    """What was found among the words, to be joined."""
    return words.subquery()


def _group(group: Group) -> str:
    wanted = " AND ".join(_term(term) for term in group.wanted) or f'"{MARK}"'
    return " NOT ".join([f"({wanted})", *(_term(term) for term in group.unwanted)])


def _term(term: Term) -> str:
    """Words have letters and digits only: nothing in them ends the quotes."""
    phrases = [f'"{" ".join(words)}"{" *" if term.begins else ""}' for words in term.alternatives]
    return f"({' OR '.join(phrases)})"
