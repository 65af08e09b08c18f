"""What all master data has in common, seen on priorities and groups."""

import threading

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM, Actor, ActorKind
from desk.auditing import AuditEntry
from desk.groups import Group
from desk.master_data import Validity, clean_text
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from foundation.unit_of_work import unit_of_work


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_a_record_is_made_with_its_author_and_an_entry(work):
    group = Group.create(name="support", comment="first line", actor=SYSTEM)
    assert (group.is_valid, group.created_by, str(group)) == (True, "system", "support")
    [entry] = entries()
    assert (entry.event, entry.noun, entry.object_id, entry.object_name) == ("created", "group", group.id, "support")
    assert entry.changes == {"name": [None, "support"], "comment": [None, "first line"]}


def test_a_change_tells_old_and_new_and_nothing_else(work):
    group = Group.create(name="support", actor=SYSTEM)
    assert group.change(name="help", comment="", validity="invalid", actor=SYSTEM)
    assert entries()[-1].changes == {"name": ["support", "help"], "validity": ["valid", "invalid"]}
    assert group.validity is Validity.INVALID


def test_changing_nothing_does_nothing(work):
    group = Group.create(name="support", actor=SYSTEM)
    before = group.changed_at
    assert not group.change(name="support", actor=SYSTEM)
    assert group.changed_at == before
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"name": ""}, "name", "It is needed."),
        ({"name": "  \t "}, "name", "It is needed."),
        ({"name": None}, "name", "It is needed."),
        ({}, "name", "It is needed."),
        ({"name": "x" * 201}, "name", "It has 201 characters; at most 200 fit."),
        ({"name": "two\nlines"}, "name", "It must be one line."),
        ({"name": "SUPPORT"}, "name", "There is a group 'support' already."),
        ({"name": "new", "validity": "perhaps"}, "validity", "'perhaps' is none of valid, invalid, invalid-temporarily."),
    ],
)
def test_a_bad_value_is_refused_at_its_field_and_nothing_is_written(work, values, field, said):
    Group.create(name="support", actor=SYSTEM)
    with pytest.raises(Refused) as caught:
        Group.create(**values, actor=SYSTEM)
    assert caught.value.problems == {field: said}
    db.session.flush()
    assert [group.name for group in db.session.scalars(select(Group))] == ["support"]
    assert len(entries()) == 1


def test_large_and_small_letters_of_any_language_are_one_name(work):
    Group.create(name="Äußeres", actor=SYSTEM)
    with pytest.raises(Refused):
        Group.create(name="äußeres", actor=SYSTEM)


def test_a_refused_change_leaves_the_record_as_it_was(work):
    Group.create(name="support", actor=SYSTEM)
    other = Group.create(name="sales", actor=SYSTEM)
    with pytest.raises(Refused):
        other.change(name="Support", comment="new", actor=SYSTEM)
    db.session.flush()
    assert (other.name, other.comment) == ("sales", "")


def test_only_administrators_change_it(work):
    somebody = Actor(ActorKind.AGENT, 4711, "somebody")
    with pytest.raises(Forbidden, match="permission 'admin'"):
        Group.create(name="support", actor=somebody)
    group = Group.create(name="support", actor=SYSTEM)
    for stranger in (somebody, Actor(ActorKind.CUSTOMER_USER, 1, "carla"), Actor(ActorKind.PROCESS, None, "leave")):
        with pytest.raises(Forbidden):
            group.change(name="mine", actor=stranger)
    assert group.name == "support"


def test_an_attribute_there_is_not_is_a_mistake_of_the_program(work):
    for name in ("colour", "id", "created_by"):
        with pytest.raises(TypeError, match=name):
            Group.create(name="support", actor=SYSTEM, **{name: "x"})


def test_what_is_not_there_is_named(work):
    with pytest.raises(NotFound, match="There is no group 'nobody'"):
        Group.named("nobody")
    with pytest.raises(NotFound, match="There is no group with id 4711"):
        Group.by_id(4711)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a b ", "a b"),
        ("nul\x00l", "null"),
        ("exe\u202etxt.cod", "exetxt.cod"),
        ("tab\tline\n", "tab\tline"),
        ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)
def test_signs_nobody_sees_are_taken_out(written, kept):
    assert clean_text(written) == kept


def test_of_two_who_take_one_name_at_once_one_is_told(house):
    together, told = threading.Barrier(2), []

    def take() -> None:
        with house.app_context():
            try:
                with unit_of_work():
                    if not house.extensions["settings"].uses_sqlite:  # there, one waits for the other from the beginning
                        together.wait(20)
                    Group.create(name="support", actor=SYSTEM)
            except (Conflict, Refused) as error:
                told.append(error)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    with unit_of_work(reads_only=True):
        assert len(list(db.session.scalars(select(Group)))) == 1
