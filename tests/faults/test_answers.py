"""A worker that dies while it lets an answer go: wherever that is, the answer is there once, here or there, never twice or not at all."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from desk.actors import Actor
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import leaving_answers
from processes.leaving_answers import Answer, LeavingAnswer
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from processes.tickets.writing import SEND_ARTICLE
from tests.faults.dying import died
from tests.processes.ticket_factories import a_ticket, a_worker
from workers import run_message
from workers.outbox import take

SECONDS = timedelta(seconds=10)
STEP, MOST_SEAMS = 7, 400  # each seventh of them: they are many


@pytest.fixture
def anna(seeded_house: Flask) -> Actor:
    with unit_of_work():
        return a_worker("anna").actor


def handed_over(ticket_id: int, anna: Actor, number: int) -> str:
    """An answer whose time has come; the message that lets it go."""
    answer = Answer(to="carla@example.com", subject="Lamp", body=f"Try switch {number}.", state="open")
    with unit_of_work():
        leaving_answers.send(Ticket.for_update(ticket_id), answer, actor=anna, after=SECONDS)
        message_id = db.session.query(Message.id).filter(Message.job == leaving_answers.LET_GO).scalar()
    with moved_to(now() + SECONDS):
        in_unit_of_work(lambda: take(now()))
    return str(message_id)


def copies(number: int) -> tuple[int, int, int]:
    """How often an answer waits, was said, and is to be mailed."""
    with unit_of_work(reads_only=True):
        said = db.session.query(Article.id).filter(Article.body == f"Try switch {number}.").all()
        mailed = [one.arguments["article_id"] for one in db.session.query(Message).filter(Message.job == SEND_ARTICLE)]
        return db.session.query(LeavingAnswer).count(), len(said), sum((article_id,) in said for article_id in mailed)


def test_an_answer_is_said_once_wherever_the_worker_dies(anna: Actor):
    with unit_of_work():
        ticket_id = a_ticket().id
    for seam in range(1, MOST_SEAMS, STEP):
        message_id = handed_over(ticket_id, anna, seam)
        has_died = died(partial(run_message, message_id, 1), seam=seam)
        assert copies(seam) in ((1, 0, 0), (0, 1, 1)), f"seam {seam}"
        run_message(message_id, 2)
        assert copies(seam) == (0, 1, 1), f"seam {seam}"
        if not has_died:
            break
    assert STEP < seam < MOST_SEAMS - STEP
