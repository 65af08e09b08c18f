"""Definitions of dynamic fields: what may be set, what stays, who may do it, and what deployment does with them."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from bpm.expressions import FUNCTIONS, VIEWS
from bpm.reading.scopes import LOOP_NAMES, TICKET_NAMES, clash_of, is_name
from desk.actors import SYSTEM, Actor, ActorKind, process_actor
from desk.auditing import AuditEntry
from desk.dynamic_fields import DynamicField, ensure
from desk.field_values import FieldValue, set_values, values_of
from desk.fields import names
from desk.house_permissions import HousePermission
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk.people_to_point_to import ANNA, give, let_people_in

pytestmark = pytest.mark.usefixtures("work")
STRANGER = Actor(ActorKind.CUSTOMER_USER, 4711, "stranger")


def field(name: str = "room", kind: str = "text", **values: Any) -> DynamicField:
    values = {"label": "A field", "belongs_to": "ticket"} | values
    return DynamicField.create(name=name, kind=kind, actor=SYSTEM, **values)


def refused(act: Any, **values: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        act(**values)
    return refusal.value.problems


# ------------------------------------------------------------------------------------------------ names
@pytest.mark.parametrize("name", ["room", "room_2", "Größe", "ProcessManagementProcessID", "a", "_x", "x" * 200])
def test_takes_every_name_a_model_can_spell(name):
    assert is_name(name)
    assert field(name).name == name


@pytest.mark.parametrize("name", ["", "2rooms", "my room", "a-b", "lambda", "True", "a.b", "x" * 201, "ﬁeld", "sla", "state", "sum"])
def test_refuses_names_no_model_can_tell_apart(name):
    assert list(refused(field, name=name)) == ["name"]


def test_knows_all_names_that_models_know():
    known = TICKET_NAMES | set(VIEWS) | set(FUNCTIONS) | LOOP_NAMES
    assert {name for taken in names.TAKEN.values() for name in taken} == known
    assert all(clash_of(name) and names.problem_of(name) for name in known)


def test_a_name_is_there_once_in_any_case():
    field("room")
    assert refused(field, name="Room") == {"name": "There is a dynamic field 'room' already."}


# ------------------------------------------------------------------------------------------------ settings
REFUSED_SETTINGS = [
    ("text", {"regexes": [["(unclosed", ""]]}, "config.regexes"),
    ("text", {"regexes": [["(?=look)ahead", ""]]}, "config.regexes"),
    ("text", {"regexes": [["a" * 501, ""]]}, "config.regexes"),
    ("text", {"regexes": "abc"}, "config.regexes"),
    ("text", {"link": "javascript:alert(1)"}, "config.link"),
    ("text", {"link": "//evil.example"}, "config.link"),
    ("text", {"max_length": 3801}, "config.max_length"),
    ("text", {"default": "no digits", "regexes": [[r"^\d+$", "Digits only."]]}, "config.default"),
    ("textarea", {"rows": 0}, "config.rows"),
    ("textarea", {"cols": True}, "config.cols"),
    ("textarea", {"max_length": 10, "default": "x" * 11}, "config.default"),
    ("integer", {"min": "5", "max": "4"}, "config.min"),
    ("integer", {"min": "five"}, "config.min"),
    ("integer", {"max": "3", "default": "4"}, "config.default"),
    ("decimal", {"max": "1e99"}, "config.max"),
    ("checkbox", {"default": "maybe"}, "config.default"),
    ("dropdown", {}, "config.values"),
    ("dropdown", {"values": []}, "config.values"),
    ("dropdown", {"values": [["a", "A"], ["a", "B"]]}, "config.values"),
    ("dropdown", {"values": [["a", "A"]], "default": "b"}, "config.default"),
    ("dropdown", {"values": [["", "A"]]}, "config.values"),
    ("multiselect", {"values": [["a", "A"]], "default": ["a", "b"]}, "config.default"),
    ("date", {"min": "2026-02-30"}, "config.min"),
    ("date", {"restriction": "never"}, "config.restriction"),
    ("date", {"default": "2026-01-01", "default_seconds": 0}, "config.default_seconds"),
    ("datetime", {"default_seconds": "soon"}, "config.default_seconds"),
    ("file", {"default": "x"}, "config.default"),
    ("text", {"colour": "red"}, "config.colour"),
    ("text", ["default"], "config"),
    ("magic", {}, "kind"),
]


@pytest.mark.parametrize("kind, config, at", REFUSED_SETTINGS)
def test_refuses_settings_at_the_setting(kind, config, at):
    assert list(refused(field, kind=kind, config=config)) == [at]


def test_tells_all_wrong_settings_at_once():
    config = {"rows": 0, "cols": 0, "regexes": [["(", ""]]}
    assert set(refused(field, kind="textarea", config=config)) == {"config.rows", "config.cols", "config.regexes"}


def test_a_setting_of_blanks_is_none():
    assert field(kind="decimal", config={"default": " ", "min": None, "max": ""}).config == {}


def test_keeps_the_order_of_options():
    made = field(kind="dropdown", config={"values": {"zzz": "Last", "b": "B", "a": ""}})
    db.session.expire(made)
    assert made.config["values"] == [["zzz", "Last"], ["b", "B"], ["a", "a"]]


# ------------------------------------------------------------------------------------------------ order
def order() -> list[str]:
    return [found.name for found in DynamicField.of("ticket")]


def test_inserting_moves_the_others_on():
    for name in ("one", "two", "four"):
        field(name)
    assert order() == ["one", "two", "four"]
    field("three", position=3)
    assert order() == ["one", "two", "three", "four"]
    DynamicField.named("four").change(position=1, actor=SYSTEM)
    assert order() == ["four", "one", "two", "three"]
    DynamicField.named("four").change(position=99, actor=SYSTEM)
    assert [found.position for found in DynamicField.of("ticket")] == [1, 2, 3, 4]
    assert refused(field, name="five", position=-1) == {"position": "Positions count from 1."}


def test_lists_what_belongs_to_a_kind_of_object_and_is_valid():
    field("room")
    field("floor", belongs_to="customer")
    field("gone", validity="invalid")
    assert order() == ["room"]
    assert [found.name for found in DynamicField.of("ticket", also_invalid=True)] == ["room", "gone"]
    assert [found.name for found in DynamicField.of("customer")] == ["floor"]


# ------------------------------------------------------------------------------------------------ what stays
def test_name_and_object_stay():
    room = field()
    assert list(refused(room.change, name="place", actor=SYSTEM)) == ["name"]
    assert list(refused(room.change, belongs_to="article", actor=SYSTEM)) == ["belongs_to"]
    assert (room.name, room.belongs_to) == ("room", "ticket")


def test_the_kind_stays_once_there_are_values():
    room = field()
    assert room.change(kind="textarea", actor=SYSTEM)
    set_values("ticket", 1, {"room": "12"}, actor=SYSTEM)
    assert refused(room.change, kind="integer", actor=SYSTEM) == {"kind": "There are values of this kind already; make another field."}
    assert room.change(label="Which room", config={"rows": 3}, actor=SYSTEM)
    assert not room.change(label="Which room", config={"rows": 3}, actor=SYSTEM)


def test_a_new_kind_asks_for_its_own_settings():
    room = field(config={"max_length": 5})
    assert set(refused(room.change, kind="dropdown", actor=SYSTEM)) == {"config.max_length"}


# ------------------------------------------------------------------------------------------------ deleting
def test_deleting_takes_all_values_along_after_confirmation():
    room = field()
    field("floor")
    for object_id in (1, 2):
        set_values("ticket", object_id, {"room": "12", "floor": "3"}, actor=SYSTEM)
    assert list(refused(room.delete, confirm="romm", actor=SYSTEM)) == ["confirm"]
    assert room.delete(confirm="room", actor=SYSTEM) == 2
    assert values_of("ticket", [1, 2]) == {1: {"floor": "3"}, 2: {"floor": "3"}}
    assert order() == ["floor"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "deleted")).one()
    assert (entry.object_name, entry.changes) == ("room", {"kind": ["text", None], "values": [2, 0]})


def test_a_field_of_the_house_stays():
    inner = field("inner", is_internal=True)
    assert list(refused(inner.delete, confirm="inner", actor=SYSTEM)) == [""]


# ------------------------------------------------------------------------------------------------ who may
def test_strangers_change_nothing():
    room = field()
    for actor in (STRANGER, process_actor("leave")):
        with pytest.raises(Forbidden):
            DynamicField.create(name="x", kind="text", label="X", actor=actor)
        with pytest.raises(Forbidden):
            ensure("x", "text", "X", {}, process_id="leave", actor=actor)
        with pytest.raises(Forbidden):
            room.delete(confirm="room", actor=actor)


def test_designers_deploy_and_do_no_more():
    let_people_in()
    give(HousePermission.DESIGNER, ANNA)
    made = ensure("room", "dropdown", "Room", {"values": ["a"]}, process_id="leave", actor=ANNA)
    assert ensure("room", "dropdown", "Room", {"values": ["b"]}, process_id="leave", actor=ANNA) is made
    assert [key for key, _ in made.config["values"]] == ["a", "b"]
    assert made.created_by == made.changed_by == "agent:anna"
    with pytest.raises(Forbidden):
        field_by(ANNA)
    with pytest.raises(Forbidden):
        made.change(label="Place", actor=ANNA)
    with pytest.raises(Forbidden):
        made.delete(confirm="room", actor=ANNA)


def test_administrators_do_all():
    let_people_in()
    give(HousePermission.ADMIN, ANNA)
    made = field_by(ANNA)
    assert ensure("floor", "text", "Floor", {}, process_id="leave", actor=ANNA) is made
    assert made.delete(confirm="floor", actor=ANNA) == 0


def field_by(actor: Actor) -> DynamicField:
    return DynamicField.create(name="floor", kind="text", label="Floor", actor=actor)


# ------------------------------------------------------------------------------------------------ deploying
def deploy(name: str, kind: str = "text", process_id: str = "leave", **config: Any) -> DynamicField:
    return ensure(name, kind, name.title(), config, process_id=process_id, actor=SYSTEM)


def test_deployment_makes_what_is_missing():
    made = deploy("first_day", "date", min="2026-01-01")
    assert (made.kind, made.label, made.made_by_process, made.belongs_to) == ("date", "First_Day", "leave", "ticket")
    assert deploy("first_day", "date") is made
    assert db.session.query(AuditEntry).count() == 1


def test_deployment_adds_options_that_are_missing():
    deploy("decision", "dropdown", values={"yes": "Yes", "no": "No"}, default="no")
    deploy("decision", "dropdown", process_id="order", values={"no": "Never", "later": "Later"}, default="later")
    decision = DynamicField.named("decision")
    assert decision.config == {"values": [["yes", "Yes"], ["no", "No"], ["later", "Later"]], "default": "no"}
    assert decision.made_by_process == "leave"


def test_deployment_leaves_a_field_without_options_free():
    deploy("voices", "multiselect")
    deploy("voices", "multiselect", values={"a": "A"})
    assert DynamicField.named("voices").config == {}


def test_deployment_refuses_another_kind_and_names_the_owner():
    deploy("room", "text")
    problem = refused(deploy, name="room", kind="integer", process_id="order")["room"]
    assert problem == "The field 'room' was made by the process 'leave' and is of the kind text, not integer; choose another name."
    field("floor", belongs_to="article")
    assert "an administrator (system) and belongs to articles" in refused(deploy, name="floor")["floor"]
    field("gone", validity="invalid")
    assert "is invalid" in refused(deploy, name="gone")["gone"]
    assert "differ in case" in refused(deploy, name="ROOM")["ROOM"]


def test_deployment_writes_nothing_when_it_refuses():
    assert list(refused(deploy, name="decision", kind="dropdown")) == ["config.values"]
    assert order() == []


def test_values_are_of_a_field():
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        db.session.execute(
            insert(FieldValue), [{"object_id": 1, "field_id": 99, "position": 0, "value_text": "x", "value_key": "x", "value_folded": None}]
        )
