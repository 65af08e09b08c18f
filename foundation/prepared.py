"""Statements that are built once and asked often: to build and compile a query, and to wrap its result, takes longer than to run it.

    NAMED = select(State.id).where(State.name == bindparam("name"))
    prepared.scalar(NAMED, name="open")

A statement is compiled once per database, to its text and to what turns values into the driver's and back; from then on it goes to the
driver as it is. It goes by the connection of the open unit of work, past the session: what that has not written yet is written first.
Errors are SQLAlchemy's, and whoever listens to statements hears of these, too.

Lists for `IN` are part of a statement and never given later; a condition on one value that is run with several rows does the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from foundation.db import Base, db

__all__ = ["execute", "first", "rows", "scalar", "table_of"]
MOST_KEPT = 500
Statement = SelectBase | UpdateBase
Values = Mapping[str, Any]
Processor = Callable[[Any], Any]


def table_of(kind: type[Base]) -> Table:
    """The table of a record class, for statements that need no records."""
    table: Table = kind.__table__  # type: ignore[assignment]  # a join for classes that inherit a table, which none does here
    return table


# ------------------------------------------------------------------------------------------------ running
def execute(statement: UpdateBase, parameters: Values | Sequence[Values]) -> int:
    """Write one row, or several in one go; how many rows there were."""
    one = parameters if isinstance(parameters, Mapping) else parameters[0]
    count: int = _run(statement, tuple(one), parameters, several=one is not parameters)[0].rowcount
    return count


def scalar(statement: SelectBase, **parameters: Any) -> Any:
    """The first value of the first row; None if there is none."""
    row = first(statement, **parameters)
    return None if row is None else row[0]


def first(statement: SelectBase, **parameters: Any) -> Sequence[Any] | None:
    """The first row; None if there is none."""
    cursor, plan = _run(statement, (), parameters)
    row: Sequence[Any] | None = cursor.fetchone()
    return None if row is None else plan.read(row)


def rows(statement: SelectBase, **parameters: Any) -> list[Sequence[Any]]:
    """All rows."""
    cursor, plan = _run(statement, (), parameters)
    return [plan.read(row) for row in cursor.fetchall()]


def _run(statement: Statement, keys: tuple[str, ...], given: Any, *, several: bool = False) -> tuple[Any, "Plan"]:
    session = db.session()
    if session.autoflush and session._is_clean() is False:  # noqa: SLF001 - what `dirty`, `new` and `deleted` ask, without their lists
        session.flush()
    connection = session.connection()
    plan = _plan(statement, connection.dialect, keys)
    values = [plan.values(each) for each in given] if several else plan.values(given)
    return _sent(connection, plan.text, values, several=several), plan


def _sent(connection: Connection, text: str, values: Any, *, several: bool) -> Any:
    """The driver's cursor, after the statement has run."""
    cursor: Any = connection.connection.cursor()
    for tell in connection.dispatch.before_cursor_execute:
        text, values = tell(connection, cursor, text, values, None, several)
    try:
        if several:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        # As SQLAlchemy itself speaks of it; a line that is lost does not go back to the pool.
        connection._handle_dbapi_exception(error, text, values, cursor, None)  # noqa: SLF001
    for tell in connection.dispatch.after_cursor_execute:
        tell(connection, cursor, text, values, None, several)
    return cursor


# ------------------------------------------------------------------------------------------------ compiling
class Slot(NamedTuple):
    """A place in a statement: the key of what is given for it and what makes that the driver's, or (without a key) its value."""

    name: str
    key: str | None
    processor: Processor | None
    value: Any


class Plan:
    """A statement as the driver of a database takes it."""

    def __init__(self, statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> None:
        compiled = _compiled(statement, dialect, keys)
        state = compiled.construct_expanded_state({bind.key: None for bind in compiled.bind_names if bind.required})
        self.text = state.statement
        self._named = not compiled.positional
        self._slots = _slots(compiled, state)
        self._readers = _readers(statement, dialect)

    def values(self, given: Values) -> Any:
        """What to send for the values of one row."""
        found = [
            fixed if key is None else given[key] if processor is None else processor(given[key]) for _, key, processor, fixed in self._slots
        ]
        return {name: value for (name, *_), value in zip(self._slots, found, strict=True)} if self._named else found

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row of the driver as the columns of the statement have it."""
        if not self._readers:
            return row
        found = list(row)
        for place, reader in self._readers:
            found[place] = reader(found[place])
        return found


@lru_cache(maxsize=MOST_KEPT)
def _plan(statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> Plan:
    return Plan(statement, dialect, keys)


def _compiled(statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> SQLCompiler:
    """What SQLAlchemy makes of a statement; `keys` are what is given for the columns it writes."""
    writes: Any = {"column_keys": list(keys), "for_executemany": True} if keys else {}  # with one row alone, its new key would be asked for
    compiled: Any = statement.compile(dialect=dialect, **writes)
    computed = (*compiled.insert_prefetch, *compiled.update_prefetch)
    if computed:
        raise TypeError(f"Defaults are not computed here; give {', '.join(str(column) for column in computed)}, too.")
    return cast("SQLCompiler", compiled)


def _slots(compiled: SQLCompiler, state: ExpandedState) -> list[Slot]:
    """The places of a statement in order, lists included."""
    given = {name: bind.key for bind, name in compiled.bind_names.items() if bind.required}
    processors: dict[str, Any] = {**compiled._bind_processors, **state.processors}  # noqa: SLF001 - they are nowhere else to be had
    slots = []
    for name in state.positiontup or state.parameters:
        key, processor, value = given.get(name), processors.get(name), state.parameters[name]
        slots.append(Slot(name, key, processor, processor(value) if processor and key is None else value))
    return slots


def _readers(statement: Statement, dialect: Dialect) -> list[tuple[int, Processor]]:
    """What makes of the driver's values those of the columns, by place."""
    columns = statement.selected_columns if isinstance(statement, SelectBase) else ()
    readers = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return [(place, reader) for place, reader in enumerate(readers) if reader is not None]
