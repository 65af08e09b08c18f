"""Rows as a backup holds them: the same bytes from both databases, and taken by both.

Encrypted columns leave as they are stored, so that a backup shows no secret; JSON leaves as text, so that the two kinds of nothing
(no value, and the value `null`) stay apart.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

import msgpack  # type: ignore[import-untyped]
from sqlalchemy import JSON, ColumnElement, Enum, Insert, Select, String, Table, Text, bindparam, cast, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

from foundation.encrypted_columns import EncryptedText

LARGEST_ROW = 2**31 - 1  # bytes
# What msgpack does not know by itself, as text: exact, and without a zone of its own.
WRITERS: dict[type, tuple[int, Callable[[Any], str]]] = {
    datetime: (1, datetime.isoformat),
    date: (2, date.isoformat),
    time: (3, time.isoformat),
    Decimal: (4, str),
    UUID: (5, str),
    timedelta: (6, lambda span: f"{span.days} {span.seconds} {span.microseconds}"),
    int: (7, str),  # beyond 64 bits
}
READERS: dict[int, Callable[[str], Any]] = {
    1: datetime.fromisoformat,
    2: date.fromisoformat,
    3: time.fromisoformat,
    4: Decimal,
    5: UUID,
    6: lambda text: timedelta(*(int(part) for part in text.split())),
    7: int,
}


# ------------------------------------------------------------------------------------------------ bytes
def pack(values: Any) -> bytes:
    packed: bytes = msgpack.packb(values, default=_extended)
    return packed


def unpacked(file: IO[bytes]) -> Iterator[Any]:
    """All values of a file, one after the other."""
    yield from msgpack.Unpacker(file, ext_hook=_restored, max_buffer_size=LARGEST_ROW, strict_map_key=False)


def _extended(value: Any) -> msgpack.ExtType:
    for kind, (code, write) in WRITERS.items():
        if isinstance(value, kind):
            return msgpack.ExtType(code, write(value).encode())
    raise TypeError(f"A backup knows no way to hold a {type(value).__name__}.")


def _restored(code: int, data: bytes) -> Any:
    return READERS[code](data.decode())


# ------------------------------------------------------------------------------------------------ SQL
def columns_of(table: Table) -> list[str]:
    """The columns a backup holds: all but those the database computes."""
    return [column.name for column in table.columns if column.computed is None]


def reading(table: Table) -> Select[Any]:
    """All rows, in a stable order."""
    return select(*(_read(table.c[name]) for name in columns_of(table))).order_by(*table.primary_key.columns)


def writing(table: Table, dialect: Dialect) -> Insert:
    """Takes rows as `parameters` makes them."""
    return table.insert().values({table.c[name]: _written(table.c[name], dialect) for name in columns_of(table)})


def parameters(table: Table, rows: Iterable[list[Any]]) -> list[dict[str, Any]]:
    names = [f"v_{name}" for name in columns_of(table)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _read(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, JSON):
        return cast(column, Text)
    if isinstance(column.type, EncryptedText | Enum):
        return type_coerce(column, Text)
    return column


def _written(column: Any, dialect: Dialect) -> ColumnElement[Any]:
    name = f"v_{column.name}"
    if isinstance(column.type, JSON):
        text = bindparam(name, type_=Text())
        return cast(text, JSONB) if dialect.name == "postgresql" else text
    if isinstance(column.type, EncryptedText | Enum):
        return bindparam(name, type_=String())
    return bindparam(name, type_=column.type)
