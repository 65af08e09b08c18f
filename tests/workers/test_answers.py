"""Answers leave when their time has come, once; who wrote one that could not is told in the inbox."""

from datetime import timedelta

import pytest
from flask import Flask

from desk.actors import SYSTEM, Actor
from desk.master_data import Validity
from desk.states import State
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from notifications.inbox import InboxNote
from processes import leaving_answers
from processes.leaving_answers import Answer, LeavingAnswer
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.workers.test_steps import run_all
from workers import answers

ANSWER = Answer(to="carla@example.com", subject="Lamp", body="Try the switch.", state="closed successful")
SECONDS = timedelta(seconds=10)


@pytest.fixture
def anna(seeded_house: Flask) -> Actor:
    with unit_of_work():
        return a_worker("anna", language="de").actor


def sent(anna: Actor) -> int:
    with unit_of_work():
        return leaving_answers.send(Ticket.for_update(a_ticket().id), ANSWER, actor=anna, after=SECONDS).id


def articles() -> list[str]:
    with unit_of_work(reads_only=True):
        return [article.body for article in db.session.query(Article)]


def test_it_leaves_when_its_time_has_come_and_not_before(anna: Actor):
    sent(anna)
    assert run_all() == 0
    assert articles() == []
    with moved_to(now() + SECONDS):
        run_all()
    assert articles() == ["Try the switch."]


def test_one_that_was_taken_back_leaves_nothing_to_do(anna: Actor):
    answer_id = sent(anna)
    with unit_of_work():
        leaving_answers.take_back(answer_id, actor=anna)
    with moved_to(now() + SECONDS):
        assert run_all() == 1
    assert articles() == []
    with unit_of_work(reads_only=True):
        assert db.session.query(Message).count() == 0


def test_who_wrote_what_could_not_leave_is_told_and_has_it_still(anna: Actor):
    sent(anna)
    with unit_of_work():
        State.named("closed successful").change(actor=SYSTEM, validity=Validity.INVALID)
    with moved_to(now() + SECONDS):
        run_all()
    with unit_of_work(reads_only=True):
        note = db.session.query(InboxNote).one()
        assert (note.agent_id, note.subject, note.is_of_the_house) == (anna.id, "Your answer did not leave.", True)
        assert db.session.query(LeavingAnswer).one().problem == note.body
    assert articles() == []


def test_after_errors_of_any_kind_it_is_given_up_and_told(anna: Actor):
    answer_id = sent(anna)
    with unit_of_work():
        assert answers.not_said("KeyError: 'x'", answer_id=answer_id)
    with unit_of_work():
        assert answers.not_said("KeyError: 'x'", answer_id=answer_id)
    with unit_of_work(reads_only=True):
        assert db.session.query(InboxNote).count() == 1
        assert db.session.query(LeavingAnswer).one().problem == "KeyError: 'x'"
