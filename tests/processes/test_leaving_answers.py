"""Answers on their way out: nothing has happened until they leave, then all of it has; author or house gets hold of one, never both."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from desk.actors import SYSTEM, Actor
from desk.agents import Agent
from desk.master_data import Validity
from desk.states import State
from foundation import blobs
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import leaving_answers
from processes.history import HistoryEntry
from processes.leaving_answers import Answer, LeavingAnswer
from processes.tickets.articles import Article, Sending
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker

ANSWER = Answer(to="carla@example.com", subject="Lamp", body="Try the switch.")
SECONDS = timedelta(seconds=10)


@pytest.fixture
def anna(seeded_house: Flask) -> Actor:
    with unit_of_work():
        return a_worker("anna").actor


@pytest.fixture
def ticket_id(anna: Actor) -> int:
    with unit_of_work():
        return a_ticket(title="Lamp").id


def sent(ticket_id: int, anna: Actor, **other: Any) -> int:
    with unit_of_work():
        return leaving_answers.send(Ticket.for_update(ticket_id), replace(ANSWER, **other), actor=anna, after=SECONDS).id


def let_go(answer_id: int) -> str:
    """Why it could not be said; "" if it was, or there was nothing to be said."""
    with unit_of_work():
        kept = leaving_answers.let_go(answer_id)
        return kept.problem if kept else ""


def take_back(answer_id: int, anna: Actor) -> Answer:
    with unit_of_work():
        return leaving_answers.take_back(answer_id, actor=anna)


def number_of(table: Any) -> int:
    with unit_of_work(reads_only=True):
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def articles() -> list[tuple[str, str, Sending | None]]:
    with unit_of_work(reads_only=True):
        return [(one.body, one.created_by, one.sending) for one in db.session.scalars(select(Article).order_by(Article.id))]


def test_nothing_has_happened_until_it_leaves_and_then_all_of_it_has(anna: Actor, ticket_id: int):
    entries = number_of(HistoryEntry)
    answer_id = sent(ticket_id, anna, state="closed successful", time_units="1.5")
    assert articles() == []
    assert number_of(HistoryEntry) == entries
    with unit_of_work(reads_only=True):
        waiting = db.session.query(LeavingAnswer).one()
        message = db.session.query(Message).filter(Message.job == leaving_answers.LET_GO).one()
        assert message.due_at == waiting.leaves_at > now()
        assert not db.session.get_one(Ticket, ticket_id).is_closed
    assert let_go(answer_id) == ""
    assert articles() == [("Try the switch.", "agent:anna", Sending.QUEUED)]
    with unit_of_work(reads_only=True):
        assert db.session.get_one(Ticket, ticket_id).is_closed
        assert db.session.query(Message).filter(Message.job == "workers.mail.send_article").count() == 1
    assert number_of(LeavingAnswer) == 0
    assert number_of(HistoryEntry) > entries
    let_go(answer_id)
    assert len(articles()) == 1


def test_taken_back_it_never_was(anna: Actor, ticket_id: int):
    entries = number_of(HistoryEntry)
    answer_id = sent(ticket_id, anna)
    assert take_back(answer_id, anna) == ANSWER
    assert let_go(answer_id) == ""
    assert articles() == []
    assert number_of(HistoryEntry) == entries


def test_one_that_has_left_is_not_taken_back(anna: Actor, ticket_id: int):
    answer_id = sent(ticket_id, anna)
    let_go(answer_id)
    with pytest.raises(NotFound, match="has left already"):
        take_back(answer_id, anna)
    assert len(articles()) == 1


def test_others_take_nothing_back_and_see_nothing(anna: Actor, ticket_id: int):
    answer_id = sent(ticket_id, anna)
    with unit_of_work():
        ben = a_worker("ben").actor
        assert leaving_answers.of_ticket(ticket_id, actor=ben) == []
        assert len(leaving_answers.of_ticket(ticket_id, actor=anna)) == 1
    with pytest.raises(NotFound):
        take_back(answer_id, ben)
    assert number_of(LeavingAnswer) == 1


def test_the_same_pressed_twice_leaves_once(anna: Actor, ticket_id: int):
    assert sent(ticket_id, anna) == sent(ticket_id, anna)
    assert sent(ticket_id, anna, body="Something else.") != sent(ticket_id, anna)
    assert number_of(LeavingAnswer) == 2


@pytest.mark.parametrize("wrong", [{"to": "nobody"}, {"state": "nonsense"}, {"time_units": "many"}])
def test_what_could_not_be_said_is_refused_when_it_is_sent(anna: Actor, ticket_id: int, wrong: dict[str, str]):
    with pytest.raises(Refused):
        sent(ticket_id, anna, **wrong)
    assert number_of(LeavingAnswer) == number_of(Article) == 0


def test_who_may_not_write_sends_nothing(anna: Actor, ticket_id: int):
    with unit_of_work():
        ben = a_worker("ben", "ro").actor
    with pytest.raises(Forbidden):
        sent(ticket_id, ben)


def test_there_is_an_end_to_what_waits(anna: Actor, ticket_id: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaving_answers, "MOST", 1)
    sent(ticket_id, anna)
    with pytest.raises(Conflict, match="wait to leave"):
        sent(ticket_id, anna, body="One more.")


def test_what_is_not_possible_any_more_stays_with_its_author(anna: Actor, ticket_id: int):
    answer_id = sent(ticket_id, anna, state="closed successful")
    with unit_of_work():
        State.named("closed successful").change(actor=SYSTEM, validity=Validity.INVALID)
    assert "closed successful" in let_go(answer_id)
    assert articles() == []
    assert let_go(answer_id) == "", "nobody tries by themselves again what its author has been told of"
    assert take_back(answer_id, anna).body == "Try the switch."


def test_who_is_not_valid_any_more_says_nothing(anna: Actor, ticket_id: int):
    answer_id = sent(ticket_id, anna)
    with unit_of_work():
        Agent.named("anna").change(actor=SYSTEM, validity=Validity.INVALID)
    assert "is not valid any more" in let_go(answer_id)


def test_with_a_part_of_the_house_away_it_waits(anna: Actor, ticket_id: int, monkeypatch: pytest.MonkeyPatch):
    answer_id = sent(ticket_id, anna)

    def away(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(Ticket, "add_article", away)
    with pytest.raises(Unavailable):
        let_go(answer_id)
    monkeypatch.undo()
    assert let_go(answer_id) == ""
    assert len(articles()) == 1


def test_its_files_are_kept(anna: Actor, ticket_id: int):
    with unit_of_work():
        kept = blobs.put(b"a picture", most_bytes=100)
        file = {"id": "x", "sha256": kept.sha256, "size": kept.size, "name": "lamp.png", "content_type": "image/png"}
    answer_id = sent(ticket_id, anna, files=[file])
    with unit_of_work(reads_only=True):
        assert blobs.referrers["leaving answer"](kept.sha256)
    assert let_go(answer_id) == ""
    with unit_of_work(reads_only=True):
        assert [one.filename for one in db.session.query(Article).one().attachments] == ["lamp.png"]


@pytest.mark.parametrize("_time", range(4))
def test_author_and_house_race_and_one_of_them_gets_it(seeded_house: Flask, anna: Actor, ticket_id: int, _time: int):
    """Whoever comes second finds nothing: never is it both said and back in the form, and never is it neither."""
    answer_id = sent(ticket_id, anna)
    start, came = threading.Barrier(2), []

    def author() -> None:
        try:
            in_unit_of_work(lambda: leaving_answers.take_back(answer_id, actor=anna))
            came.append("back")
        except NotFound:
            came.append("late")

    def house() -> None:
        in_unit_of_work(lambda: leaving_answers.let_go(answer_id))

    def run(act: Any) -> None:
        with seeded_house.app_context():
            start.wait()
            act()

    threads = [threading.Thread(target=run, args=(act,)) for act in (author, house)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (came, len(articles())) in ((["back"], 0), (["late"], 1))
    assert number_of(LeavingAnswer) == 0
