"""Columns whose values are encrypted in the database: `mapped_column(EncryptedText(purpose="endpoint.secret"))`.

The purpose is part of the encryption: renaming it makes what is stored unreadable. Such columns cannot be searched.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, MetaData, Table, Text, TypeDecorator, bindparam, select, type_coerce
from sqlalchemy.engine import Connection

from foundation.secrets import Keyring, decrypt, encrypt

PAGE = 500


class _Incomparable(TypeDecorator.Comparator[Any]):
    """Each encryption of a value looks different: a comparison in the database would silently find nothing."""

    def operate(self, op: Any, *other: Any, **more: Any) -> ColumnElement[Any]:
        if getattr(op, "__name__", "") in {"is_", "is_not"}:
            return super().operate(op, *other, **more)
        raise TypeError("An encrypted column cannot be compared or sorted by in the database.")


class EncryptedText(TypeDecorator[str]):
    """A text that is plain on this side only."""

    impl = Text
    cache_ok = True
    comparator_factory = _Incomparable

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else encrypt(value, purpose=self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else decrypt(value, purpose=self.purpose)


class EncryptedDocument(EncryptedText):
    """A JSON document that is plain on this side only."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else super().process_bind_param(json.dumps(value, ensure_ascii=False), dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(super().process_result_value(value, dialect))


def encrypted_columns(metadata: MetaData) -> Iterator[tuple[Table, str, str]]:
    """Table, column name and purpose of everything that is encrypted."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText):
                yield table, column.name, column.type.purpose


def encrypt_anew(connection: Connection, metadata: MetaData, *, keys: Keyring) -> int:
    """Bring all encrypted values under `keys.key`, whichever of the keys they are under; how many were changed.

    Raises:
        UnreadableSecret: a value is under none of the keys; the caller's transaction must be rolled back.
    """
    count = 0
    for table, column, purpose in encrypted_columns(metadata):
        (key,) = table.primary_key.columns
        change = table.update().where(key == bindparam("row")).values({column: bindparam("anew", type_=Text())})
        for page in _pages(connection, key, table.c[column]):
            old = [(row, keys.decrypt(sealed, purpose=purpose)) for row, sealed in page if not keys.is_current(sealed)]
            if old:
                connection.execute(change, [{"row": row, "anew": keys.encrypt(plain, purpose=purpose)} for row, plain in old])
            count += len(old)
    return count


def _pages(connection: Connection, key: ColumnElement[Any], column: ColumnElement[Any]) -> Iterator[Sequence[Any]]:
    """Key and stored text of each value, a page at a time."""
    everything = select(key, type_coerce(column, Text)).where(column.is_not(None)).order_by(key).limit(PAGE)
    page = connection.execute(everything).all()
    while page:
        yield page
        page = connection.execute(everything.where(key > page[-1][0])).all()
