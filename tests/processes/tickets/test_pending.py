"""What is due when the pending time is over."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.actors import SYSTEM
from desk.calendars import Calendar
from desk.state_types import StateType
from desk.states import State
from foundation.clock import moved_to
from foundation.db import db
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("process", "desk_work")
MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
SATURDAY = MONDAY + timedelta(days=5)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "state, becomes",
    [
        ("pending auto close+", "closed successful"),
        ("pending auto close-", "closed unsuccessful"),
        ("pending reminder", None),
        ("open", None),
    ],
)
def test_automatic_states_are_replaced_and_then_unlocked(state: str, becomes: str | None):
    with moved_to(MONDAY):
        ticket = a_ticket(state=state, owner=a_worker("anna"), pending_until=MONDAY + HOUR)
        assert not ticket.end_pending(at=MONDAY + HOUR - timedelta(seconds=1), actor=SYSTEM)
    assert ticket.end_pending(at=MONDAY + HOUR, actor=SYSTEM) is (becomes is not None)
    assert ticket.words.state == (becomes or state)
    assert ticket.lock_state is (Lock.UNLOCKED if becomes else Lock.LOCKED)
    assert not ticket.end_pending(at=MONDAY + HOUR, actor=SYSTEM)


def test_nothing_follows_an_automatic_state_of_ones_own_and_renamed_ones_are_still_known():
    mine = State.create(name="pending vendor", type=StateType.PENDING_AUTO, actor=SYSTEM)
    with moved_to(MONDAY):
        ticket, other = a_ticket(state=mine), a_ticket(state="pending auto close+")
    State.named("closed successful").change(actor=SYSTEM, name="solved")
    assert not ticket.end_pending(at=SATURDAY, actor=SYSTEM)
    assert other.end_pending(at=SATURDAY, actor=SYSTEM)
    assert other.words.state == "solved"


@pytest.mark.parametrize(
    "at, is_due",
    [
        (MONDAY - timedelta(seconds=1), False),  # not yet
        (MONDAY, True),
        (MONDAY.replace(hour=21, minute=9), True),  # somebody worked at 20:59:59, less than 10 minutes ago
        (MONDAY.replace(hour=21, minute=10), False),
        (MONDAY.replace(hour=8, minute=0) + timedelta(days=1), False),
        (MONDAY.replace(hour=8, minute=0, second=1) + timedelta(days=1), True),
        (SATURDAY, False),
    ],
)
def test_reminders_are_for_working_time(at: datetime, is_due: bool):
    ticket = a_ticket(state="pending reminder", pending_until=MONDAY)
    assert ticket.is_reminder_due(at=at) is is_due
    assert (ticket.words.state, ticket.pending_until) == ("pending reminder", MONDAY)


def test_the_calendar_of_the_queue_counts():
    weekend = Calendar.create(name="Weekend", hours={"Sat": [["08:00", "18:00"]]}, actor=SYSTEM)
    ticket = a_ticket(queue=a_queue(calendar=weekend), state="pending reminder", pending_until=MONDAY)
    assert ticket.is_reminder_due(at=SATURDAY)
    assert not ticket.is_reminder_due(at=MONDAY + HOUR)


def test_the_schedule_asks_for_what_is_due_the_longest_first():
    late = a_ticket(state="pending auto close-", pending_until=MONDAY)
    later = a_ticket(state="pending auto close+", pending_until=MONDAY - HOUR)
    reminder = a_ticket(state="pending reminder", pending_until=MONDAY - HOUR)
    a_ticket(state=State.create(name="pending vendor", type=StateType.PENDING_AUTO, actor=SYSTEM), pending_until=MONDAY - HOUR)
    a_ticket(state="pending reminder", pending_until=MONDAY + HOUR)
    a_ticket(state="open").set_pending_until(MONDAY, actor=SYSTEM)
    assert list(db.session.scalars(Ticket.to_end_pending(MONDAY))) == [later.id, late.id]
    assert list(db.session.scalars(Ticket.to_remind_of(MONDAY))) == [reminder.id]
    assert list(db.session.scalars(Ticket.to_remind_of(MONDAY, since=MONDAY - HOUR))) == []


@pytest.mark.parametrize(
    "state, becomes", [("pending reminder", "open"), ("pending auto close+", "open"), ("new", "new"), ("open", "open")]
)
def test_unlocking_a_ticket_of_somebody_who_left_opens_it(state: str, becomes: str):
    anna, bert = a_worker("anna"), a_worker("bert")
    ticket, other = a_ticket(state=state, owner=anna), a_ticket(state=state, owner=bert)
    anna.change(actor=SYSTEM, validity="invalid")
    assert ticket.unlock(actor=SYSTEM)
    assert ticket.words.state == becomes
    assert other.unlock(actor=SYSTEM)
    assert other.words.state == state
