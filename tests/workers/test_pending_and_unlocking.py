"""Tickets that wait for a moment, and claims that run out, as jobs see to them: one ticket at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.calendars import Calendar
from desk.states import State
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Refused
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from workers import pending, unlocking
from workers.occasions import TELL

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def tickets(seeded_house: Flask) -> dict[str, int]:
    """Some by their titles; nothing runs behind them."""
    with moved_to(MONDAY), unit_of_work():
        anna, timed = a_worker("anna"), a_queue("Timed", unlock_timeout_minutes=60)
        weekend = a_queue("Weekend", calendar=Calendar.create(name="Weekend", hours={"Sat": [["08:00", "18:00"]]}, actor=SYSTEM))
        made = [
            a_ticket(title="good", state="pending auto close+", pending_until=MONDAY + HOUR, owner=anna),
            a_ticket(title="bad", state="pending auto close-", pending_until=MONDAY + HOUR, owner=anna),
            a_ticket(title="reminder", state="pending reminder", pending_until=MONDAY + HOUR, owner=anna),
            a_ticket(title="at the weekend", state="pending reminder", pending_until=MONDAY + HOUR, queue=weekend),
            a_ticket(title="claimed", queue=timed, owner=anna),
            a_ticket(title="free", queue=timed),
        ]
        return {ticket.title: ticket.id for ticket in made}


def standing() -> dict[str, tuple[str, Lock]]:
    with unit_of_work(reads_only=True):
        return {ticket.title: (ticket.words.state, ticket.lock_state) for ticket in db.session.scalars(select(Ticket))}


def told() -> list[tuple[str, int]]:
    """The occasions that were put since this was last asked."""
    with unit_of_work():
        put = db.session.scalars(select(Message).where(Message.job == TELL)).all()
        found = [(each.arguments["occasion"], each.arguments["ticket_id"]) for each in put]
        for each in put:
            db.session.delete(each)
    return sorted(found)


def test_automatic_states_end_at_their_time_and_one_that_cannot_stops_no_other(tickets: dict[str, int], monkeypatch: pytest.MonkeyPatch):
    with moved_to(MONDAY + HOUR - timedelta(seconds=1)):
        pending.end_pending(key="")
    assert standing()["good"] == ("pending auto close+", Lock.LOCKED)
    real = Ticket.enter

    def refusing(ticket: Ticket, state: State, *arguments: object, **named: object) -> bool:
        if ticket.id == tickets["good"]:
            raise Refused("Not today.")
        return real(ticket, state, *arguments, **named)  # type: ignore[arg-type]

    with moved_to(MONDAY + HOUR):
        with monkeypatch.context() as patch:
            patch.setattr(Ticket, "enter", refusing)
            pending.end_pending(key="")
        assert (standing()["good"], standing()["bad"]) == (("pending auto close+", Lock.LOCKED), ("closed unsuccessful", Lock.UNLOCKED))
        pending.end_pending(key="")
    assert standing()["good"] == ("closed successful", Lock.UNLOCKED)
    assert told() == []


def test_reminders_change_nothing_and_are_given_at_each_run_while_somebody_works(tickets: dict[str, int]):
    before = standing()
    reminder, weekend = (("pending-reminder", tickets[title]) for title in ("reminder", "at the weekend"))
    for moment, expected in (
        (MONDAY + HOUR - timedelta(seconds=1), []),
        (MONDAY + HOUR, [reminder]),
        (MONDAY + 2 * HOUR, [reminder]),
        (MONDAY + 10 * HOUR, []),
        (MONDAY + 24 * HOUR, [reminder]),
        (MONDAY + 5 * 24 * HOUR, [weekend]),
    ):
        with moved_to(moment):
            pending.remind(key="")
        assert told() == expected, moment
    for moment, expected in ((MONDAY + HOUR + timedelta(minutes=9), [reminder]), (MONDAY + 2 * HOUR, [])):
        with moved_to(moment):
            pending.remind_at_once(key="")
        assert told() == expected, moment
    assert standing() == before


def test_claims_run_out_and_the_owner_is_told(tickets: dict[str, int]):
    for moment, lock, occasions in (
        (MONDAY + HOUR - timedelta(seconds=1), Lock.LOCKED, []),
        (MONDAY + HOUR, Lock.UNLOCKED, [("lock-timeout", tickets["claimed"])]),
        (MONDAY + 2 * HOUR, Lock.UNLOCKED, []),
    ):
        with moved_to(moment):
            unlocking.unlock_timed_out(key="")
        assert (standing()["claimed"], told()) == (("new", lock), occasions)
    with unit_of_work(reads_only=True):
        assert db.session.get_one(Ticket, tickets["claimed"]).words.owner == "anna"
