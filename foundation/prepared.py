"""Statements that are built once and asked often: to build and compile a query, and to wrap its result, takes longer than to run it.

    NAMED = select(State.id).where(State.name == bindparam("name"))
    prepared.scalar(NAMED, name="open")

A statement is compiled once per database (`foundation/plans.py`); from then on it goes to the driver as it is, by the connection of the
open unit of work and past the session: what that has not written yet is written first. Errors are SQLAlchemy's, and whoever listens to
statements hears of these, too.

What a statement compares with, it says itself, lists included; given are the values of `bindparam`s without one. Values in the text let a
database choose a partial index for good: SQLite plans anew, at each run, what hangs on a value it is given.

    AMONG = select(State.name).where(State.id.in_(bindparam("ids", expanding=True)))
    prepared.rows(AMONG, ids=[1, 2, 5])

A list that is given (`expanding`) repeats its last value until it is as long as a power of two: so there are few texts of a statement.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect, Insert, Table, Update, bindparam, inspect, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from foundation.db import Base, db
from foundation.plans import Plan, Values, joined, lists_of, plan_of, plan_of_rows
from foundation.unit_of_work import reads_only

MOST_TOGETHER = 10  # rows in one statement; each number of them is a statement of its own
MOST_JOINED = 4  # writes in one statement
KNOWN = "line"  # in the session, which ends with the unit of work
Rows = Values | Sequence[Values]
Write = tuple[UpdateBase, Rows]
Record = TypeVar("Record", bound=Base)


def table_of(kind: type[Base]) -> Table:
    """The table of a record class, for statements that need no records."""
    table: Table = kind.__table__  # type: ignore[assignment]  # a join for classes that inherit a table, which none does here
    return table


# ------------------------------------------------------------------------------------------------ running
def execute(statement: UpdateBase, parameters: Rows) -> int:
    """Write one row, or several in one go; how many rows there were."""
    line, rows = _writing(), _rows(parameters)
    if len(rows) == 1 or (isinstance(statement, Insert) and len(rows) <= MOST_TOGETHER):
        plan, values = _with_rows(statement, rows, line.dialect)
        cursor = line.send(plan.text, values)
    else:
        plan = plan_of(statement, line.dialect, tuple(rows[0]))
        cursor = line.send(plan.text, [plan.values(row) for row in rows], several=True)
    count: int = cursor.rowcount
    return count


def together(*writes: Write) -> list[int]:
    """Do several writes in one go where the database can, else one after the other; how many rows there were of each.

    None may touch a row that another one touches, nor look at what another one writes: PostgreSQL lets all see what was there before.
    Each combination is a statement of its own, which both sides have to learn: this is for those that come again and again.
    """
    if not writes:
        return []
    line = _writing()
    several = [(statement, _rows(parameters)) for statement, parameters in writes]
    can = all(len(rows) == 1 or (isinstance(statement, Insert) and len(rows) <= MOST_TOGETHER) for statement, rows in several)
    if not can or not 1 < len(several) <= MOST_JOINED or line.dialect.name != "postgresql":
        return [execute(*write) for write in writes]
    plans, values = zip(*(_with_rows(statement, rows, line.dialect) for statement, rows in several), strict=True)
    counts: Sequence[int] = line.send(joined(plans), [value for each in values for value in each]).fetchone()
    return list(counts)


def scalar(statement: SelectBase, **parameters: Any) -> Any:
    """The first value of the first row; None if there is none."""
    row = first(statement, **parameters)
    return None if row is None else row[0]


def first(statement: SelectBase, **parameters: Any) -> Sequence[Any] | None:
    """The first row; None if there is none."""
    cursor, plan = _asked(statement, parameters)
    row: Sequence[Any] | None = cursor.fetchone()
    return None if row is None else plan.read(row)


def rows(statement: SelectBase, **parameters: Any) -> list[Sequence[Any]]:
    """All rows."""
    cursor, plan = _asked(statement, parameters)
    return [plan.read(row) for row in cursor.fetchall()]


@contextmanager
def savepoint() -> Iterator[None]:
    """What is done inside is undone if it raises, as far as the database knows of it; the session writes nothing before.

    On PostgreSQL, an outermost one that went well is left open until the next one, or until the transaction ends: most are the only one,
    and to let go of it is a way to the server and back. SQLite would keep a copy of whatever is changed from then on.
    """
    line = _line_of(db.session())
    if line.left_open:
        line.left_open = False
        line.send("RELEASE SAVEPOINT undoable", ())
    line.send("SAVEPOINT undoable", ())  # several of that name may lie in each other: it means the last one
    line.savepoints += 1
    try:
        yield
    except BaseException:
        if line.connection.in_transaction() and not line.connection.invalidated:  # or there is nothing any more to go back to
            line.send("ROLLBACK TO SAVEPOINT undoable", ())
            line.send("RELEASE SAVEPOINT undoable", ())
        raise
    else:
        line.left_open = line.savepoints == 1 and line.dialect.name == "postgresql"
        if not line.left_open:
            line.send("RELEASE SAVEPOINT undoable", ())
    finally:
        line.savepoints -= 1


def _writing() -> "Line":
    """The line of a unit of work that may write."""
    if reads_only():
        raise RuntimeError("This unit of work only reads.")
    return _line()


def _rows(parameters: Rows) -> Sequence[Values]:
    return [parameters] if isinstance(parameters, Mapping) else parameters


def _with_rows(statement: UpdateBase, rows: Sequence[Values], dialect: Dialect) -> tuple[Plan, list[Any]]:
    """The plan for one row, or of an insert for several, and all values for it."""
    keys = tuple(rows[0])
    plan = plan_of(statement, dialect, keys)
    values = [value for row in rows for value in plan.values(row)]
    return (plan if len(rows) == 1 else plan_of_rows(cast("Insert", statement), dialect, keys, len(rows))), values


def _asked(statement: SelectBase, parameters: Values) -> tuple[Any, Plan]:
    line, lists = _line(), lists_of(statement)
    lengths = tuple(_filled_up(len(parameters[name])) for name in lists)
    plan = plan_of(statement, line.dialect, (), lengths)
    given = {**parameters, **_spread(parameters, lists, lengths)} if lists else parameters
    return line.send(plan.text, plan.values(given)), plan


def _filled_up(length: int) -> int:
    """The next power of two; 0 stays 0."""
    return 1 << (length - 1).bit_length() if length else 0


def _spread(parameters: Values, lists: tuple[str, ...], lengths: tuple[int, ...]) -> dict[str, Any]:
    """The values of lists by their places, as SQLAlchemy calls these."""
    found = {}
    for name, length in zip(lists, lengths, strict=True):
        values = list(parameters[name])
        values += values[-1:] * (length - len(values))
        found.update({f"{name}_{place}": value for place, value in enumerate(values, 1)})
    return found


# ------------------------------------------------------------------------------------------------ the way to the driver
class Line:
    """The connection of a unit of work, with what each statement on it needs."""

    __slots__ = ("_after", "_before", "_cursor", "connection", "dialect", "left_open", "savepoints")

    def __init__(self, connection: Connection) -> None:
        self.connection, self.dialect = connection, connection.dialect
        self.savepoints, self.left_open = 0, False  # how many lie in each other, and whether one is open that has ended
        # Those who listen, whenever they begin to.
        self._before, self._after = connection.dispatch.before_cursor_execute, connection.dispatch.after_cursor_execute
        driver: Any = connection.connection.driver_connection
        # psycopg's sends the text as it is, instead of looking for its own kind of places each time.
        plain: Any = getattr(self.dialect.loaded_dbapi, "RawCursor", None)
        self._cursor: Callable[[], Any] = driver.cursor if plain is None else partial(plain, driver)

    def send(self, text: str, values: Any, *, several: bool = False) -> Any:
        """The driver's cursor, after the statement has run."""
        cursor = self._cursor()
        for tell in self._before:
            text, values = tell(self.connection, cursor, text, values, None, several)
        try:
            if several:
                cursor.executemany(text, values)
            else:
                cursor.execute(text, values)
        except self.dialect.loaded_dbapi.Error as error:
            # As SQLAlchemy itself speaks of it; a line that is lost does not go back to the pool.
            self.connection._handle_dbapi_exception(error, text, values, cursor, None)  # noqa: SLF001
        for tell in self._after:
            tell(self.connection, cursor, text, values, None, several)
        return cursor


