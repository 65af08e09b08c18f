"""Statements that are built once and asked often: to build and compile a query, and to wrap its result, takes longer than to run it.

    NAMED = select(State.id).where(State.name == bindparam("name"))
    prepared.scalar(NAMED, name="open")

A statement is compiled once per database, to its text and to what turns values into the driver's and back; from then on it goes to the
driver as it is. It goes by the connection of the open unit of work, past the session: what that has not written yet is written first.
Errors are SQLAlchemy's, and whoever listens to statements hears of these, too.

What a statement compares with, it says itself, lists included; given are the values of `bindparam`s without one. Values in the text let a
database choose a partial index for good: SQLite plans anew, at each run, what hangs on a value it is given.

    AMONG = select(State.name).where(State.id.in_(bindparam("ids", expanding=True)))
    prepared.rows(AMONG, ids=[1, 2, 5])

A list that is given (`expanding`) repeats its last value until it is as long as a power of two: so there are few texts of a statement.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import BindParameter, Connection, Dialect, Insert, Table, Update, bindparam, inspect, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from foundation.db import Base, db
from foundation.unit_of_work import reads_only

__all__ = ["connection", "execute", "first", "record", "records", "rows", "say", "scalar", "side_by_side", "store", "table_of"]
MOST_KEPT = 500
MOST_TOGETHER = 10  # rows in one statement; each number of them is a statement of its own
KNOWN = "line"  # in the session, which ends with the unit of work
Statement = SelectBase | UpdateBase
Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
Record = TypeVar("Record", bound=Base)


def table_of(kind: type[Base]) -> Table:
    """The table of a record class, for statements that need no records."""
    table: Table = kind.__table__  # type: ignore[assignment]  # a join for classes that inherit a table, which none does here
    return table


# ------------------------------------------------------------------------------------------------ running
def execute(statement: UpdateBase, parameters: Values | Sequence[Values]) -> int:
    """Write one row, or several in one go; how many rows there were."""
    if reads_only():
        raise RuntimeError("This unit of work only reads.")
    several = [parameters] if isinstance(parameters, Mapping) else parameters
    line, keys = _line(), tuple(several[0])
    plan = _plan(statement, line.dialect, keys)
    values = [plan.values(each) for each in several]
    if len(values) == 1:
        cursor = line.send(plan.text, values[0])
    elif isinstance(statement, Insert) and len(values) <= MOST_TOGETHER:
        cursor = line.send(_together(statement, line.dialect, keys, len(values)).text, [value for row in values for value in row])
    else:
        cursor = line.send(plan.text, values, several=True)
    count: int = cursor.rowcount
    return count


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


def say(text: str) -> None:
    """Tell the database what has no values, such as to set a savepoint; the session writes nothing before."""
    _line_of(db.session()).send(text, ())


def connection() -> Connection:
    """The connection of the unit of work."""
    return _line_of(db.session()).connection


def _asked(statement: SelectBase, parameters: Values) -> tuple[Any, "Plan"]:
    line, lists = _line(), _lists_of(statement)
    lengths = tuple(_filled_up(len(parameters[name])) for name in lists)
    plan = _plan(statement, line.dialect, (), lengths)
    given = {**parameters, **_spread(parameters, lists, lengths)} if lists else parameters
    return line.send(plan.text, plan.values(given)), plan


@lru_cache(maxsize=MOST_KEPT)
def _lists_of(statement: Statement) -> tuple[str, ...]:
    """The lists that are given when the statement is run."""
    binds = (each for each in iterate(statement) if isinstance(each, BindParameter))
    return tuple(dict.fromkeys(bind.key for bind in binds if bind.required and bind.expanding))


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

    __slots__ = ("_after", "_before", "_cursor", "connection", "dialect")

    def __init__(self, connection: Connection) -> None:
        self.connection, self.dialect = connection, connection.dialect
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


def store(one: Base) -> None:
    """Write what has changed about a record that the session has read, in a statement of its own."""
    state: Any = inspect(one)
    if not state.persistent or not state.modified:
        return
    changed = {name: state.dict[name] for name, old in state.committed_state.items() if state.dict[name] != old}
    if changed:
        mapper, _ = _mapped(type(one))
        execute(_stored(type(one)), changed | {f"of_{key.key}": state.dict[key.key] for key in mapper.primary_key})
    state._commit_all(state.dict, db.session().identity_map)  # noqa: SLF001 - as the session itself does after it has written


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


# ------------------------------------------------------------------------------------------------ compiling
class Slot(NamedTuple):
    """A place in a statement: the key of what is given for it and what makes that the driver's, or (without a key) its value."""

    name: str
    key: str | None
    processor: Processor | None
    value: Any


