"""Finding objects by words, on both databases alike: texts are folded and split here (`foundation/folding.py`), not in the database.

    fulltext.put("ticket", ticket.id, {"A": ticket.title, "D": article.body})    # in the unit of work that writes the object
    select(Ticket).where(Ticket.id.in_(fulltext.matching("drucker -papier", "ticket")), visible(actor))
    fulltext.newest("drucker", "ticket", limit=50, before=last_id)

What people may type is described in `foundation/text_search/query.py`; no text is refused here, and none is more than a search.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from types import ModuleType
from typing import Any, NamedTuple

from sqlalchemy import Index, Select, String, Table, and_, delete, event, false, literal, or_, select
from sqlalchemy.dialects import postgresql as on_postgresql, sqlite as on_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, Id, db
from foundation.registry import Registry
from foundation.text_search import postgresql, sqlite
from foundation.text_search.documents import Parts, document
from foundation.text_search.query import MOST_BEGINNINGS, problem_of, understood
from foundation.unit_of_work import current_work, reads_only, unit_of_work

__all__ = [
    "MOST_BEGINNINGS",
    "Entry",
    "Parts",
    "Rank",
    "clear",
    "create",
    "drop",
    "matching",
    "newest",
    "problem_of",
    "put",
    "put_all",
    "ranked",
    "rebuild",
    "remove",
    "sources",
]

PAGE = 200
# Where the texts of each kind of object come from: given an id and a number, that many objects with higher ids, in order.
Source = Callable[[int, int], Sequence[tuple[int, Parts]]]
sources: Registry[Source] = Registry("source of full text")


class Entry(Base):
    """An object that can be found; its words are in `fulltext_words`, which each database keeps in its own way."""

    __tablename__ = "fulltext_entry"
    __table_args__ = (Index(None, "kind", "object_id", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int] = mapped_column(Id)


class Rank(NamedTuple):
    """A place in the order by rank: what comes next follows it."""

    score: float
    object_id: int


# ------------------------------------------------------------------------------------------------ writing
def put(kind: str, object_id: int, parts: Parts) -> None:
    """Have an object found by these texts, and by no earlier ones."""
    put_all(kind, {object_id: parts})


def put_all(kind: str, objects: Mapping[int, Parts]) -> None:
    """Many objects at once."""
    connection = _writable()
    pending = iter(objects.items())
    while page := dict(islice(pending, PAGE)):
        keys = _entries(connection, kind, list(page))
        _dialect(connection).put(connection, [(keys[object_id], document(parts)) for object_id, parts in page.items()])


def remove(kind: str, object_id: int) -> None:
    """Have an object found no longer."""
    connection = _writable()
    entry = connection.scalar(select(Entry.id).where(Entry.kind == kind, Entry.object_id == object_id))
    if entry is not None:
        there = _dialect(connection)
        connection.execute(delete(there.WORDS).where(entry == there.KEY))
        connection.execute(delete(Entry).where(Entry.id == entry))


def clear() -> None:
    """Have nothing found any more."""
    connection = _writable()
    connection.execute(delete(_dialect(connection).WORDS))
    connection.execute(delete(Entry))


def rebuild() -> int:
    """Index everything anew from the `sources`, in units of work of its own; how many objects there are."""
    with unit_of_work():
        clear()
    return sum(_index(kind, source) for kind, source in sources.items())


def _index(kind: str, source: Source) -> int:
    count, last = 0, 0
    while True:
        with unit_of_work():
            page = source(last, PAGE)
            put_all(kind, dict(page))
        if not page:
            return count
        count, last = count + len(page), page[-1][0]


# ------------------------------------------------------------------------------------------------ finding
def matching(query: str, kind: str) -> Select[int]:
    """The ids of the objects a query finds, as a subquery for conditions such as `Ticket.id.in_(…)`."""
    return _found(query, kind, scored=False)


def newest(query: str, kind: str, *, limit: int, before: int | None = None) -> Select[int]:
    """The ids of a page, latest first; the next one is `before` the last id of this one."""
    found = matching(query, kind).order_by(Entry.object_id.desc()).limit(limit)
    return found if before is None else found.where(Entry.object_id < before)


def ranked(query: str, kind: str, *, limit: int, after: Rank | None = None) -> Select[int, float]:
    """Ids and scores of a page, best first; the next one is `after` the last row of this one."""
    inner = _found(query, kind, scored=True).subquery()
    key, score = inner.c.object_id, inner.c.score
    found = select(key, score).order_by(score.desc(), key.desc()).limit(limit)
    return found if after is None else found.where(or_(score < after.score, and_(score == after.score, key < after.object_id)))


# ------------------------------------------------------------------------------------------------ tables
def create(connection: Connection) -> None:
    """Make the table of words, which SQLAlchemy cannot describe for both databases; for migrations."""
    _dialect(connection).create(connection)


def drop(connection: Connection) -> None:
    """Undo `create`."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS fulltext_words")


@event.listens_for(Entry.__table__, "after_create")
def _create_words(_table: Table, connection: Connection, **_: Any) -> None:
    create(connection)


@event.listens_for(Entry.__table__, "before_drop")
def _drop_words(_table: Table, connection: Connection, **_: Any) -> None:
    drop(connection)


# ------------------------------------------------------------------------------------------------ how
def _found(query: str, kind: str, *, scored: bool) -> Select[Any]:
    """The ids of what fits, with a score if it is wanted."""
    asked, there = understood(query), _dialect(db.session.connection())
    if not asked:
        nothing: list[Any] = [Entry.object_id, literal(0.0).label("score")] if scored else [Entry.object_id]
        return select(*nothing).where(false())
    score: list[Any] = [there.score(asked).label("score")] if scored else []
    rows = there.held(select(there.KEY.label("entry_id"), *score).where(there.matches(asked)), asked)
    found: Select[Any] = select(Entry.object_id, *(rows.c[column.name] for column in score))
    return found.join_from(rows, Entry, Entry.id == rows.c.entry_id).where(Entry.kind == kind)


def _dialect(connection: Connection) -> ModuleType:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _writable() -> Connection:
    current_work()
    if reads_only():
        raise RuntimeError("This unit of work only reads.")
    return db.session.connection()


def _entries(connection: Connection, kind: str, object_ids: list[int]) -> dict[int, int]:
    """The entries of objects by their ids, made where they are missing."""
    insert: Any = on_postgresql.insert if connection.dialect.name == "postgresql" else on_sqlite.insert
    missing = insert(Entry.__table__).on_conflict_do_nothing(index_elements=["kind", "object_id"])
    connection.execute(missing, [{"kind": kind, "object_id": object_id} for object_id in object_ids])
    stored = select(Entry.object_id, Entry.id).where(Entry.kind == kind, Entry.object_id.in_(object_ids))
    return {object_id: key for object_id, key in connection.execute(stored)}  # noqa: C416 - typed, as `dict` of rows is not
