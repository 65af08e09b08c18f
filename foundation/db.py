"""The database: the base of all records, their column types, and how both databases are spoken to.

Records derive from `Base` (never from `db.Model`, which is only a sibling of it). All of them live in one session per application
context, `db.session`; what is written there becomes true in `foundation/unit_of_work.py` alone.
"""

import select
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask, current_app
from flask.globals import _cv_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, TypeDecorator, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry

from foundation.settings import Settings

# For statements that change rows of which nothing is loaded.
UNSYNCHRONISED: dict[str, Any] = {"synchronize_session": False}
PLANNED_ANEW = "planned anew"
# For questions that others narrow otherwise: what a server has planned for any values may take twice as long as planning for these.
FOR_THESE_VALUES: dict[str, Any] = {PLANNED_ANEW: True}
BUSY_SECONDS = 30  # how long a writer waits for the others on SQLite
# A server that hangs or a line that was cut is told within seconds, instead of a quarter of an hour.
SOON_TOLD = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3}
GIVEN_BACK = "when it was given back to the pool"  # of a line to the server
TRUSTED_SECONDS = 2.0  # that long after it was used, a line that is silent is taken to be there; later it is asked
# Who may see what has many branches, of which few are gone: compiling them all takes a hundred times as long as going them.
UNCOMPILED = {"options": "-c jit=off"}
# The line used last is used next: its backend has the plans, and the processor what it works with, at hand.
ON_SERVER: dict[str, Any] = {"pool_size": 10, "pool_use_lifo": True, "connect_args": SOON_TOLD | UNCOMPILED}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on this side, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone; moments are kept in UTC.")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in a column that is called INTEGER
Document = JSON().with_variant(JSONB, "postgresql")


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
COLUMN_TYPES: dict[Any, Any] = {datetime: UtcDateTime, dict[str, Any]: Document, list[Any]: Document}


class Base(DeclarativeBase):
    """What all records derive from."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=COLUMN_TYPES)


def scope() -> int:
    """The application context, as Flask-SQLAlchemy itself tells them apart; a step asks sixty times, and Flask's proxy takes longer."""
    try:
        return id(_cv_app.get())
    except LookupError:
        return id(current_app.app_context)  # which says that there is none


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True, "expire_on_commit": False, "scopefunc": scope})


def connect_to(app: Flask, settings: Settings) -> None:
    """Bind `db` to the database of the settings."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {} if settings.uses_sqlite else ON_SERVER
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Engine) -> None:
    """Have an engine speak to its database the way the house needs it."""
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            Path(engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "do_execute", _plan_anew)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", lambda connection, entry, _: _require_line(engine.dialect, connection, entry))


# ------------------------------------------------------------------------------------------------ PostgreSQL
def _plan_anew(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Execute what wants to be planned for its values; True if that was done here."""
    if context is None or not context.execution_options.get(PLANNED_ANEW):
        return False
    cursor.execute(statement, parameters, prepare=False)
    return True


def _note_use(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[GIVEN_BACK] = monotonic()


def _require_line(dialect: Dialect, connection: Any, entry: ConnectionPoolEntry) -> None:
    """Go on only with a line that is there; asking costs a way to the server and back, which busy processes need not go each time.

    Raises:
        InvalidatePoolError: it is gone, and others with it; the pool makes a new one.
    """
    used_at = entry.info.get(GIVEN_BACK)
    if used_at is None or (monotonic() - used_at < TRUSTED_SECONDS and not _has_news(connection)):
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: Any) -> bool:
    """Whether something has come in on a line nobody uses: a server that goes away says so, or at least hangs up."""
    if connection.closed:
        return True
    news = select.poll()
    news.register(connection.fileno(), select.POLLIN)
    return bool(news.poll(0))


# ------------------------------------------------------------------------------------------------ SQLite


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin_sqlite` does
    # SQLite's own knows the letters of ASCII only: "Ä" and "ä" would be two names here and one on PostgreSQL.
    connection.create_function("lower", 1, lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def lower(text: str | None) -> str | None:
    """Small letters, of any language; nothing stays nothing."""
    return None if text is None else str(text).lower()


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a snapshot that was read from cannot become a writer's later, and no waiting helps."""
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