def _line() -> Line:
    """The line of the unit of work, after the session has written what it has."""
    session = db.session()
    if session.autoflush and session._is_clean() is False:  # noqa: SLF001 - what `dirty`, `new` and `deleted` ask, without their lists
        session.flush()
    return _line_of(session)


def _line_of(session: Session) -> Line:
    """The same as it is, remembered in the session as long as its transaction lives."""
    known: Line | None = session.info.get(KNOWN)
    if known is None or not known.connection.in_transaction():
        known = session.info[KNOWN] = Line(session.connection())
    return known


# ------------------------------------------------------------------------------------------------ records of the session
def records(kind: type[Record], statement: SelectBase, *, anew: bool = False, **parameters: Any) -> list[Record]:
    """What a statement finds that selects all columns of a table (`table_of`); `anew` as for `record`."""
    return [record(kind, row, anew=anew) for row in rows(statement, **parameters)]


def side_by_side(row: Sequence[Any], *kinds: type[Base]) -> list[Any]:
    """The records of a row that has all columns of several tables, one after the other; None where an outer join found nothing."""
    found, begin = [], 0
    for kind in kinds:
        mapper, names = _mapped(kind)
        values, begin = row[begin : begin + len(names)], begin + len(names)
        keys = [values[names.index(str(column.key))] for column in mapper.primary_key]
        found.append(None if None in keys else record(kind, values))
    return found


