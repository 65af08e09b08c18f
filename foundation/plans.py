"""Statements as the driver of a database takes them: compiled once to their text, and to what turns values into the driver's and back.

`foundation/prepared.py` sends them. A plan is kept as long as it is among the last that were asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Dialect, Insert, bindparam
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import iterate, replacement_traverse

__all__ = ["Plan", "Statement", "Values", "joined", "lists_of", "plan_of", "plan_of_rows"]
MOST_KEPT = 500
Statement = SelectBase | UpdateBase
Values = Mapping[str, Any]
Processor = Callable[[Any], Any]


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
        lists = {name: [None] * length for name, length in zip(lists_of(statement), lengths, strict=True)} if lengths else {}
        state = compiled.construct_expanded_state({bind.key: lists.get(bind.key) for bind in compiled.bind_names if bind.required})
        self._slots = _slots(compiled, state)
        self._template, self._numbered = state.statement, not compiled.positional
        self.text = self.text_from(1)
        self._readers = _readers(statement, dialect)

    @property
    def size(self) -> int:
        """How many values it takes."""
        return len(self._slots)

    def text_from(self, first: int) -> str:
        """Its text where the first of its values is the `first` of all; places are written as PostgreSQL itself does (`$1`)."""
        if not self._numbered:
            return self._template
        return self._template % {slot.name: f"${place}" for place, slot in enumerate(self._slots, first)}

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
def plan_of(statement: Statement, dialect: Dialect, keys: tuple[str, ...], lengths: tuple[int, ...] = ()) -> Plan:
    return Plan(statement, dialect, keys, lengths)


@lru_cache(maxsize=MOST_KEPT)
def plan_of_rows(statement: Insert, dialect: Dialect, keys: tuple[str, ...], number: int) -> Plan:
    """The same for several rows at once, which asks drivers and databases for much less than a statement for each."""
    columns = statement.table.c
    rows = [{key: bindparam(f"{key}_{at}", type_=columns[key].type) for key in keys} for at in range(number)]
    return Plan(statement.values(rows), dialect, ())


@lru_cache(maxsize=MOST_KEPT)
def joined(plans: tuple[Plan, ...]) -> str:
    """The text that does several writes at once and says how many rows there were of each, for databases that write within WITH."""
    parts, counts, first = [], [], 1
    for place, plan in enumerate(plans):
        parts.append(f"write_{place} AS ({plan.text_from(first)} RETURNING 1)")
        counts.append(f"(SELECT count(*) FROM write_{place})")  # noqa: S608 - a number of our own
        first += plan.size
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}"


@lru_cache(maxsize=MOST_KEPT)
def lists_of(statement: Statement) -> tuple[str, ...]:
    """The lists that are given when the statement is run."""
    binds = (each for each in iterate(statement) if isinstance(each, BindParameter))
    return tuple(dict.fromkeys(bind.key for bind in binds if bind.required and bind.expanding))


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
