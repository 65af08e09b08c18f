"""The values of dynamic fields: read for a page of objects, set for one, searched in any query.

An object is known by its id alone; which kind of object it is, its fields say. No value means no row.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    delete,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased, mapped_column

from desk import auditing
from desk.actors import Actor
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_kinds import kinds
from desk.fields.kind import Cell, FieldKind
from desk.fields.search import Row
from desk.fields.texts import KEY_LENGTH
from desk.master_data import Validity
from foundation import prepared
from foundation.application import settings
from foundation.db import Base, Id
from foundation.errors import Refused

# Signs are ordered by their numbers on both databases, and PostgreSQL can use the index for what begins with a text.
BY_SIGN = Text().with_variant(Text(collation="C"), "postgresql")
KEY = String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql")
MASTER_DATA = frozenset({FieldObject.CUSTOMER, FieldObject.CUSTOMER_USER})  # whose changes are audited


class FieldValue(Base):
    """One value, or one of several, of one field of one object.

    All kinds are texts: exactly as they were, and by a key that sorts as values of the kind do (`desk/fields/numbers.py` for
    numbers, ISO 8601 for dates and moments). SQLite has no exact decimals, and so there is one index for all.
    """

    __tablename__ = "dynamic_field_value"
    __table_args__ = (Index(None, "field_id", "value_key", "object_id"),)

    object_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    field_id: Mapped[int] = mapped_column(Id, ForeignKey("dynamic_field.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value_text: Mapped[str] = mapped_column(BY_SIGN)
    value_key: Mapped[str] = mapped_column(KEY)
    value_folded: Mapped[str | None] = mapped_column(BY_SIGN)  # only where the key is too short for the whole text


class Change(NamedTuple):
    """What happened to one field of an object."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class FieldOf:
    """A field as one object has it: what it is, and the texts of its value."""

    id: int
    name: str
    label: str
    kind: str
    config: Mapping[str, Any]
    is_valid: bool
    is_of_process: bool
    texts: list[str]

    @cached_property
    def rules(self) -> FieldKind:
        """As those of the record."""
        return kinds[self.kind](self.config, ZoneInfo(settings().time_zone))

    @property
    def value(self) -> Any:
        return self.rules.load(self.texts) if self.texts else None


FIELDS_OF = (
    select(
        *(getattr(DynamicField, name) for name in ("id", "name", "label", "kind", "config", "validity", "made_by_process")),
        FieldValue.value_text,
    )
    .outerjoin(FieldValue, and_(FieldValue.field_id == DynamicField.id, FieldValue.object_id == bindparam("object_id")))
    .where(DynamicField.belongs_to == bindparam("belongs_to"))
    .order_by(DynamicField.position, DynamicField.id, FieldValue.position)
)
OF_PAGE = (  # of several objects: object, name and kind of the field, text
    select(FieldValue.object_id, DynamicField.name, DynamicField.kind, FieldValue.value_text)
    .join(DynamicField, DynamicField.id == FieldValue.field_id)
    .where(FieldValue.object_id.in_(bindparam("object_ids", expanding=True)), DynamicField.belongs_to == bindparam("belongs_to"))
    .order_by(FieldValue.object_id, DynamicField.position, DynamicField.id, FieldValue.position)
)
VALUES = prepared.table_of(FieldValue)
OF_FIELD = (VALUES.c.object_id == bindparam("of_object"), VALUES.c.field_id == bindparam("of_field"))
TAKE_AWAY = delete(VALUES).where(*OF_FIELD)
REPLACE = update(VALUES).where(*OF_FIELD)  # of a field with one row
STORE = insert(VALUES)


