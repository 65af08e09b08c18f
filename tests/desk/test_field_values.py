"""Values of dynamic fields: set as a whole, read by the page, searched, audited."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.dynamic_fields import DynamicField
from desk.field_values import Change, FieldValue, condition, defaults, readable_values, set_values, values_of
from foundation.db import db
from foundation.errors import Refused

pytestmark = pytest.mark.usefixtures("work")
ROOMS: dict[str, Any] = {"values": [["r1", "Room 1"], ["r2", "Room 2"], ["r3", "Room 3"]]}


def field(name: str, kind: str = "text", belongs_to: str = "ticket", **config: Any) -> DynamicField:
    return DynamicField.create(name=name, label=name.title(), kind=kind, belongs_to=belongs_to, config=config, actor=SYSTEM)


def put(object_id: int, belongs_to: str = "ticket", **values: Any) -> list[Change]:
    return set_values(belongs_to, object_id, values, actor=SYSTEM)


def find(wanted: DynamicField, operator: str, operand: Any) -> list[int]:
    """The objects with any value of which the field is so."""
    things = select(FieldValue.object_id).distinct().subquery()
    rows = select(things.c.object_id).where(condition(wanted, operator, operand, object_id=things.c.object_id)).order_by(things.c.object_id)
    return list(db.session.scalars(rows))


def test_sets_what_changes_and_tells_it():
    field("room")
    field("cost", "decimal")
    assert put(1, room="12", cost="1.50") == [Change("room", None, "12"), Change("cost", None, Decimal("1.50"))]
    assert put(1, room="12", cost="1.5") == []
    assert put(1, room="13", cost=None) == [Change("room", "12", "13"), Change("cost", Decimal("1.50"), None)]
    assert put(1, cost="") == []
    assert values_of("ticket", [1, 2]) == {1: {"room": "13"}, 2: {}}


def test_refuses_all_or_nothing_and_names_every_field():
    field("room", max_length=3)
    field("cost", "decimal")
    field("floor")
    field("far", belongs_to="article")
    field("old").change(validity="invalid", actor=SYSTEM)
    with pytest.raises(Refused) as refusal:
        put(1, room="1234", cost="much", floor="3", far="x", old="x", nothing="x")
    assert refusal.value.problems == {
        "room": "It has 4 characters; at most 3 fit.",
        "cost": "'much' is not a number.",
        "far": "There is no such field here, or it is not valid.",
        "old": "There is no such field here, or it is not valid.",
        "nothing": "There is no such field here, or it is not valid.",
    }
    assert values_of("ticket", [1]) == {1: {}}


def test_what_a_field_would_not_take_any_more_may_stay():
    room = field("room", "dropdown", **ROOMS)
    put(1, room="r3")
    room.change(config={"values": ROOMS["values"][:2]}, actor=SYSTEM)
    assert put(1, room="r3") == []
    assert readable_values("ticket", [1]) == {1: {"room": "r3"}}
    with pytest.raises(Refused):
        put(2, room="r3")


def test_objects_of_other_kinds_with_the_same_id_are_others():
    field("room")
    field("floor", belongs_to="article")
    field("size", "integer", belongs_to="customer")
    put(7, room="12")
    put(7, "article", floor="3")
    put(7, "customer", size=5)
    assert [values_of(kind, [7])[7] for kind in ("ticket", "article", "customer", "customer_user")] == [
        {"room": "12"},
        {"floor": "3"},
        {"size": 5},
        {},
    ]


def test_a_page_is_read_in_one_query():
    for name in ("a", "b", "c"):
        field(name)
    for object_id in range(20):
        put(object_id, a=f"a{object_id}", b="b")
    statements: list[str] = []
    listen = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    assert values_of("ticket", range(20))[19] == {"a": "a19", "b": "b"}
    event.remove(db.engine, "before_cursor_execute", listen)
    assert len(statements) == 1


def test_changes_of_master_data_are_audited_and_those_of_tickets_are_not():
    field("room")
    field("size", "integer", belongs_to="customer")
    before = db.session.scalar(select(func.count(AuditEntry.id)))
    put(1, room="12")
    put(3, "customer", size=5)
    put(3, "customer", size=5)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id).offset(before)).all()
    assert [(entry.noun, entry.object_id, entry.changes) for entry in entries] == [("customer", 3, {"size": [None, 5]})]


def test_defaults_of_a_new_object():
    field("room", default="12")
    field("due", "date", default_seconds=86_400)
    field("floor")
    assert defaults("ticket", now=datetime(2026, 3, 1, 12, tzinfo=UTC)) == {"room": "12", "due": date(2026, 3, 2)}


def test_people_read_labels_in_their_zone():
    field("rooms", "multiselect", **ROOMS)
    field("at", "datetime")
    put(1, rooms=["r2", "r1"], at="2026-03-01T23:30Z")
    assert readable_values("ticket", [1, 2]) == {1: {"rooms": "Room 1, Room 2", "at": "2026-03-01 23:30"}, 2: {}}
    assert readable_values("ticket", [1], zone=ZoneInfo("Europe/Berlin"))[1]["at"] == "2026-03-02 00:30"


# ------------------------------------------------------------------------------------------------ searching
def test_searches_numbers_exactly_and_in_order():
    cost = field("cost", "decimal")
    amounts = ["-10", "-9.5", "0", "0.1", "0.3", "0.30000000000000004", "9", "10", "123456789012345678901234.5"]
    for object_id, amount in enumerate(amounts):
        put(object_id, cost=amount)
    assert find(cost, "equals", Decimal("0.1") + Decimal("0.2")) == [4]
    assert find(cost, "greater-than", "0.3") == [5, 6, 7, 8]
    assert find(cost, "smaller-than-equals", "-9.50") == [0, 1]
    keys = db.session.scalars(select(FieldValue.object_id).where(FieldValue.field_id == cost.id).order_by(FieldValue.value_key))
    assert list(keys) == list(range(len(amounts)))


def test_searches_texts_with_wildcards_and_no_others():
    room = field("room")
    for object_id, text in enumerate(["Room 12", "room 1_2", "100%", "ROOM * 3", "Zimmer ß", "x" * 300 + "end"]):
        put(object_id, room=text)
    assert find(room, "like", "room*") == [0, 1, 3]
    assert find(room, "like", "*1_2") == [1]
    assert find(room, "like", "*%") == [2]
    assert find(room, "like", "zimmer SS") == [4]
    assert find(room, "like", "x*END") == [5]
    assert find(room, "like", "x*ends") == []
    assert find(room, "equals", "room 12") == []
    assert find(room, "equals", "Room 12") == [0]


def test_searches_several_values():
    rooms = field("rooms", "multiselect", **ROOMS)
    field("other")
    for object_id, chosen in enumerate([["r1"], ["r1", "r2"], ["r1", "r2", "r3"], None]):
        put(object_id, rooms=chosen, other="x")
    assert find(rooms, "equals", "r2") == [1, 2]
    assert find(rooms, "equals", ["r2", "r1"]) == [1]
    assert find(rooms, "like", "R*") == [0, 1, 2]
    assert find(rooms, "empty", True) == [3]
    assert find(rooms, "empty", False) == [0, 1, 2]


@pytest.mark.parametrize(
    "kind, operator, operand, at",
    [
        ("checkbox", "greater-than", True, "operator"),
        ("text", "between", "a", "operator"),
        ("integer", "like", "1*", "operator"),
        ("integer", "equals", "one", "operand"),
        ("integer", "equals", None, "operand"),
        ("text", "empty", "yes", "operand"),
    ],
)
def test_refuses_searches_a_kind_does_not_know(kind, operator, operand, at):
    with pytest.raises(Refused) as refusal:
        condition(field("room", kind), operator, operand, object_id=FieldValue.object_id)
    assert list(refusal.value.problems) == [at]
