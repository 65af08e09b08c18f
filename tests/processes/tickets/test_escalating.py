"""The clocks of stored tickets; it is Monday, 2 March 2026, and work is from 08:00 to 21:00."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select, true

from desk.actors import SYSTEM
from desk.calendars import DEFAULT, DEFAULTS, Calendar
from desk.escalations import Clock
from desk.state_types import StateType
from desk.switches import Switch, turn
from foundation.db import db
from foundation.outbox import Message
from processes.settling import Change
from processes.tickets import escalating
from processes.tickets.record import UpdateBasis
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue, a_service, a_state, an_sla, found_or_made
from tests.processes.tickets.stored import stored_ticket
from workers.escalation import recompute_escalations

pytestmark = pytest.mark.usefixtures("work")
PROMISED = {"first_response_minutes": 60, "update_minutes": 120, "solution_minutes": 600}


def at(clock: str, *, day: int = 2) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=UTC)


def clocks(ticket: Ticket) -> list[datetime | None]:
    return [getattr(ticket, name) for name in escalating.COLUMNS]


def asked(**values: Any) -> Ticket:
    """A ticket a customer opened at 10:00, in a queue that promises answers."""
    facts: dict[str, Any] = {"created_at": at("10:00"), "update_basis": UpdateBasis.CUSTOMER, "update_counts_from": at("10:00")}
    values.setdefault("queue_id", a_queue("Promising", **PROMISED).id)
    return stored_ticket(**(facts | values))


FIRST, UPDATE, SOLUTION = at("11:00"), at("12:00"), at("20:00")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, [FIRST, UPDATE, SOLUTION, FIRST], id="all run"),
        pytest.param({"state": "new"}, [FIRST, UPDATE, SOLUTION, FIRST], id="also of a new ticket"),
        pytest.param({"state": "pending reminder"}, [FIRST, None, SOLUTION, FIRST], id="pending takes away the update"),
        pytest.param({"state": "pending auto"}, [FIRST, None, SOLUTION, FIRST], id="so does pending auto"),
        pytest.param({"state": "closed"}, [None] * 4, id="closed"),
        pytest.param({"state": "removed"}, [None] * 4, id="removed"),
        pytest.param({"state": "merged"}, [None] * 4, id="merged"),
        pytest.param(
            {"first_response_at": at("10:30"), "update_basis": UpdateBasis.AGENT, "update_counts_from": at("10:30")},
            [None, at("12:30"), SOLUTION, at("12:30")],
            id="answered: the update counts from the answer",
        ),
        pytest.param({"closed_at": at("10:30")}, [FIRST, UPDATE, None, FIRST], id="opened again: no solution is owed any more"),
        pytest.param(
            {"update_basis": UpdateBasis.NONE, "update_counts_from": None},
            [FIRST, None, SOLUTION, FIRST],
            id="without an article no update",
        ),
        pytest.param(
            {"created_at": at("20:30"), "update_counts_from": at("20:30")},
            [at("08:30", day=3), at("09:30", day=3), at("17:30", day=3), at("08:30", day=3)],
            id="over night",
        ),
    ],
)
def test_the_clocks_follow_from_the_row(values, expected):
    ticket = asked(**values)
    assert escalating.recompute(ticket) is any(expected)
    assert clocks(ticket) == expected
    assert escalating.recompute(ticket) is False
    ticket.first_response_due_at = ticket.update_due_at = ticket.solution_due_at = ticket.escalates_at = at("23:00", day=30)
    db.session.flush()
    assert escalating.recompute_all(Ticket.id == ticket.id) == 1
    db.session.refresh(ticket)
    assert clocks(ticket) == expected


def test_an_sla_alone_counts_as_long_as_services_are_on():
    around_the_clock = found_or_made(Calendar, "Always", hours={day: [["00:00", "24:00"]] for day in DEFAULTS["hours"]})
    sla = an_sla(services=[a_service()], solution_minutes=780, calendar=around_the_clock)
    ticket = asked(sla_id=sla.id, service_id=a_service().id)
    escalating.recompute(ticket)
    assert clocks(ticket) == [FIRST, UPDATE, SOLUTION, FIRST]
    turn(Switch.SERVICES, value=True, actor=SYSTEM)
    escalating.recompute(ticket)
    assert clocks(ticket) == [None, None, at("23:00"), at("23:00")]
    an_sla("Nothing", services=[a_service()])
    ticket.sla_id = an_sla("Nothing").id
    escalating.recompute(ticket)
    assert clocks(ticket) == [None] * 4


def test_what_needs_no_question_asks_none():
    idle, promised = stored_ticket(), asked()
    for ticket in (idle, promised):
        assert ticket.words
    asked_for: list[str] = []
    event.listen(db.session.connection(), "before_cursor_execute", lambda *told: asked_for.append(told[2]))
    escalating.follow(Change(idle, SYSTEM, {"state", "article", "title"}))
    escalating.follow(Change(promised, SYSTEM, {"title", "room"}))
    assert asked_for == []
    escalating.follow(Change(promised, SYSTEM, {"article"}))
    assert clocks(promised) == [FIRST, UPDATE, SOLUTION, FIRST]
    assert asked_for


def test_a_ticket_that_left_what_was_promised_escalates_no_more():
    ticket = asked()
    escalating.follow(Change(ticket, SYSTEM, {"queue"}))
    assert ticket.escalates_at == FIRST
    ticket.queue_id = a_queue("Careless").id
    escalating.follow(Change(ticket, SYSTEM, {"queue"}))
    assert clocks(ticket) == [None] * 4


def test_what_no_calendar_reaches_never_escalates():
    hour = found_or_made(Calendar, "Rare", hours={"Mon": [["08:00", "08:01"]]})
    ticket = asked(queue_id=a_queue("Rarely", solution_minutes=600_000, calendar=hour).id)
    escalating.recompute(ticket)
    assert clocks(ticket) == [None] * 4


def test_how_a_ticket_stands_and_which_are_next():
    first, later, finished = asked(), asked(first_response_at=at("10:30")), asked(state="closed")
    for ticket in (first, later, finished):
        escalating.recompute(ticket)
    db.session.flush()
    stands = {
        each.clock: (each.percent, each.working_seconds // 60, each.escalated) for each in escalating.standing_of(first, at=at("11:30"))
    }
    assert stands == {Clock.FIRST_RESPONSE: (150, -30, True), Clock.UPDATE: (75, 30, False), Clock.SOLUTION: (15, 510, False)}
    assert escalating.standing_of(finished) == []
    assert [tuple(row) for row in db.session.execute(escalating.escalating(at("12:00")))] == [(first.id, FIRST)]
    assert [row.id for row in db.session.execute(escalating.escalating(at("12:01")))] == [first.id, later.id]


# ------------------------------------------------------------------------------------------------ when promises change
def put_jobs() -> list[dict]:
    """What was put into the outbox so far, each done as a worker would, until nothing is left."""
    found = []
    while message := db.session.scalar(select(Message).where(Message.job == escalating.JOB).limit(1)):
        found.append(message.arguments)
        arguments = message.arguments
        db.session.delete(message)
        recompute_escalations(**arguments) if isinstance(arguments, dict) else recompute_escalations(*arguments)
    return found


def test_a_queue_that_promises_something_else_has_its_tickets_computed_anew(monkeypatch):
    monkeypatch.setattr(escalating, "BATCH", 2)
    queue = a_queue("Promising", **PROMISED)
    tickets, stranger = [asked() for _ in range(5)], asked(queue_id=a_queue("Other", **PROMISED).id)
    queue.change(comment="The same as ever.", actor=SYSTEM)
    assert put_jobs() == []
    queue.change(first_response_minutes=30, actor=SYSTEM)
    assert put_jobs()[0] == {"about": "queue", "record_id": queue.id, "after": 0}
    for ticket in (*tickets, stranger):
        db.session.refresh(ticket)
    assert {ticket.escalates_at for ticket in tickets} == {at("10:30")}
    assert stranger.escalates_at is None


def test_calendars_slas_states_and_the_switch_count_too():
    sla, default = an_sla(services=[a_service()], solution_minutes=60), found_or_made(Calendar, DEFAULT)
    own = found_or_made(Calendar, "Own", hours={"Mon": [["08:00", "21:00"]]})
    assert a_state("open")  # one of the type has to stay
    in_own = a_queue("Own", solution_minutes=60, calendar=own)
    by_queue, by_sla, by_calendar = (asked(state="busy", **more) for more in ({}, {"sla_id": sla.id}, {"queue_id": in_own.id}))

    def after(_change: object) -> list[datetime | None]:
        put_jobs()
        for ticket in (by_queue, by_sla, by_calendar):
            db.session.refresh(ticket)
        return [ticket.solution_due_at for ticket in (by_queue, by_sla, by_calendar)]

    assert after(escalating.recompute_all(true())) == [SOLUTION, SOLUTION, at("11:00")]
    assert after(turn(Switch.SERVICES, value=True, actor=SYSTEM)) == [SOLUTION, at("11:00"), at("11:00")]
    assert after(sla.change(solution_minutes=30, actor=SYSTEM)) == [SOLUTION, at("10:30"), at("11:00")]
    assert after(own.change(hours={"Mon": [["12:00", "14:00"]]}, actor=SYSTEM)) == [SOLUTION, at("10:30"), at("13:00")]
    assert after(default.change(hours={"Mon": [["09:00", "23:00"]]}, actor=SYSTEM)) == [SOLUTION, at("10:30"), at("13:00")]
    assert after(default.change(hours={"Mon": [["11:00", "23:00"]]}, actor=SYSTEM)) == [at("21:00"), at("11:30"), at("13:00")]
    assert after(a_state("busy").change(type=StateType.REMOVED, actor=SYSTEM)) == [None, None, None]