# ------------------------------------------------------------------------------------------------ reading
def fields_of(belongs_to: FieldObject | str, object_id: int) -> dict[str, FieldOf]:
    """All fields of one object by name, in order, with what it has in them: definitions and values in one query."""
    rows = prepared.rows(FIELDS_OF, object_id=object_id, belongs_to=FieldObject(belongs_to))
    found: dict[str, FieldOf] = {}
    for field_id, name, label, kind, config, validity, process, text in rows:
        field = found.setdefault(name, FieldOf(field_id, name, label, kind, config, validity is Validity.VALID, bool(process), []))
        if text is not None:
            field.texts.append(text)
    return found


def values_of(belongs_to: FieldObject | str, object_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The values of a page of objects by the names of their fields, in one query; a field without value is not there."""
    found: dict[int, dict[str, Any]] = {object_id: {} for object_id in object_ids}
    for (object_id, name, kind), texts in _stored(belongs_to, object_ids).items():
        found[object_id][name] = kinds[kind]().load(texts)
    return found


def _stored(belongs_to: FieldObject | str, object_ids: Collection[int]) -> dict[tuple[int, str, str], list[str]]:
    grouped: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for object_id, name, kind, text in prepared.rows(OF_PAGE, object_ids=object_ids, belongs_to=FieldObject(belongs_to)):
        grouped[object_id, name, kind].append(text)
    return grouped


def readable_values(belongs_to: FieldObject | str, object_ids: Collection[int], *, zone: tzinfo | None = None) -> dict[int, dict[str, str]]:
    """The same as people read it; moments in the reader's zone, else in that of the house."""
    found = shown_values(belongs_to, object_ids, zone=zone)
    return {object_id: {name: each.text for name, each in shown.items()} for object_id, shown in found.items()}


class ShownValue(NamedTuple):
    """What a field holds: label and kind of the field, its value, and the value as people read it."""

    label: str
    kind: str
    value: Any
    text: str


def shown_values(
    belongs_to: FieldObject | str, object_ids: Collection[int], *, zone: tzinfo | None = None
) -> dict[int, dict[str, ShownValue]]:
    """All of that for a page of objects, in the order of the fields; two statements."""
    values = values_of(belongs_to, object_ids)
    shown: dict[int, dict[str, ShownValue]] = {object_id: {} for object_id in object_ids}
    if not any(values.values()):
        return shown
    for field in DynamicField.of(belongs_to, also_invalid=True):
        rules = field.rules if zone is None else field.rules.seen_from(zone)
        having = [object_id for object_id, found in values.items() if field.name in found]
        held = [values[object_id][field.name] for object_id in having]
        for object_id, value, text in zip(having, held, rules.all_shown(held), strict=True):
            shown[object_id][field.name] = ShownValue(field.label, field.kind, value, text)
    return shown


def defaults(belongs_to: FieldObject | str, *, now: datetime) -> dict[str, Any]:
    """What a new object begins with."""
    found = {field.name: field.rules.default(now=now) for field in DynamicField.of(belongs_to)}
    return {name: value for name, value in found.items() if value is not None}


# ------------------------------------------------------------------------------------------------ setting
def set_values(belongs_to: FieldObject | str, object_id: int, values: Mapping[str, Any], *, actor: Actor) -> list[Change]:
    """Give fields of an object values; None or an empty text takes one away. All or nothing, and only what is new is written.

    Whoever calls holds the object against others who change it, and writes the history of tickets; changes of master data are
    audited here.

    Raises:
        Refused: naming every field whose value is wrong, and every name that is no valid field.
    """
    old = values_of(belongs_to, [object_id])[object_id]
    fields = {field.name: field for field in DynamicField.of(belongs_to) if field.name in values}
    changes = changes_to(fields, values, old=old)
    write(object_id, changes, fields=fields)
    if changes and FieldObject(belongs_to) in MASTER_DATA:
        audit(FieldObject(belongs_to), object_id, changes, actor=actor)
    return changes


def changes_to(fields: Mapping[str, DynamicField | FieldOf], values: Mapping[str, Any], *, old: Mapping[str, Any]) -> list[Change]:
    """What giving these values to an object would change.

    Args:
        fields: the valid ones, by name.
        values: what is wanted, by name.
        old: what the object has.

    Raises:
        Refused: as `set_values`.
    """
    new = _checked(fields, values, old=old)
    return [Change(name, old.get(name), value) for name, value in new.items() if value != old.get(name)]


def _checked(fields: Mapping[str, DynamicField | FieldOf], values: Mapping[str, Any], *, old: Mapping[str, Any]) -> dict[str, Any]:
    problems: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in fields:
            problems[name] = "There is no such field here, or it is not valid."
        elif value is not None and name in old and type(value) is type(old[name]) and value == old[name]:
            found[name] = value  # what stays may stay, even if the field would not take it any more
        else:
            try:
                found[name] = fields[name].rules.check(value)
            except Refused as refused:
                problems[name] = str(refused)
    if problems:
        raise Refused(problems)
    return found


def write(object_id: int, changes: Sequence[Change], *, fields: Mapping[str, DynamicField | FieldOf]) -> None:
    """Store changes of one object, in three statements at most, and in one if single values take the place of others."""
    gone, new, replaced = [], [], []
    for change in changes:
        field = fields[change.name]
        cells = [] if change.new is None else field.rules.cells(change.new)
        place = {"of_object": object_id, "of_field": field.id}
        if len(cells) == 1 and isinstance(field, FieldOf) and len(field.texts) == 1:
            replaced.append(place | columns_of(cells[0]))
            continue
        if change.old is not None:
            gone.append(place)
        new += [{"object_id": object_id, "field_id": field.id, "position": at, **columns_of(cell)} for at, cell in enumerate(cells)]
    for statement, rows in ((REPLACE, replaced), (TAKE_AWAY, gone), (STORE, new)):
        if rows:
            prepared.execute(statement, rows)


def columns_of(cell: Cell) -> dict[str, Any]:
    """How a part of a value is kept."""
    return {"value_text": cell.text, "value_key": cell.key, "value_folded": cell.folded}


def audit(belongs_to: FieldObject, object_id: int, changes: Sequence[Change], *, actor: Actor) -> None:
    told = {change.name: (change.old, change.new) for change in changes}
    noun = belongs_to.replace("_", " ")
    auditing.record("changed", about=(noun, object_id, f"{noun} {object_id}"), changes=told, actor=actor)


# ------------------------------------------------------------------------------------------------ searching
def condition(
    field: DynamicField, operator: str, operand: Any, *, object_id: ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Whether the field of an object has such a value, for the `where` of any query.

    Args:
        field: the field.
        operator: one of `desk.fields.search.Operator` that the kind knows.
        operand: a value of the kind; for `like` a text with `*`, for `empty` true or false.
        object_id: the column with the object's id, such as `Ticket.id`.

    Raises:
        Refused: the kind does not know the operator, or the operand is none of its values.
    """
    rows = aliased(FieldValue)  # so that the query around may speak of values, too
    columns = Row(rows.position, rows.value_text, rows.value_key, rows.value_folded)
    wanted = field.rules.condition(operator, operand, row=columns)
    fulfilled = _among if wanted.by_index else _exists
    having = [fulfilled(rows, field.id, predicate, object_id) for predicate in wanted.some]
    return and_(*having, *(not_(_exists(rows, field.id, predicate, object_id)) for predicate in wanted.none))


def _among(rows: Any, field_id: int, predicate: ColumnElement[bool], object_id: Any) -> ColumnElement[bool]:
    """The index of values leads to the objects with such a row, and they to the query around it."""
    having: ColumnElement[bool] = object_id.in_(select(rows.object_id).where(rows.field_id == field_id, predicate))
    return having


def _exists(rows: Any, field_id: int, predicate: ColumnElement[bool], object_id: Any) -> ColumnElement[bool]:
    """Such a row of one object, found by the primary key."""
    found = select(rows.field_id).where(rows.field_id == field_id, rows.object_id == object_id, predicate)
    return found.correlate_except(rows).exists()
