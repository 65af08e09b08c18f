"""Taking a backup: one snapshot of all tables while everything runs, then the blobs it speaks of."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from foundation import blobs, migrating
from foundation.application import settings
from foundation.backing_up import keys
from foundation.backing_up.keys import KeyKind
from foundation.backing_up.manifest import Manifest
from foundation.backing_up.parts import Part, copy_blob, write_values
from foundation.backing_up.rows import columns_of, reading
from foundation.clock import now
from foundation.db import Base, db
from foundation.errors import Unavailable
from foundation.known_tables import require_all_known
from foundation.secrets import fingerprint

DERIVED = frozenset({"fulltext_entry"})  # made anew from the rest
AT_ONCE = 500  # rows in memory


def all_tables() -> list[Table]:
    """What a backup holds, by name."""
    return [table for name, table in sorted(Base.metadata.tables.items()) if name not in DERIVED]


def take(folder: Path, passphrase: str | None, *, kind: KeyKind) -> Manifest:
    """Write all parts; the manifest is for the caller to write when they were verified."""
    key = settings().secret_key
    with blobs.files().locked(exclusive=False):  # no sweep takes a blob away that the snapshot still has
        with snapshot() as connection:
            require_all_known(connection)
            schema = migrating.revision()
            written = [_write_table(folder, table, connection) for table in all_tables()]
            hashes = list(connection.scalars(select(blobs.Blob.sha256).order_by(blobs.Blob.sha256)))
        sizes = [_write_blob(folder, sha256) for sha256 in hashes]
    parts = [part for part, _ in written] + keys.write(folder, key, passphrase, kind=kind)
    return Manifest(
        product=version("laufzettel"),
        schema=schema,
        created_at=now(),
        database=db.engine.dialect.name,
        key=kind,
        key_fingerprint=fingerprint(key),
        tables={table.name: rows for table, (_, rows) in zip(all_tables(), written, strict=True)},
        parts=tuple(parts),
        blobs=len(sizes),
        blob_bytes=sum(sizes),
    )


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees one moment, whatever others write meanwhile."""
    only = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if db.engine.dialect.name == "postgresql" else {}
    try:
        with db.engine.connect().execution_options(reads_only=True, **only) as connection:
            yield connection
    except OperationalError as error:
        raise Unavailable(f"The database is away: {str(error.orig).strip().splitlines()[0]}") from error


def _write_table(folder: Path, table: Table, connection: Connection) -> tuple[Part, int]:
    """The names of the columns, then the rows."""
    part, count = write_values(folder, part_of(table), _with_columns(table, connection))
    return part, count - 1


def part_of(table: Table) -> str:
    return f"tables/{table.name}.zst"


def _with_columns(table: Table, connection: Connection) -> Iterator[list[Any]]:
    yield columns_of(table)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(reading(table)):
        yield list(row)


def _write_blob(folder: Path, sha256: str) -> int:
    here = blobs.files()
    return copy_blob(lambda: here.read(sha256), blob_path(folder, sha256))


def blob_path(folder: Path, sha256: str) -> Path:
    return folder / "blobs" / sha256[:2] / sha256[2:4] / sha256
