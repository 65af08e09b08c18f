"""The schema of the database: which revision it has, and the way to another one. Each way is gone as a whole or not at all.

Several processes and machines may start at once: one of them migrates, the others wait for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from foundation.db import db
from foundation.errors import Conflict, NotFound, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x6C617566  # of ours alone, among the advisory locks of a PostgreSQL database
NOTHING = "base"
# Alembic is loaded where something is to be done: asking whether there is needs none of it, and every start asks.


def newest() -> str:
    """The revision this version of the product works with."""
    return known()[-1]


def known() -> list[str]:
    """All revisions, from the first to the newest; they are numbered, and a test holds their order to their chain."""
    return sorted(path.stem[1:5] for path in (FOLDER / "versions").glob("r[0-9]*.py"))


def revision() -> str | None:
    """The revision the database has; None while it is empty.

    Raises:
        Unavailable: the database is away.
    """
    try:
        with db.engine.connect().execution_options(reads_only=True) as connection:
            return revision_on(connection)
    except DBAPIError as error:
        raise Unavailable(f"The database is away: {str(error.orig).strip().splitlines()[0]}") from error


def revision_on(connection: Connection) -> str | None:
    """The revision seen by a connection."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def require_newest() -> None:
    """Go on only with a database this version works with.

    Raises:
        Conflict: it has another revision; the message says what to do.
    """
    have, want = revision(), newest()
    if have != want:
        raise Conflict(f"The database has the schema {have or 'of nobody yet'}, this version needs {want}. Run: laufzettel db upgrade")


def upgrade(to: str = "head") -> None:
    """Go up to a revision; nothing happens where the database is there already.

    Raises:
        Conflict: the database has a revision this version does not know: a newer version made it.
    """
    from alembic import command  # noqa: PLC0415 - see above

    with migration_lock() as connection:
        migrate(command.upgrade, connection, to)


def downgrade(to: str = NOTHING) -> None:
    """Go back to a revision, by default to the empty database: all data in what goes is lost.

    Raises:
        Conflict, NotFound: as `upgrade`, and where there is no such revision.
    """
    from alembic import command  # noqa: PLC0415 - see above

    with migration_lock() as connection:
        migrate(command.downgrade, connection, to)


class migration_lock:  # noqa: N801 - reads as the block it opens
    """One connection in a transaction of its own, alone among all who migrate."""

    def __enter__(self) -> Connection:
        try:
            self._connection = db.engine.connect()
        except DBAPIError as error:
            raise Unavailable(f"The database is away: {str(error.orig).strip().splitlines()[0]}") from error
        if self._sqlite:
            # A table that is made anew would take the rows that point to it along. Outside a transaction, or it has no effect.
            self._pragma("foreign_keys=OFF")
        self._connection.begin()
        if not self._sqlite:
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        transaction = self._connection.get_transaction()
        if transaction is not None:
            if kind is None:
                transaction.commit()
            else:
                transaction.rollback()
        if self._sqlite:
            self._pragma("foreign_keys=ON")
        self._connection.close()

    @property
    def _sqlite(self) -> bool:
        return db.engine.dialect.name == "sqlite"

    def _pragma(self, setting: str) -> None:
        cursor = self._connection.connection.cursor()
        cursor.execute(f"PRAGMA {setting}")
        cursor.close()


def migrate(way: Any, connection: Connection, to: str) -> None:
    """Walk with Alembic, on a connection that is ours to commit."""
    from alembic.util.exc import CommandError  # noqa: PLC0415 - see above

    try:
        way(configuration(connection), to)
    except CommandError as error:
        steps, have = known(), revision_on(connection)
        if have is None or have in steps:
            raise NotFound(f"There is no revision {to!r}; there are {', '.join(steps)}.") from error
        raise Conflict(f"The database has schema {have}, made by a newer version; this one knows {', '.join(steps)}.") from error


def configuration(connection: Connection | None = None) -> "Config":
    """Alembic's settings, without a file."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    found = Config(attributes={"connection": connection})
    found.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found
