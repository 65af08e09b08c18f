"""States within the seven fixed types, and those the house cannot do without."""

from threading import Thread

import pytest
from flask import Flask

from desk.actors import SYSTEM
from desk.state_types import StateType
from desk.states import NEEDED, State, states_of
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_state


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("state_type", list(StateType))
def test_each_type_can_have_states(state_type: StateType) -> None:
    assert a_state("mine", state_type).type is state_type
    assert State.create(actor=SYSTEM, name="yours", type=state_type.value).type is state_type


@pytest.mark.usefixtures("work")
def test_a_state_has_one_of_the_seven_types() -> None:
    assert (
        "none of new, open, closed, pending reminder, pending auto, removed, merged"
        in problems_of_creating(State, name="waiting", type="waiting")["type"]
    )
    assert problems_of_creating(State, name="waiting") == {"type": "It is needed."}
    assert problems_of_changing(a_state(), type=None) == {"type": "It is needed."}


def test_the_house_needs_four_types() -> None:
    assert {StateType.NEW, StateType.OPEN, StateType.CLOSED, StateType.MERGED} == NEEDED


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("state_type", sorted(NEEDED))
def test_the_last_valid_state_of_a_needed_type_remains(state_type: StateType) -> None:
    first, second = a_state("first", state_type), a_state("second", state_type)
    assert first.change(actor=SYSTEM, validity="invalid")
    sentence = f"It is the last valid state of the type '{state_type}', and tickets need one; make another one first."
    assert problems_of_changing(second, validity="invalid-temporarily") == {"validity": sentence}
    assert problems_of_changing(second, type=StateType.REMOVED) == {"type": sentence}
    assert second.change(actor=SYSTEM, name="renamed", comment="stays")
    assert first.change(actor=SYSTEM, validity="valid")
    assert second.change(actor=SYSTEM, type=StateType.REMOVED)


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("state_type", sorted(set(StateType) - NEEDED))
def test_a_house_can_do_without_the_other_types(state_type: StateType) -> None:
    assert a_state("only", state_type).change(actor=SYSTEM, validity="invalid")


@pytest.mark.usefixtures("work")
def test_the_first_valid_state_of_a_type_is_the_one_the_house_chooses() -> None:
    first, second = a_state("b", StateType.MERGED), a_state("a", StateType.MERGED)
    assert State.first_of(StateType.MERGED) is first
    first.change(actor=SYSTEM, validity="invalid")
    assert State.first_of(StateType.MERGED) is second
    with pytest.raises(NotFound, match="no valid state of the type 'new'"):
        State.first_of(StateType.NEW)
    closed = a_state("closed", StateType.CLOSED)
    assert list(db.session.scalars(states_of(StateType.CLOSED, StateType.MERGED))) == [second, closed]


def test_two_administrators_cannot_take_the_last_two_away_at_once(house: Flask) -> None:
    with unit_of_work():
        a_state("first"), a_state("second")
    refused: list[str] = []

    def take_away() -> None:
        with house.app_context():
            try:
                in_unit_of_work(lambda: State.named("second").change(actor=SYSTEM, validity="invalid"))
            except Refused as error:
                refused.extend(error.problems)

    other = Thread(target=take_away)
    with unit_of_work():
        State.named("first").change(actor=SYSTEM, validity="invalid")
        other.start()
        other.join(0.3)
    other.join()
    assert refused == ["validity"]
    with unit_of_work(reads_only=True):
        assert State.first_of(StateType.OPEN).name == "second"
