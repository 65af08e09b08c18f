"""What others rely on stays valid: system addresses, salutations, signatures, queues that addresses lead to."""

from collections.abc import Callable
from threading import Thread

import pytest
from flask import Flask

from desk.actors import SYSTEM
from desk.master_data import MasterData
from desk.references import users_of
from desk.salutations import Salutation
from desk.signatures import Signature
from foundation.db import db
from foundation.errors import Refused
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.desk.refusals import problems_of_changing
from tests.desk.words import a_queue, a_response, an_address, found_or_made


def a_salutation() -> Salutation:
    return found_or_made(Salutation, "Hello")


def a_signature() -> Signature:
    return found_or_made(Signature, "Bye")


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("attribute", "make"),
    [("salutation", a_salutation), ("signature", a_signature), ("system_address", lambda: an_address(queue=a_queue("Target")))],
)
def test_what_queues_rely_on_cannot_become_invalid(attribute: str, make: Callable[[], MasterData]) -> None:
    relied_on = make()
    support, sales = a_queue("Support", **{attribute: relied_on}), a_queue("Sales", **{attribute: relied_on})
    kind = relied_on.noun
    for validity in ("invalid", "invalid-temporarily"):
        sentence = f"It is used by the queues 'Sales', 'Support'; choose another {kind} there first."
        assert problems_of_changing(relied_on, validity=validity) == {"validity": sentence}
    sales.change(actor=SYSTEM, validity="invalid")
    assert "the queue 'Support'" in problems_of_changing(relied_on, validity="invalid")["validity"]
    support.change(actor=SYSTEM, **{attribute: None})
    assert relied_on.change(actor=SYSTEM, validity="invalid")


@pytest.mark.usefixtures("work")
def test_an_address_is_kept_valid_by_auto_responses_too() -> None:
    address = an_address()
    response, queue = a_response(sender_address=address), a_queue("Sales", system_address=address)
    sentence = "It is used by the queue 'Sales' and the auto response 'Received'; choose another system address there first."
    assert problems_of_changing(address, validity="invalid") == {"validity": sentence}
    queue.change(actor=SYSTEM, system_address=None)
    response.change(actor=SYSTEM, validity="invalid")
    assert address.change(actor=SYSTEM, validity="invalid")


@pytest.mark.usefixtures("work")
def test_a_queue_is_kept_valid_by_addresses_that_lead_to_it() -> None:
    support, sales = a_queue("Support"), a_queue("Sales")
    address = an_address(queue=support)
    assert "the system address 'support@company.example'" in problems_of_changing(support, validity="invalid")["validity"]
    address.change(actor=SYSTEM, queue=sales)
    assert support.change(actor=SYSTEM, validity="invalid")
    assert "is invalid; choose a valid one" in problems_of_changing(address, queue=support)["queue"]


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("by_id", [False, True])
def test_nothing_valid_begins_to_rely_on_something_invalid(by_id: bool) -> None:
    hello, queue = a_salutation(), a_queue()
    hello.change(actor=SYSTEM, validity="invalid")
    sentence = "The salutation 'Hello' is invalid; choose a valid one, or make it valid first."
    given = {"salutation_id": hello.id} if by_id else {"salutation": hello}
    assert problems_of_changing(queue, **given) == {"salutation": sentence}
    queue.change(actor=SYSTEM, validity="invalid")
    assert queue.change(actor=SYSTEM, salutation=hello)
    assert problems_of_changing(queue, validity="valid") == {"salutation": sentence}


@pytest.mark.usefixtures("work")
def test_many_users_are_not_all_named() -> None:
    hello = a_salutation()
    for number in range(7):
        a_queue(f"Queue {number}", salutation=hello)
    sentence = problems_of_changing(hello, validity="invalid")["validity"]
    assert "'Queue 0', 'Queue 1', 'Queue 2', 'Queue 3', 'Queue 4' and others;" in sentence
    ((noun, names),) = users_of(hello)
    assert (noun, len(db.session.scalars(names).all())) == ("queue", 7)


@pytest.mark.usefixtures("work")
def test_other_changes_of_what_is_relied_on_are_free() -> None:
    hello = a_salutation()
    a_queue(salutation=hello)
    assert hello.change(actor=SYSTEM, name="Hi", text="Hi!", comment="shorter")


@pytest.mark.parametrize("taken_away_first", [True, False])
def test_of_taking_away_and_beginning_to_use_at_once_only_one_succeeds(house: Flask, taken_away_first: bool) -> None:
    def take_away() -> bool:
        return a_salutation().change(actor=SYSTEM, validity="invalid")

    def begin_to_use() -> bool:
        return a_queue().change(actor=SYSTEM, salutation=a_salutation())

    with unit_of_work():
        a_salutation(), a_queue()
    first, second = (take_away, begin_to_use) if taken_away_first else (begin_to_use, take_away)
    refused: list[str] = []

    def be_second() -> None:
        with house.app_context():
            try:
                in_unit_of_work(second)
            except Refused as error:
                refused.extend(error.problems)

    other = Thread(target=be_second)
    with unit_of_work():
        first()
        other.start()
        other.join(0.3)
    other.join()
    assert refused == ["salutation" if taken_away_first else "validity"]
    with unit_of_work(reads_only=True):
        assert a_salutation().is_valid or a_queue().salutation is None
