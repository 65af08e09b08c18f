"""My queues and my services."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.personal_queues import choose_queues, choose_services, my_queues, my_services
from foundation.db import db
from foundation.errors import Forbidden
from tests.desk.people import admin, agent
from tests.desk.words import a_queue, a_service

pytestmark = pytest.mark.usefixtures("work")
KINDS = pytest.mark.parametrize(
    ("choose", "mine", "make", "noun"),
    [
        pytest.param(choose_queues, my_queues, a_queue, "my queues", id="queues"),
        pytest.param(choose_services, my_services, a_service, "my services", id="services"),
    ],
)
Verb = Callable[..., Any]


def names(question: Any) -> list[str]:
    return [record.name for record in db.session.scalars(question)]


@KINDS
def test_an_agent_chooses_and_chooses_anew(choose: Verb, mine: Verb, make: Verb, noun: str) -> None:
    anna, other = agent(), agent("bert")
    a, b, c = make("A"), make("B"), make("C")
    assert choose(anna, [b, a, a], actor=anna.actor) is True
    assert choose(anna, [a, b], actor=anna.actor) is False
    assert (names(mine(anna.id)), names(mine(other.id))) == (["A", "B"], [])
    choose(anna, [c, b], actor=anna.actor)
    assert names(mine(anna.id)) == ["B", "C"]
    choose(anna, [], actor=anna.actor)
    assert names(mine(anna.id)) == []
    told = db.session.scalars(select(AuditEntry.changes).where(AuditEntry.noun == "agent", AuditEntry.event == "changed")).all()
    assert told == [{noun: [[], ["A", "B"]]}, {noun: [["A", "B"], ["B", "C"]]}, {noun: [["B", "C"], []]}]


@KINDS
def test_what_became_invalid_is_not_shown_but_not_forgotten(choose: Verb, mine: Verb, make: Verb, noun: str) -> None:
    anna, one = agent(), make("A")
    choose(anna, [one], actor=anna.actor)
    one.change(actor=SYSTEM, validity="invalid")
    assert names(mine(anna.id)) == []
    one.change(actor=SYSTEM, validity="valid")
    assert names(mine(anna.id)) == ["A"]


@KINDS
def test_agents_choose_for_themselves_and_administrators_for_all(choose: Verb, mine: Verb, make: Verb, noun: str) -> None:
    anna, bert, one = agent(), agent("bert"), make("A")
    with pytest.raises(Forbidden):
        choose(anna, [one], actor=bert.actor)
    assert choose(anna, [one], actor=admin().actor)
    assert names(mine(anna.id)) == ["A"]