class Plan:
    """A statement as the driver of a database takes it."""

    def __init__(self, statement: Statement, dialect: Dialect, keys: tuple[str, ...], lengths: tuple[int, ...] = ()) -> None:
        compiled = _compiled(statement, dialect, keys)
        lists = {name: [None] * length for name, length in zip(_lists_of(statement), lengths, strict=True)} if lengths else {}
        state = compiled.construct_expanded_state({bind.key: lists.get(bind.key) for bind in compiled.bind_names if bind.required})
        self._slots = _slots(compiled, state)
        numbered = {slot.name: f"${place}" for place, slot in enumerate(self._slots, 1)}  # as PostgreSQL itself writes places
        self.text = state.statement if compiled.positional else state.statement % numbered
        self._readers = _readers(statement, dialect)

    def values(self, given: Values) -> list[Any]:
        """What to send for the values of one row."""
        return [
            fixed if key is None else given[key] if processor is None else processor(given[key]) for _, key, processor, fixed in self._slots
        ]

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row of the driver as the columns of the statement have it."""
        if not self._readers:
            return row
        found = list(row)
        for place, reader in self._readers:
            found[place] = reader(found[place])
        return found


@lru_cache(maxsize=MOST_KEPT)
def _plan(statement: Statement, dialect: Dialect, keys: tuple[str, ...], lengths: tuple[int, ...] = ()) -> Plan:
    return Plan(statement, dialect, keys, lengths)


@lru_cache(maxsize=MOST_KEPT)
def _together(statement: Insert, dialect: Dialect, keys: tuple[str, ...], number: int) -> Plan:
    """The same for several rows at once, which asks drivers and databases for much less than a statement for each."""
    columns = statement.table.c
    rows = [{key: bindparam(f"{key}_{at}", type_=columns[key].type) for key in keys} for at in range(number)]
    return Plan(statement.values(rows), dialect, ())


def _compiled(statement: Statement, dialect: Dialect, keys: tuple[str, ...]) -> SQLCompiler:
    """What SQLAlchemy makes of a statement; `keys` are what is given for the columns it writes."""
    writes: Any = (
        {"column_keys": list(keys) or None, "for_executemany": True} if isinstance(statement, UpdateBase) else {}
    )  # with one row alone, its new key would be asked for
    asked: Any = statement if writes else replacement_traverse(statement, {}, _said)
    compiled: Any = asked.compile(dialect=dialect, **writes)
    computed = (*compiled.insert_prefetch, *compiled.update_prefetch)
    if computed:
        raise TypeError(f"Defaults are not computed here; give {', '.join(str(column) for column in computed)}, too.")
    return cast("SQLCompiler", compiled)


def _said(element: Any, **_: Any) -> Any:
    """A value that is part of a question, to be written into its text."""
    return element.render_literal_execute() if isinstance(element, BindParameter) and not element.required else None


def _slots(compiled: SQLCompiler, state: ExpandedState) -> list[Slot]:
    """The places of a statement in order, lists included."""
    given = {name: bind.key for bind, name in compiled.bind_names.items() if bind.required}
    given |= {place: place for name in given for place in state.parameter_expansion.get(name, ())}
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
