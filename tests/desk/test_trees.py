"""Names that make a tree, as queues and services have them."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, strategies as st
from sqlalchemy import event, select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.queues import Queue
from desk.services import Service
from desk.trees import Tree, in_tree_order, names_above, path_of
from foundation.db import db
from foundation.errors import Refused
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.desk.words import a_queue, a_service

KINDS: list[Any] = [pytest.param(Queue, a_queue, id="queue"), pytest.param(Service, a_service, id="service")]
Make = Callable[..., Tree]


def names(kind: type[Tree]) -> list[str]:
    return [record.name for record in kind.in_order(also_invalid=True)]


def refused(record: Tree, **values: Any) -> str:
    """The sentence at the name, with which a change is refused."""
    with pytest.raises(Refused) as caught:
        record.change(actor=SYSTEM, **values)
    assert list(caught.value.problems) == ["name"]
    return caught.value.problems["name"]


# ------------------------------------------------------------------------------------------------ names
@pytest.mark.parametrize(
    ("given_name", "name"),
    [("A", "A"), ("A::B", "A::B"), (" A :: B::C ", "A::B::C"), ("A:B::C", "A:B::C"), ("Ärger::50%_a/b", "Ärger::50%_a/b"), ("", "")],
)
def test_parts_lose_their_blanks(given_name: str, name: str) -> None:
    assert path_of(given_name) == name


@pytest.mark.parametrize("name", ["::", "A::", "::A", "A::::B", "A:: ::B", "A:::B", "A: ::B"])
def test_empty_parts_and_stray_colons_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="stands between two names"):
        path_of(name)


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_a_name_tells_the_place(kind: type[Tree], make: Make) -> None:
    made = make("A::B::C")
    assert (made.level, made.leaf, made.parent_name, made.parts) == (2, "C", "A::B", ["A", "B", "C"])
    top = kind.named("A")
    assert (top.level, top.leaf, top.parent_name) == (0, "A", None)
    assert [record.name for record in top.descendants()] == ["A::B", "A::B::C"]


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Nowhere::B", "There is no {noun} 'Nowhere' for it to stand below"),
        ("A::Nowhere::B", "There is no {noun} 'A::Nowhere'"),
        ("a::B", "There is no {noun} 'a'"),
        ("A::", "empty part"),
        ("A", "There is a {noun} 'A' already"),
        ("a", "There is a {noun} 'A' already"),
        ("A::" + "x" * 198, "at most 200"),
        ("", "needed"),
        (None, "needed"),
    ],
)
def test_what_cannot_be_a_name(kind: type[Tree], make: Make, name: str, sentence: str) -> None:
    group = {"group": a_queue().group} if kind is Queue else {}
    make("A")
    with pytest.raises(Refused) as caught:
        kind.create(actor=SYSTEM, name=name, **group)
    assert list(caught.value.problems) == ["name"]
    assert sentence.format(noun=kind.noun) in caught.value.problems["name"]


# ------------------------------------------------------------------------------------------------ renaming
@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_renaming_carries_along_everything_below_and_nothing_else(kind: type[Tree], make: Make) -> None:
    for name in ("A%B::x", "A%B::x::y", "AxB::x", "A_C::x", "AyC::x", "A/D::x", "A%B C", "Z::A%B::x"):
        make(name)
    kind.named("A%B").change(actor=SYSTEM, name="New")
    kind.named("A_C").change(actor=SYSTEM, name="Newer_%/")
    kind.named("A/D").change(actor=SYSTEM, name="Z::D")
    assert set(names(kind)) - {"Support"} == {
        *("New", "New::x", "New::x::y", "AxB", "AxB::x", "Newer_%/", "Newer_%/::x", "AyC", "AyC::x"),
        *("Z", "Z::D", "Z::D::x", "A%B C", "Z::A%B", "Z::A%B::x"),
    }


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_loaded_records_know_their_new_names_and_the_audit_tells_each(kind: type[Tree], make: Make) -> None:
    leaf = make("A::B::C")
    kind.named("A").change(actor=SYSTEM, name="Ä")
    assert (leaf.name, leaf.changed_by) == ("Ä::B::C", "system")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "changed").order_by(AuditEntry.id)).all()
    assert [entry.changes["name"] for entry in entries] == [["A", "Ä"], ["A::B", "Ä::B"], ["A::B::C", "Ä::B::C"]]
    assert entries[-1].object_id == leaf.id


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_a_branch_can_move_up_down_and_change_its_case(kind: type[Tree], make: Make) -> None:
    make("A::B::C")
    make("X")
    kind.named("A::B").change(actor=SYSTEM, name="X::B")
    kind.named("X::B").change(actor=SYSTEM, name="B")
    kind.named("B").change(actor=SYSTEM, name="b")
    assert names(kind) == [*("A", "b", "b::C"), *(["Support"] if "Support" in names(kind) else []), "X"]


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_nothing_moves_below_itself(kind: type[Tree], make: Make) -> None:
    make("A::B::C")
    assert "'A' cannot stand below itself" in refused(kind.named("A"), name="A::D")
    assert "'A' cannot stand below itself" in refused(kind.named("A"), name="A::B::D")
    assert "'A::B' cannot stand below itself" in refused(kind.named("A::B"), name="A::B::C::B")
    assert "is a" in refused(kind.named("A::B::C"), name="A::B")
    assert set(names(kind)) - {"Support"} == {"A", "A::B", "A::B::C"}


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_a_name_that_makes_one_below_too_long_is_refused(kind: type[Tree], make: Make) -> None:
    make("A::" + "x" * 190)
    assert "would have 201 characters; at most 200 fit" in refused(kind.named("A"), name="A" * 9)
    kind.named("A").change(actor=SYSTEM, name="A" * 8)
    assert max(map(len, names(kind))) == 200


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_renaming_takes_one_update_however_many_stand_below(kind: type[Tree], make: Make) -> None:
    for number in range(20):
        make(f"A::{number}")
    top = kind.named("A")
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    top.change(actor=SYSTEM, name="B")
    assert len([one for one in statements if one.startswith("UPDATE") and "LIKE" in one]) == 1
    assert len([one for one in statements if one.startswith("UPDATE")]) == 2


def test_nothing_is_orphaned_by_a_renaming_at_the_same_time(house: Flask) -> None:
    """One renames the top while another hangs something below: it is carried along, or refused."""
    with unit_of_work():
        a_queue("A::B")
    outcome: list[str] = []

    def hang() -> None:
        with house.app_context():
            try:
                in_unit_of_work(lambda: a_new_leaf("A::B::C"))
                outcome.append("made")
            except Refused:
                outcome.append("refused")

    other = Thread(target=hang)
    with unit_of_work():
        Queue.named("A").change(actor=SYSTEM, name="Z")
        other.start()
        other.join(0.3)
    other.join()
    with unit_of_work(reads_only=True):
        there = set(names(Queue))
        assert all(above in there for name in there for above in names_above(name))
        assert outcome == ["refused"]


def a_new_leaf(name: str) -> Queue:
    return Queue.create(actor=SYSTEM, name=name, group=Queue.in_order(also_invalid=True)[0].group)


def test_a_renaming_waits_for_what_is_being_hung_below(house: Flask) -> None:
    with unit_of_work():
        a_queue("A::B")

    def rename() -> None:
        with house.app_context():
            in_unit_of_work(lambda: Queue.named("A").change(actor=SYSTEM, name="Z"))

    other = Thread(target=rename)
    with unit_of_work():
        a_new_leaf("A::B::C")
        other.start()
        other.join(0.3)
    other.join()
    with unit_of_work(reads_only=True):
        assert {"Z", "Z::B", "Z::B::C"} <= set(names(Queue))


# ------------------------------------------------------------------------------------------------ listing
class Named:
    """Only a name."""

    def __init__(self, name: str) -> None:
        self.parts = name.split("::")


PARTS = st.text("aB :_", min_size=1, max_size=6).filter(lambda text: text.strip(":") == text)


@given(st.lists(PARTS, max_size=8))
def test_each_stands_directly_below_what_it_belongs_to(texts: list[str]) -> None:
    every = {"::".join(text.split("::")[:depth]) for text in texts for depth in range(1, 5)}
    order = ["::".join(record.parts) for record in in_tree_order([Named(name) for name in every])]  # type: ignore[type-var]
    for place, name in enumerate(order):
        below = [index for index, other in enumerate(order) if other.startswith(name + "::")]
        assert below == list(range(place + 1, place + 1 + len(below)))


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_the_tree_is_listed_in_one_query(kind: type[Tree], make: Make) -> None:
    for name in ("b", "A::z::1", "A B", "A::Y"):
        make(name)
    db.session.flush()
    db.session.expunge_all()
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    listed = [(record.level, record.leaf) for record in kind.in_order() if record.name != "Support"]
    assert listed == [(0, "A"), (1, "Y"), (1, "z"), (2, "1"), (0, "A B"), (0, "b")]
    assert len(statements) == 1


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(("kind", "make"), KINDS)
def test_what_stands_below_something_invalid_is_not_usable(kind: type[Tree], make: Make) -> None:
    for name in ("A::B::C", "A::BB", "A_::B", "D::E"):
        make(name)
    kind.named("A::B").change(actor=SYSTEM, validity="invalid-temporarily")
    kind.named("D").change(actor=SYSTEM, validity="invalid")
    assert [record.name for record in kind.in_order() if record.name != "Support"] == ["A", "A::BB", "A_", "A_::B"]
    kind.named("A::B").change(actor=SYSTEM, validity="valid")
    assert "A::B::C" in [record.name for record in kind.in_order()]
