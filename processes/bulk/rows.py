"""Which rows belong to a ticket: found by the foreign keys of all tables, so that no table has to be named, and none is forgotten."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Column, Table, delete, select

import desk.tables  # noqa: F401 - all tables have to be known
import foundation.tables  # noqa: F401
import processes.tables  # noqa: F401
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_values import FieldValue
from foundation import fulltext
from foundation.db import Base, db
from processes.activities import PermitKind
from processes.notices import RecipientKind
from processes.tickets import indexing

Row = dict[str, Any]
TICKET: Final = "ticket"
KINDS: Final = {PermitKind.AGENT: "agent", RecipientKind.AGENT: "agent", RecipientKind.CUSTOMER_USER: "customer_user"}
# Columns that lead to a record without a foreign key saying so: to which table, or which column says to which kind of thing.
LOOSE: Final[Mapping[tuple[str, str], str]] = {
    ("history_entry", "queue_id"): "queue",
    ("history_entry", "owner_id"): "agent",
    ("dynamic_field_value", "object_id"): TICKET,
    ("notice", "recipient_id"): "recipient_kind",
    ("activity_permit", "subject_id"): "kind",
}
# The same within documents, by the names there.
IN_DOCUMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "message_in": {"article": "article"},
    "history_entry": {"old_id": "agent", "owner_was": "agent"},
}


@lru_cache(maxsize=1)
def links() -> dict[str, tuple[Column[Any], str]]:
    """The tables whose rows hang on a ticket: by which column, and on which table; each comes after those it refers to."""
    found: dict[str, tuple[Column[Any], str]] = {}
    for table in Base.metadata.sorted_tables:
        hangs = {key.column.table.name: key.parent for key in table.foreign_keys if key.column.table.name in {TICKET, *found}}
        if table.name != TICKET and hangs:
            on = TICKET if TICKET in hangs else next(iter(hangs))
            found[table.name] = (hangs[on], on)
    return found


def tables() -> list[Table]:
    """All tables that are printed, in the order in which their rows can be written."""
    return [Base.metadata.tables[name] for name in (TICKET, *links(), FieldValue.__tablename__)]


def rows_of(ticket_id: int) -> dict[str, list[Row]]:
    """All rows of a ticket by table, in their order."""
    ticket = Base.metadata.tables[TICKET]
    found = {TICKET: read(ticket, ticket.c.id == ticket_id)}
    for name, (column, on) in links().items():
        found[name] = read(column.table, column.in_([row["id"] for row in found[on]]))
    fields = select(DynamicField.id).where(DynamicField.belongs_to == FieldObject.TICKET)
    values = (FieldValue.object_id == ticket_id) & FieldValue.field_id.in_(fields)
    return found | {FieldValue.__tablename__: read(Base.metadata.tables[FieldValue.__tablename__], values)}


def read(table: Any, condition: Any) -> list[Row]:
    rows = db.session.execute(select(table).where(condition).order_by(*table.primary_key)).mappings()
    return [dict(row) for row in rows]


def forget(rows: Mapping[str, list[Row]]) -> None:
    """Take rows of a ticket away, as if it had never been: it was there for its pattern only."""
    for kind in (indexing.ARTICLES, indexing.INTERNAL_ARTICLES):
        for row in rows["article"]:
            fulltext.remove(kind, row["id"])
    fulltext.remove(indexing.TICKETS, rows[TICKET][0]["id"])
    for table in reversed(tables()):
        for row in rows[table.name]:
            db.session.execute(delete(table).where(*(column == row[column.name] for column in table.primary_key)))


def leads_to(column: Column[Any], row: Row) -> str | None:
    """The table whose records a column holds ids of, in this row."""
    if column.foreign_keys:
        return next(iter(column.foreign_keys)).column.table.name if column.type.python_type is int else None
    loose = LOOSE.get((column.table.name, column.name))
    if loose in row:
        return KINDS.get(row[loose])
    return loose or (column.table.name if column.primary_key and column.name == "id" else None)
