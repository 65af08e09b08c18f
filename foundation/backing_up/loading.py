"""Loading a backup into the database: everything in one transaction, in any order, checked before it becomes true."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sqlalchemy import Integer, Table, func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, StatementError

from foundation.backing_up.manifest import Manifest
from foundation.backing_up.parts import DamagedBackup
from foundation.backing_up.rows import columns_of, parameters, writing
from foundation.backing_up.taking import all_tables
from foundation.backing_up.verifying import columns_in, rows_of
from foundation.errors import Conflict, HouseError

AT_ONCE = 500
FOREIGN_KEYS = """\
SELECT conrelid::regclass::text AS held_by, conname AS name FROM pg_constraint
WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace"""


def require_same_tables(folder: Path, manifest: Manifest) -> None:
    """Go on only if the backup fits the tables of this version.

    Raises:
        Conflict: it does not; the sentence names the first table.
    """
    here = {table.name: columns_of(table) for table in all_tables()}
    other = sorted(here.keys() ^ manifest.tables.keys())
    other += [name for name, columns in here.items() if name in manifest.tables and set(columns) != set(columns_in(folder, name))]
    if other:
        raise Conflict(
            f"The backup was made by version {manifest.product}, in which {other[0]} is another table or none. "
            f"Restore it with that version, then upgrade."
        )


def load(connection: Connection, folder: Path, manifest: Manifest) -> None:
    """Put the rows of a backup in the place of all rows there are.

    Raises:
        HouseError: naming the table whose rows this database does not take.
    """
    with checked_at_the_end(connection):
        for table in all_tables():
            connection.execute(table.delete())
        for table in all_tables():
            with _naming(table):
                _load_table(connection, folder, table)
    for table in all_tables():
        _count_on(connection, table)
        found = connection.scalar(select(func.count()).select_from(table))
        if found != manifest.tables[table.name]:
            raise DamagedBackup(
                f"{table.name} has {found} rows after loading instead of {manifest.tables[table.name]}; nothing was restored."
            )


def lock(connection: Connection) -> None:
    """Keep others from writing until the transaction ends; on SQLite whoever writes has the lock already."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in all_tables())
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


@contextmanager
def checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Let foreign keys lead nowhere inside the block: tables refer to each other in circles, and rows to later rows."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        _require_whole_sqlite(connection)
    else:
        keys = connection.execute(text(FOREIGN_KEYS)).all()
        for held_by, name in keys:
            connection.exec_driver_sql(f'ALTER TABLE {held_by} ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED')
        yield
        with _naming(None):
            connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for held_by, name in keys:
            connection.exec_driver_sql(f'ALTER TABLE {held_by} ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


def _require_whole_sqlite(connection: Connection) -> None:
    wrong = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if wrong is not None:
        raise HouseError(f"A row of {wrong[0]} refers to a row of {wrong[2]} that is not in the backup; nothing was restored.")


def _load_table(connection: Connection, folder: Path, table: Table) -> None:
    there, wanted = columns_in(folder, table.name), columns_of(table)
    order = [there.index(name) for name in wanted]
    rows = ([row[place] for place in order] for row in rows_of(folder, table.name))
    statement = writing(table, connection.dialect)
    while page := list(islice(rows, AT_ONCE)):
        connection.execute(statement, parameters(table, page))


@contextmanager
def _naming(table: Table | None) -> Iterator[None]:
    """What a database does not take, as a sentence: a text that is too long, a sign it cannot store."""
    try:
        yield
    except (DBAPIError, StatementError, ValueError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        where = f"The rows of {table.name} do not" if table is not None else "The rows do not"
        raise HouseError(f"{where} fit this database: {reason}. Nothing was restored.") from error


def _count_on(connection: Connection, table: Table) -> None:
    """Have PostgreSQL go on counting after the highest id; SQLite does so by itself."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None or not isinstance(key.type, Integer):
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    highest = connection.scalar(select(func.max(key)))
    if sequence is not None:
        connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))
