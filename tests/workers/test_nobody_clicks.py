"""What happens when nobody clicks: a week begins, the schedule ticks, workers work, and tickets move by themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.states import State
from foundation.clock import moved_to
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.bpmn_text import event, flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker
from tests.workers.rounds import Rounds
from workers.occasions import TELL

MAIL = NewArticle("Help", "It burns.", channel=Channel.EMAIL, visible_to_customer=True, sender=Sender.CUSTOMER)
PROMISED = {
    "first_response_minutes": 60,
    "first_response_notify_percent": 80,
    "update_minutes": 120,
    "update_notify_percent": 50,
    "solution_minutes": 600,
    "solution_notify_percent": 90,
}
BY_TIME = {
    *(each for each in Event if each.startswith("escalation.")),
    *(Event.TIMER_FIRED, Event.UNLOCKED, Event.STATE_CHANGED, Event.ACTIVITY_OPENED, Event.TICKET_CREATED),
}
Line = tuple[str, str]


def at(clock: str, *, day: int = 2) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=UTC)


class Desk:
    """A desk nobody sits at: the schedule, and a worker for each job queue."""

    def __init__(self, redis: Redis) -> None:
        self._rounds = Rounds(redis)
        self._seen = 0

    def until(self, moment: datetime) -> list[Line]:
        """What the schedule brings about at a moment: (title of the ticket, what its history says or is to be notified)."""
        told: list[Line] = []
        with moved_to(moment):
            self._rounds.go_round(put=lambda: told.extend(self._occasions()))
        return sorted([*self._history(), *told])

    def _occasions(self) -> list[Line]:
        """The occasions that were put, taken out: what becomes of them is not the matter here."""
        with unit_of_work():
            put = db.session.scalars(select(Message).where(Message.job == TELL)).all()
            told = [(db.session.get_one(Ticket, each.arguments["ticket_id"]).title, f"tell: {each.arguments['occasion']}") for each in put]
            for each in put:
                db.session.delete(each)
        return told

    def _history(self) -> Iterator[Line]:
        with unit_of_work(reads_only=True):
            entries = select(HistoryEntry.id, HistoryEntry.event, Ticket.title).join(Ticket, Ticket.id == HistoryEntry.ticket_id)
            found = db.session.execute(entries.where(HistoryEntry.id > self._seen).order_by(HistoryEntry.id)).all()
        self._seen = found[-1].id if found else self._seen
        yield from ((row.title, row.event.value) for row in found if row.event in BY_TIME)


@pytest.fixture
def desk(seeded_house: Flask, redis: Redis) -> Desk:
    """It is Monday at ten, and work is from 08:00 to 21:00; some tickets are there."""
    plain = node("startEvent", "start") + node("userTask", "work") + node("endEvent", "end") + flows("start > work > end")
    pause = node("intermediateCatchEvent", "pause", event("timer", "PT3H"))
    timed = node("startEvent", "start") + pause + node("userTask", "work") + node("endEvent", "end")
    daily = node("startEvent", "each_day", event("cycle", "R/P1D")) + node("userTask", "work") + node("endEvent", "end")
    with moved_to(at("10:00")), unit_of_work():
        deployed(process("plain", plain))
        deployed(process("timed", timed, flows("start > pause > work > end")))
        deployed(process("daily", daily, flows("each_day > work > end")))
        opened("promised", queue=a_queue("Promising", **PROMISED), article=MAIL)
        opened("paused", process_id="timed")
        reminding, closing = opened("reminded of"), opened("closed by itself")
        reminding.set_state(State.named("pending reminder"), actor=SYSTEM, pending_until=at("12:00"))
        closing.set_state(State.named("pending auto close+"), actor=SYSTEM, pending_until=at("13:00"))
        closing.hand_over(a_worker("bert"), actor=SYSTEM)
        opened("claimed", queue=a_queue("Timed", unlock_timeout_minutes=120)).hand_over(a_worker("anna"), actor=SYSTEM)
    desk = Desk(redis)
    desk.until(at("10:00"))
    return desk


def opened(title: str, **wanted: Any) -> Ticket:
    given: dict[str, Any] = {"queue": a_queue("Plain"), "process_id": "plain"} | wanted
    return runner.open_ticket(title=title, actor=SYSTEM, **given)


def test_tickets_move_by_themselves_as_their_times_fall_due(desk: Desk):
    expected: dict[datetime, list[Line]] = {
        at("10:47"): [],
        at("10:48"): [("promised", "escalation.first-response-soon"), ("promised", "tell: escalation-soon")],
        at("11:00"): [
            ("promised", "escalation.first-response-started"),
            ("promised", "escalation.update-soon"),
            ("promised", "tell: escalation"),
        ],
        at("11:59"): [],
        at("12:00"): [
            ("claimed", "tell: lock-timeout"),
            ("claimed", "ticket.unlocked"),
            ("promised", "escalation.update-started"),
            ("promised", "tell: escalation"),
            ("reminded of", "tell: pending-reminder"),
        ],
        at("12:10"): [("reminded of", "tell: pending-reminder")],
        at("12:20"): [],
        at("12:45"): [("reminded of", "tell: pending-reminder")],  # and every two hours
        at("13:00"): [
            ("closed by itself", "ticket.state-changed"),
            ("closed by itself", "ticket.unlocked"),
            ("paused", "activity.opened"),
            ("paused", "process.timer-fired"),
        ],
        at("18:45"): [("reminded of", "tell: pending-reminder")],
        at("19:00"): [("promised", "escalation.solution-soon"), ("promised", "tell: escalation")],
        at("20:00"): [("promised", "escalation.solution-started"), ("promised", "tell: escalation")],
        at("22:45"): [],  # nobody works: no reminder
        at("08:45", day=3): [("reminded of", "tell: pending-reminder")],
    }
    for moment, lines in expected.items():
        assert desk.until(moment) == lines, moment
    began = [event for title, event in desk.until(at("10:00", day=3)) if title.startswith("daily")]
    assert began == ["activity.opened", "ticket.created"]
    with unit_of_work(reads_only=True):
        told = {ticket.title: (ticket.words.state, ticket.lock_state) for ticket in db.session.scalars(select(Ticket))}
    assert told["closed by itself"] == ("closed successful", Lock.UNLOCKED)
    assert told["reminded of"] == ("pending reminder", Lock.UNLOCKED)
    assert told["claimed"] == ("new", Lock.UNLOCKED)


def test_a_timer_is_fired_by_the_round_after_it_is_due(desk: Desk):
    due = at("13:00")
    for milliseconds, lines in ((-400, []), (600, [("paused", "activity.opened"), ("paused", "process.timer-fired")])):
        told = desk.until(due + timedelta(milliseconds=milliseconds))
        assert [line for line in told if line[0] == "paused"] == lines
