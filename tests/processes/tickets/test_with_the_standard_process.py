"""Verbs and the standard process together: each state is right, whichever of the two came to it first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.queues import FollowUp
from desk.states import State
from foundation.clock import moved_to, now
from foundation.db import db
from processes import runner, settling
from processes.activities import IS_OPEN, Activity
from processes.instances import Instance, InstanceState
from processes.tickets.articles import Channel
from processes.tickets.following_up import Became
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_worker
from tests.processes.tickets.test_following_up import BECOMES

pytestmark = pytest.mark.usefixtures("desk_work")
REPLY = NewArticle("Still on fire", "It burns.", channel=Channel.EMAIL, visible_to_customer=True, sender=Sender.CUSTOMER)
MAIL = NewArticle("Printer on fire", "Help!", channel=Channel.EMAIL, visible_to_customer=True, sender=Sender.CUSTOMER)


def a_running_ticket(state: str = "new", **queue: FollowUp) -> Ticket:
    ticket = runner.open_ticket(queue=a_queue(**queue), title="Printer on fire", actor=SYSTEM, article=MAIL, message="mail.received")
    ticket.set_state(State.named(state), actor=SYSTEM)
    settling.settle()
    return ticket


def open_activities(ticket: Ticket) -> list[str]:
    return list(db.session.scalars(select(Activity.name).where(Activity.ticket_id == ticket.id, IS_OPEN)))


@pytest.mark.parametrize("state", BECOMES)
def test_a_follow_up_brings_the_ticket_and_its_process_back_to_work(state: str):
    ticket = a_running_ticket(state)
    assert open_activities(ticket) == ([] if state.startswith(("closed", "pending")) else ["Work on the request"])
    ticket.follow_up(REPLY, actor=SYSTEM)
    settling.settle()
    assert ticket.words.state == BECOMES[state]
    assert open_activities(ticket) == ["Work on the request"]


def test_a_rejected_follow_up_leaves_the_process_where_it_is():
    ticket = a_running_ticket("closed successful", follow_up=FollowUp.REJECT)
    assert ticket.follow_up(REPLY, actor=SYSTEM).became is Became.REJECTED
    settling.settle()
    assert (ticket.words.state, open_activities(ticket)) == ("closed successful", [])


def test_a_follow_up_that_becomes_another_ticket_has_a_process_of_its_own():
    ticket = a_running_ticket("closed successful", follow_up=FollowUp.NEW_TICKET)
    other, _ = ticket.follow_up(REPLY, actor=SYSTEM)
    settling.settle()
    assert (ticket.words.state, open_activities(ticket)) == ("closed successful", [])
    assert (other.words.state, open_activities(other)) == ("new", ["Work on the request"])


def test_closing_and_reopening_move_the_process():
    ticket, anna = a_running_ticket("open"), a_worker("anna")
    assert ticket.close(actor=anna.actor)
    assert open_activities(ticket) == []
    assert ticket.reopen(actor=anna.actor)
    settling.settle()
    assert (ticket.words.state, open_activities(ticket)) == ("open", ["Work on the request"])


def test_reopening_after_the_process_has_ended_begins_it_anew():
    ticket, anna = a_running_ticket("closed successful"), a_worker("anna")
    runner.cancel(ticket, actor=SYSTEM, reason="three months later")
    ticket.reopen(actor=anna.actor)
    settling.settle()
    assert (ticket.words.state, open_activities(ticket)) == ("open", ["Work on the request"])
    instances = db.session.scalars(select(Instance.standing).where(Instance.ticket_id == ticket.id).order_by(Instance.id)).all()
    assert instances == [InstanceState.CANCELLED, InstanceState.RUNNING]


def test_a_removed_ticket_has_work_left_to_be_given_up_when_it_is_closed():
    ticket = a_running_ticket("removed")
    assert open_activities(ticket) == ["Work on the request"]
    ticket.close(actor=SYSTEM)
    assert open_activities(ticket) == [], "closing moves it on, and nothing is left to confirm"


@pytest.mark.parametrize("first", ["process", "verb"])
def test_who_comes_first_at_the_pending_time_has_done_it(first: str):
    ticket = a_running_ticket("pending auto close+")
    with moved_to(now() + timedelta(days=2)):
        if first == "verb":
            assert ticket.end_pending(at=now(), actor=SYSTEM)
            settling.settle()
        else:
            from processes.timers import Timer

            for timer_id in db.session.scalars(select(Timer.id).where(Timer.ticket_id == ticket.id)).all():
                runner.fire(timer_id)
            settling.settle()
            assert not ticket.end_pending(at=now(), actor=SYSTEM)
    assert (ticket.words.state, ticket.pending_until) == ("closed successful", None)
    assert open_activities(ticket) == []
