"""What holds for every kind: it reads, keeps, finds and shows values, and raises nothing but refusals."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import column, delete, insert, literal, select, table, text, union_all

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_kinds import kinds
from desk.field_values import OF_PAGE, FieldValue, condition, readable_values, set_values, values_of
from desk.fields.search import Operator
from foundation.db import db
from foundation.errors import Refused
from tests.desk.field_kinds.values import EXAMPLES, JUNK, matches, operands

NAMES = sorted(kinds)
KNOWN = sorted(EXAMPLES)
JUNK_CONFIG = st.dictionaries(
    st.sampled_from(sorted({entry for kind in kinds.values() for entry in kind.entries})) | st.text(max_size=3), JUNK, max_size=4
)
FREELY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def fields(people: None) -> dict[str, DynamicField]:
    """A field of each kind."""
    return {
        kind: DynamicField.create(name=f"my_{kind.replace('-', '_')}", label=kind, kind=kind, config=config_of(kind), actor=SYSTEM)
        for kind in kinds
    }


def config_of(kind: str) -> dict[str, Any]:
    return EXAMPLES[kind].config if kind in EXAMPLES else {}


def test_there_is_a_kind_for_every_type_a_model_may_declare(root: Path):
    dialect = json.loads((root / "bpm" / "dialect.json").read_text())
    declared = next(kind["literalValues"] for kind in dialect["enumerations"] if kind["name"] == "FieldType")
    assert {literal["name"] for literal in declared} == set(kinds)


def test_every_kind_lives_in_a_file_of_its_name(root: Path):
    files = {path.stem for path in (root / "desk" / "field_kinds").glob("*.py")} - {"__init__"}
    assert files == {name.replace("-", "_") for name in kinds}


# ------------------------------------------------------------------------------------------------ junk
@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", NAMES)
@settings(FREELY, max_examples=60)
@given(value=JUNK)
def test_a_value_is_taken_or_refused(name: str, value: Any):
    kind = kinds[name](config_of(name))
    try:
        kept = kind.check(value)
    except Refused as refused:
        assert str(refused)  # noqa: PT017 - either outcome is right
    else:
        assert kept is None or kind.check(kept) == kept


@pytest.mark.parametrize("name", NAMES)
@FREELY
@given(operator=st.sampled_from([*Operator, "between", None, 1]), operand=JUNK)
def test_a_search_is_understood_or_refused(name: str, fields: dict[str, DynamicField], operator: Any, operand: Any):
    try:
        wanted = condition(fields[name], operator, operand, object_id=FieldValue.object_id)
    except Refused as refused:
        assert str(refused)  # noqa: PT017 - either outcome is right
    else:
        assert db.session.scalars(select(FieldValue.object_id).where(wanted)).all() == []


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", NAMES)
@settings(FREELY, max_examples=60)
@given(config=JUNK_CONFIG)
def test_settings_are_taken_or_refused(name: str, config: Any):
    try:
        kept = kinds[name].check_config(config)
    except Refused as refused:
        assert str(refused)  # noqa: PT017 - either outcome is right
    else:
        json.dumps(kept, allow_nan=False).encode()
        assert kinds[name].check_config(kept) == kept
        kinds[name](kept).default(now=datetime(2026, 3, 1, tzinfo=UTC))


# ------------------------------------------------------------------------------------------------ stored
@pytest.mark.parametrize("name", KNOWN)
@FREELY
@given(data=st.data())
def test_what_is_stored_is_loaded(name: str, fields: dict[str, DynamicField], data: st.DataObject):
    field = fields[name]
    db.session.execute(delete(FieldValue))
    given_ = data.draw(st.lists(EXAMPLES[name].values, min_size=1, max_size=5))
    kept = [field.rules.check(value) for value in given_]
    for object_id, value in enumerate(given_):
        changes = set_values("ticket", object_id, {field.name: value}, actor=SYSTEM)
        assert [change.new for change in changes] == ([] if kept[object_id] is None else [kept[object_id]])
        assert set_values("ticket", object_id, {field.name: value}, actor=SYSTEM) == []
    loaded = values_of("ticket", range(len(given_)))
    assert loaded == {object_id: {} if value is None else {field.name: value} for object_id, value in enumerate(kept)}
    assert all(type(found.get(field.name)) is type(value) for found, value in zip(loaded.values(), kept, strict=True))
    assert set(readable_values("ticket", range(len(given_)))) == set(loaded)


# ------------------------------------------------------------------------------------------------ searched
@pytest.mark.parametrize("name", KNOWN)
@settings(FREELY, max_examples=60)
@given(data=st.data())
def test_searching_agrees_with_comparing(name: str, fields: dict[str, DynamicField], data: st.DataObject):
    field = fields[name]
    values = [field.rules.check(value) for value in data.draw(st.lists(EXAMPLES[name].values, min_size=1, max_size=6))]
    db.session.execute(delete(FieldValue))
    for object_id, value in enumerate(values):
        set_values("ticket", object_id, {field.name: value}, actor=SYSTEM)
    operator = data.draw(st.sampled_from(sorted(kinds[name].operators)))
    operand = data.draw(operands(name, operator, values))
    things = union_all(*(select(literal(object_id).label("id")) for object_id in range(len(values)))).subquery()
    try:
        wanted = condition(field, operator, operand, object_id=things.c.id)
    except Refused:
        assert field.rules.check(operand) is None
    else:
        found = set(db.session.scalars(select(things.c.id).where(wanted)))
        assert found == {object_id for object_id, value in enumerate(values) if matches(name, operator, value, operand)}


# ------------------------------------------------------------------------------------------------ indexes
THING = table("thing", column("id"))
FOUND = [
    ("integer", "equals", 77, 1),
    ("integer", "greater-than", 2_980, 19),
    ("text", "equals", "room 77", 1),
    ("text", "like", "room 77*", 11),
    ("dropdown", "equals", "one", 30),
    ("multiselect", "equals", "one", 30),
    ("date", "smaller-than", "0001-01-03", 1),
]


@pytest.fixture
def many(fields: dict[str, DynamicField]) -> dict[str, DynamicField]:
    """Three thousand things with a value each of some fields, and statistics about them."""
    db.session.execute(text("CREATE TEMPORARY TABLE thing (id INTEGER PRIMARY KEY)"))
    db.session.execute(insert(THING), [{"id": number} for number in range(3_000)])
    for name in ("text", "integer", "dropdown", "multiselect", "date"):
        rows = [row for number in range(3_000) for row in rows_of(fields[name], number, value=value_of(name, number))]
        db.session.execute(insert(FieldValue), rows)
    db.session.execute(text("ANALYZE"))
    return fields


def value_of(name: str, number: int) -> Any:
    """One thing of a hundred has chosen `one`, as well."""
    if name in ("dropdown", "multiselect"):
        return ("one,two" if name == "multiselect" else "one") if number % 100 == 0 else "two"
    return {"text": f"room {number}", "date": f"{1 + number:04}-01-02"}.get(name, number)


def rows_of(field: DynamicField, object_id: int, *, value: Any) -> list[dict[str, Any]]:
    return [
        {"object_id": object_id, "field_id": field.id, "position": position}
        | {"value_text": cell.text, "value_key": cell.key, "value_folded": cell.folded}
        for position, cell in enumerate(field.rules.cells(field.rules.read(value)))
    ]


@pytest.mark.parametrize("name, operator, operand, count", FOUND)
def test_searching_uses_the_index(name: str, operator: str, operand: Any, count: int, many: dict[str, DynamicField]):
    wanted = select(THING.c.id).where(condition(many[name], operator, operand, object_id=THING.c.id))
    assert len(db.session.scalars(wanted).all()) == count
    assert "ix_dynamic_field_value_field_id_value_key_object_id" in plan(wanted)


@pytest.mark.parametrize("operator, operand, count", [("like", "*m 77", 1), ("empty", False, 3_000), ("empty", True, 0)])
def test_what_no_index_answers_is_asked_of_each_object(operator: str, operand: Any, count: int, many: dict[str, DynamicField]):
    wanted = select(THING.c.id).where(condition(many["text"], operator, operand, object_id=THING.c.id))
    assert len(db.session.scalars(wanted).all()) == count
    told = plan(wanted.where(THING.c.id == 77))
    assert "pk_dynamic_field_value" in told or "sqlite_autoindex_dynamic_field_value" in told


def test_reading_a_page_uses_the_primary_key(many: dict[str, DynamicField]):
    told = plan(OF_PAGE.params(object_ids=list(range(100, 150)), belongs_to=FieldObject.TICKET))
    assert "pk_dynamic_field_value" in told or "sqlite_autoindex_dynamic_field_value" in told


def plan(query: Any) -> str:
    """How the database would answer."""
    dialect = db.session.get_bind().dialect
    written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row) for row in db.session.execute(text(f"EXPLAIN {'QUERY PLAN ' if dialect.name == 'sqlite' else ''}{written}")))
