"""What is told of the clocks of a ticket as time passes; it is Monday, 2 March 2026, and work is from 08:00 to 21:00."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.calendars import Calendar
from foundation.clock import moved_to
from foundation.db import db
from processes import settling
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets import escalating, escalation_events
from processes.tickets.record import UpdateBasis
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue, found_or_made
from tests.processes.tickets.stored import stored_ticket

pytestmark = pytest.mark.usefixtures("work")
SECOND = timedelta(seconds=1)
PROMISED = {
    "first_response_minutes": 60,
    "first_response_notify_percent": 80,
    "update_minutes": 120,
    "update_notify_percent": 50,
    "solution_minutes": 600,
    "solution_notify_percent": 90,
}


def at(clock: str, *, day: int = 2) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=UTC)


def asked(created: datetime | None = None, **promised: Any) -> Ticket:
    """A ticket a customer opened at 10:00, or then, in a queue that promises answers."""
    created = created or at("10:00")
    facts: dict[str, Any] = {"created_at": created, "update_basis": UpdateBasis.CUSTOMER, "update_counts_from": created}
    ticket = stored_ticket(**facts, queue_id=a_queue("Promising", **promised or PROMISED).id)
    escalating.recompute(ticket)
    return ticket


def told(ticket: Ticket, moment: datetime) -> list[str]:
    """What is told when somebody looks at that moment, as the history has it."""
    with moved_to(moment):
        before = ticket.history_length
        names = {each.event for each in escalation_events.tell(ticket, at=moment)}
        settling.settle()
        written = select(HistoryEntry.event).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position > before)
        entries = list(db.session.scalars(written.order_by(HistoryEntry.position)))
    assert {each for each in entries if not each.endswith("stopped")} == names
    return [each.removeprefix("escalation.") for each in entries]


def changed(ticket: Ticket, moment: datetime, *names: str, **values: Any) -> None:
    """What follows from a change of the ticket."""
    with moved_to(moment):
        ticket.change(actor=SYSTEM, **values)
        settling.touch(ticket, names, actor=SYSTEM)
        settling.settle()


def test_each_clock_warns_and_runs_out_at_its_second_and_is_looked_at_just_then():
    ticket = asked()
    looks = []
    expected = [
        (at("10:48"), ["first-response-soon"]),  # 80 percent of an hour
        (at("11:00"), ["first-response-started", "update-soon"]),  # and half of two
        (at("12:00"), ["update-started"]),
        (at("19:00"), ["solution-soon"]),  # 90 percent of ten hours
        (at("20:00"), ["solution-started"]),
    ]
    for moment, events in expected:
        looks.append(ticket.escalation_look_at)
        assert told(ticket, moment - SECOND) == []
        assert ticket.escalation_look_at == moment
        assert told(ticket, moment) == events
    assert looks == [moment for moment, _ in expected]
    assert ticket.escalated_clocks == "FirstResponse Solution Update"


def test_it_is_told_again_after_1440_minutes_of_which_somebody_works():
    friday = at("20:00", day=6)
    ticket = asked(friday, first_response_minutes=30)
    assert told(ticket, friday + timedelta(minutes=30)) == ["first-response-started"]
    assert ticket.escalation_look_at == at("20:30", day=7)
    assert told(ticket, at("20:30", day=7)) == [], "nobody works on Saturdays"
    assert ticket.escalation_look_at == at("08:00:01", day=9)
    assert told(ticket, at("08:00", day=9)) == []
    assert told(ticket, at("08:00:01", day=9)) == ["first-response-started"]
    assert told(ticket, at("08:00", day=10)) == []
    assert told(ticket, at("08:00:01", day=10)) == ["first-response-started"]
    assert ticket.escalation_look_at == at("08:00:01", day=11)


@pytest.mark.parametrize(("moment", "events"), [("21:09:59", ["first-response-started"]), ("21:10:00", []), ("07:59:00", [])])
def test_it_is_told_if_one_of_the_last_ten_minutes_has_a_working_second(moment: str, events: list[str]):
    ticket = asked(first_response_minutes=60)
    assert told(ticket, at(moment, day=3)) == events


def test_a_clock_that_was_late_is_told_to_be_so_no_more_and_only_then():
    ticket = asked(first_response_minutes=60, update_minutes=600)
    changed(ticket, at("10:30"), "article", update_counts_from=at("10:30"))
    assert ticket.escalation_look_at == at("11:00")
    assert told(ticket, at("11:00")) == ["first-response-started"]
    changed(ticket, at("23:00"), "article", first_response_at=at("23:00"))
    assert ticket.escalation_look_at == at("23:00"), "at once, whether somebody works or not"
    assert told(ticket, at("23:00")) == ["first-response-stopped"]
    assert (ticket.escalated_clocks, ticket.escalation_look_at) == (None, at("08:00:01", day=3)), "the update is late by now"
    assert told(ticket, at("23:01")) == []
    changed(ticket, at("23:02"), "article", first_response_at=None)
    assert told(ticket, at("08:30", day=3)) == ["update-started"], "the first response was told of less than a day ago"
    assert told(ticket, at("11:00", day=3)) == ["first-response-started"]


def test_closing_ends_everything_and_what_soon_will_be_late_needs_no_end():
    ticket = asked()
    assert told(ticket, at("10:50")) == ["first-response-soon"]
    assert told(ticket, at("13:00")) == ["first-response-started", "update-started"]
    closed = stored_ticket(state="closed")
    changed(ticket, at("13:30"), "state", state_id=closed.state_id, words={"state": "closed", "state_type": closed.state_type})
    assert told(ticket, at("13:31")) == ["first-response-stopped", "update-stopped"]
    assert (ticket.escalation_look_at, ticket.escalates_at) == (None, None)


def test_who_has_no_working_hours_is_never_told_of_anything():
    never = found_or_made(Calendar, "Never", hours={})
    ticket = asked(first_response_minutes=60, calendar=never)
    assert ticket.escalates_at == at("10:00")
    assert told(ticket, at("12:00")) == []
    assert ticket.escalation_look_at is None


def test_looking_for_what_is_due_reads_pages_of_an_index_and_bulk_keeps_it():
    queue = a_queue("Promising", **PROMISED)
    tickets = [asked(at(f"10:0{minute}")) for minute in range(4)]
    stored_ticket()
    db.session.flush()
    first = db.session.execute(escalation_events.due(at("10:50")).limit(2)).all()
    assert [row.id for row in first] == [tickets[0].id, tickets[1].id]
    rest = db.session.execute(escalation_events.due(at("10:50"), after=(first[-1].escalation_look_at, first[-1].id))).all()
    assert [(row.id, row.escalation_look_at) for row in rest] == [(tickets[2].id, at("10:50"))]
    queue.change(first_response_notify_percent=50, actor=SYSTEM)
    assert escalating.recompute_all(Ticket.queue_id == queue.id) == 4
    db.session.refresh(tickets[0])
    assert tickets[0].escalation_look_at == at("10:30")


def test_a_late_clock_that_a_change_of_promises_takes_away_is_looked_at():
    ticket = asked(first_response_minutes=60)
    assert told(ticket, at("11:00")) == ["first-response-started"]
    queue = a_queue("Promising")
    queue.change(first_response_minutes=0, actor=SYSTEM)
    with moved_to(at("12:00")):
        escalating.recompute_all(Ticket.queue_id == queue.id)
        db.session.refresh(ticket)
        assert ticket.escalation_look_at == at("12:00")
    assert told(ticket, at("12:00")) == ["first-response-stopped"]
    assert Event.FIRST_RESPONSE_STOPPED in db.session.scalars(select(HistoryEntry.event))
