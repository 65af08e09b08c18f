"""Full text in PostgreSQL: a `tsvector` written here word by word: the database's own parser and dictionaries have no say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, FromClause, Select, cast, column, func, literal, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Connection

from foundation.text_search.documents import MARK, WEIGHTS, Weight
from foundation.text_search.query import Group, Query, Term

WORDS: FromClause = table("fulltext_words", column("entry_id"), column("words"))
KEY: ColumnElement[int] = WORDS.c.entry_id
LAST_POSITION = 16_383  # of a tsvector
MOST_POSITIONS = 255  # of one word
CREATE = """\
CREATE TABLE IF NOT EXISTS fulltext_words (
    entry_id bigint PRIMARY KEY REFERENCES fulltext_entry (id) ON DELETE CASCADE,
    words tsvector NOT NULL
)"""
INDEX = "CREATE INDEX IF NOT EXISTS ix_fulltext_words_words ON fulltext_words USING gin (words)"
PUT = text(
    "INSERT INTO fulltext_words (entry_id, words) VALUES (:entry_id, CAST(:words AS tsvector)) "
    "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words"
)


def create(connection: Connection) -> None:
    connection.exec_driver_sql(CREATE)
    connection.exec_driver_sql(INDEX)


def put(connection: Connection, documents: Iterable[tuple[int, Mapping[Weight, list[str]]]]) -> None:
    connection.execute(PUT, [{"entry_id": key, "words": vector(words)} for key, words in documents])


def vector(words: Mapping[Weight, list[str]]) -> str:
    """A tsvector as text. Between parts a position stays free, so that no phrase leads from one into the next."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for weight in WEIGHTS:
        for position, word in enumerate(words[weight], start=position + 1):  # noqa: B020 - it goes on where the last part ended
            if len(places[word]) < MOST_POSITIONS:
                places[word].append(f"{min(position, LAST_POSITION)}{weight}")
        position += 1
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def matches(query: Query) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = WORDS.c.words.op("@@", is_comparison=True)(_asked(query))
    return condition


def score(query: Query) -> ColumnElement[Any]:
    """More is better; in the precision in which it comes back as a parameter."""
    return cast(func.ts_rank(WORDS.c.words, _asked(query)), Double)


def held(words: Select[Any], query: Query) -> FromClause:
    """What was found among the words, to be joined."""
    # How many words begin so, PostgreSQL guesses far too high: it would rather walk through all objects than look into the index.
    guessed = any(term.begins for term in query.wanted)
    return words.cte().prefix_with("MATERIALIZED") if guessed else words.subquery()


def _asked(query: Query) -> ColumnElement[Any]:
    return cast(literal(" | ".join(f"({_group(group)})" for group in query.groups)), TSQUERY)


def _group(group: Group) -> str:
    wanted = [_term(term) for term in group.wanted] or [f"'{MARK}'"]
    return " & ".join([*wanted, *(f"!{_term(term)}" for term in group.unwanted)])


def _term(term: Term) -> str:
    """Words have letters and digits only: nothing in them ends the quotes."""
    phrases = [" <-> ".join(f"'{word}'" for word in words) + (":*" if term.begins else "") for words in term.alternatives]
    return f"({' | '.join(f'({phrase})' for phrase in phrases)})"
