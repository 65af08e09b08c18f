"""Whether a system is used: whether it has anything that a new one would not have.

What a new one has is found out by making one, in a database of its own that is thrown away.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Table
from sqlalchemy.engine import Connection

from foundation import blobs
from foundation.application import make_application, settings
from foundation.backing_up.rows import columns_of, pack, reading
from foundation.backing_up.taking import all_tables
from foundation.db import UtcDateTime, db
from foundation.errors import Conflict

Contents = dict[str, Counter[bytes]]
# What a system writes by itself as soon as it runs.
BY_ITSELF = frozenset({"schedule_tick", "outbox_message"})
SHOWN = 6


def contents_of_new(furnish: Callable[[], None]) -> Contents:
    """The rows of a system nobody has used; `furnish` gives it tables and seeds."""
    with tempfile.TemporaryDirectory(prefix="laufzettel-new-") as folder:
        made = replace(settings(), data_dir=Path(folder), database_url=f"sqlite:///{folder}/new.db")
        application = make_application(made)
        with application.app_context():
            try:
                furnish()
                with db.engine.connect().execution_options(reads_only=True) as connection:
                    return contents(connection)
            finally:
                db.engine.dispose()


def contents(connection: Connection) -> Contents:
    """The rows of each table, without what differs between two new systems: ids and moments."""
    return {table.name: Counter(_rows(connection, table)) for table in all_tables() if table.name not in BY_ITSELF}


def _rows(connection: Connection, table: Table) -> list[bytes]:
    columns = [table.c[name] for name in columns_of(table)]
    telling = [(place, column) for place, column in enumerate(columns) if column.name != "id" and not isinstance(column.type, UtcDateTime)]
    return [pack([_plain(row[place], column) for place, column in telling]) for row in connection.execute(reading(table))]


def _plain(value: Any, column: Column[Any]) -> Any:
    """JSON is written differently by each database."""
    return json.dumps(json.loads(value), sort_keys=True) if value is not None and isinstance(column.type, JSON) else value


def require_unused(connection: Connection, new: Contents) -> None:
    """Go on only if there is nothing that could be lost.

    Raises:
        Conflict: naming what there is.
    """
    beyond = {name: (rows - new.get(name, Counter())).total() for name, rows in contents(connection).items()}
    found = [f"{name} ({count})" for name, count in beyond.items() if count]
    if found:
        named = ", ".join(found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
        raise Conflict(f"This system is used; a restore would destroy what is in it: {named}. Restore into a new one.")


def require_no_blobs() -> None:
    """Go on only if no file of a blob is here, for then this is the data dir of another system.

    Raises:
        Conflict: there are files.
    """
    folder = blobs.files().folder
    files = sum(1 for _ in blobs.files().all())
    if files:
        raise Conflict(f"There are {files} files in {folder} already. Move that folder away if nobody needs them, or restore elsewhere.")