def record(kind: type[Record], values: Sequence[Any], *, anew: bool = False) -> Record:
    """The record of the session that belongs to the values of all columns of its table, in their order.

    `anew`: one that the session knows already gets the values, too; otherwise it stays as it is.
    """
    mapper, names = _mapped(kind)
    held = dict(zip(names, values, strict=True))
    session = db.session()
    key: Any = mapper.identity_key_from_primary_key(tuple(held[str(column.key)] for column in mapper.primary_key))
    known: Record | None = session.identity_map.get(key)
    if known is None:
        found: Record = mapper.class_manager.new_instance()
        found.__dict__.update(held)
        state: Any = inspect(found)
        state.key, state.session_id = key, session.hash_key  # as the session's own loader takes one in
        session.identity_map.add(state)
        return found
    for name, value in held.items() if anew else ():
        set_committed_value(known, name, value)
    return known


def change_of(one: Base) -> tuple[Update, Values] | None:
    """What has changed about a record that the session has read, to be written by whoever asks; None if nothing has."""
    state: Any = inspect(one)
    if not state.persistent or not state.modified:
        return None
    changed = {name: state.dict[name] for name, old in state.committed_state.items() if state.dict[name] != old}
    state._commit_all(state.dict, db.session().identity_map)  # noqa: SLF001 - as the session itself does after it has written
    if not changed:
        return None
    keys = {f"of_{key.key}": state.dict[key.key] for key in _mapped(type(one))[0].primary_key}
    return _stored(type(one)), changed | keys


@cache
def _mapped(kind: type[Base]) -> tuple[Mapper[Any], list[str]]:
    """The mapper of a record class, and its attributes in the order of the columns."""
    mapper: Mapper[Any] = inspect(kind)
    return mapper, [mapper.get_property_by_column(column).key for column in table_of(kind).c]


@cache
def _stored(kind: type[Base]) -> Update:
    """The statement that sets whichever columns are given."""
    table = table_of(kind)
    return update(table).where(*(key == bindparam(f"of_{key.key}") for key in table.primary_key))
