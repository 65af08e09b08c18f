"""Auto responses: five types, and one of each for a queue."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.auto_responses import AutoResponse, AutoResponseType, QueueAutoResponse, answer_with, response_for, stop_answering
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk.people import agent
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_queue, a_response, an_address

pytestmark = pytest.mark.usefixtures("work")
REPLY, REJECT = AutoResponseType.REPLY, AutoResponseType.REJECT


def test_the_types_are_those_of_otrs() -> None:
    assert [one.value for one in AutoResponseType] == [
        *("auto reply", "auto reject", "auto follow up", "auto reply/new ticket", "auto remove"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "needed"),
        ("subject", "", "needed"),
        ("subject", "two\nlines", "one line"),
        ("subject", "{{ broken", "line 1"),
        ("type", "auto thanks", "none of auto reply"),
        ("type", None, "needed"),
        ("sender_address", None, "needed"),
        ("text", "{% if %}", "line 1"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    assert sentence in problems_of_changing(a_response(), **{field: value})[field].lower()
    given = {"name": "Other", "type": REPLY, "subject": "Hello", "sender_address": an_address()}
    assert list(problems_of_creating(AutoResponse, **given | {field: value})) == [field]


def test_a_queue_answers_with_one_response_of_each_type() -> None:
    queue, other = a_queue(), a_queue("Other")
    first, second, reject = a_response("First"), a_response("Second"), a_response("Reject", REJECT)
    assert response_for(queue, REPLY) is None
    assert answer_with(queue, first, actor=SYSTEM) is True
    assert answer_with(queue, first, actor=SYSTEM) is False
    assert answer_with(queue, reject, actor=SYSTEM) is True
    assert answer_with(queue, second, actor=SYSTEM) is True
    assert (response_for(queue, REPLY), response_for(queue, REJECT), response_for(other, REPLY)) == (second, reject, None)
    assert (first.queues(), second.queues()) == ([], [queue])
    assert stop_answering(queue, REPLY, actor=SYSTEM) is True
    assert stop_answering(queue, REPLY, actor=SYSTEM) is False
    assert (response_for(queue, REPLY), response_for(queue, REJECT)) == (None, reject)


def test_assignments_are_audited_at_the_queue() -> None:
    queue = a_queue()
    answer_with(queue, a_response("First"), actor=SYSTEM)
    answer_with(queue, a_response("Second"), actor=SYSTEM)
    stop_answering(queue, REPLY, actor=SYSTEM)
    of_queue = select(AuditEntry.changes).where(AuditEntry.noun == "queue", AuditEntry.event == "changed").order_by(AuditEntry.id)
    assert db.session.scalars(of_queue).all() == [
        {"auto reply": [None, "First"]},
        {"auto reply": ["First", "Second"]},
        {"auto reply": ["Second", None]},
    ]


def test_an_invalid_response_is_not_sent_and_not_assigned() -> None:
    queue, response = a_queue(), a_response()
    answer_with(queue, response, actor=SYSTEM)
    response.change(actor=SYSTEM, validity="invalid")
    assert response_for(queue, REPLY) is None
    with pytest.raises(Refused, match="'Received' is invalid"):
        answer_with(a_queue("Other"), response, actor=SYSTEM)
    response.change(actor=SYSTEM, validity="valid")
    assert response_for(queue, REPLY) is response


def test_the_type_of_a_response_in_use_stays() -> None:
    queue, response = a_queue(), a_response()
    answer_with(queue, response, actor=SYSTEM)
    assert problems_of_changing(response, type=REJECT) == {"type": "It is used by the queue 'Support'; take it away there first."}
    stop_answering(queue, REPLY, actor=SYSTEM)
    assert response.change(actor=SYSTEM, type=REJECT)


def test_the_database_itself_refuses_an_assignment_under_another_type() -> None:
    queue, response = a_queue(), a_response()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(QueueAutoResponse(queue_id=queue.id, type=REJECT, auto_response_id=response.id))
        db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(QueueAutoResponse)) == 0


def test_only_administrators_assign() -> None:
    queue, response, anna = a_queue(), a_response(), agent().actor
    with pytest.raises(Forbidden):
        answer_with(queue, response, actor=anna)
    with pytest.raises(Forbidden):
        stop_answering(queue, REPLY, actor=anna)
