"""Statements that are built once and asked often: to build a query takes longer than to run it.

    NAMED = select(State.id).where(State.name == bindparam("name"))
    prepared.scalar(NAMED, name="open")

They go by the connection of the open unit of work, past the session: what it has not written yet is written first.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row, Table

from foundation.db import Base, db

__all__ = ["execute", "first", "rows", "scalar", "table_of"]


def table_of(kind: type[Base]) -> Table:
    """The table of a record class, for statements that need no records."""
    table: Table = kind.__table__  # type: ignore[assignment]  # a join for classes that inherit a table, which none does here
    return table


def execute(statement: Executable, parameters: Any = None) -> CursorResult[Any]:
    """Run a statement that was built before."""
    session = db.session()
    if session.autoflush and session._is_clean() is False:  # noqa: SLF001 - what `dirty`, `new` and `deleted` ask, without their lists
        session.flush()
    return session.connection().execute(statement, parameters)


def scalar(statement: Executable, **parameters: Any) -> Any:
    """The first value of the first row; None if there is none."""
    return execute(statement, parameters).scalar()


def first(statement: Executable, **parameters: Any) -> Row[Any] | None:
    """The first row; None if there is none."""
    return execute(statement, parameters).first()


def rows(statement: Executable, **parameters: Any) -> Sequence[Row[Any]]:
    """All rows."""
    return execute(statement, parameters).all()
