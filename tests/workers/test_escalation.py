"""Escalation clocks as jobs tell of them: to the process of the ticket, and to whoever is notified."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.escalations import Sender
from foundation.clock import moved_to
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.bpmn_text import event, flows, node, process
from tests.processes.models import deployed
from workers import escalation, steps
from workers.occasions import TELL

PROMISED = {
    "first_response_minutes": 60,
    "first_response_notify_percent": 80,
    "update_minutes": 120,
    "update_notify_percent": 50,
    "solution_minutes": 600,
    "solution_notify_percent": 90,
}
CLOCKS = ("escalation.first-response", "escalation.update", "escalation.solution")
MESSAGES = [*(f"{name}.soon" for name in CLOCKS), *CLOCKS]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02 {clock}").replace(tzinfo=UTC)


def listening() -> str:
    """A process that has one activity, and hears all six messages meanwhile."""
    heard = [
        node("boundaryEvent", f"on_{place}", event("message", name), attachedToRef="work", cancelActivity="false")
        + node("endEvent", f"heard_{place}")
        for place, name in enumerate(MESSAGES)
    ]
    lines = [f"on_{place} > heard_{place}" for place in range(len(MESSAGES))]
    work = node("startEvent", "start") + node("userTask", "work") + node("endEvent", "end")
    return process("listening", work, *heard, flows("start > work > end", *lines), messages=MESSAGES)


@pytest.fixture
def ticket_id(seeded_house: Flask) -> int:
    """A ticket a customer opened at 10:00 on a Monday."""
    mail = NewArticle("Help", "It burns.", channel=Channel.EMAIL, visible_to_customer=True, sender=Sender.CUSTOMER)
    with moved_to(at("10:00")), unit_of_work():
        deployed(listening())
        queue = a_queue("Promising", **PROMISED)
        return runner.open_ticket(queue=queue, title="Help", actor=SYSTEM, article=mail, process_id="listening").id


def sweep(moment: datetime) -> list[tuple[str, Any]]:
    """What the job puts into the outbox when it runs at a moment; steps are taken, the rest is told."""
    with moved_to(moment):
        escalation.tell_escalations(key="")
        with unit_of_work():
            told = db.session.scalars(
                select(Message).where(Message.job.in_([steps.deliver_message.name, TELL])).order_by(Message.created_at)
            ).all()
            found = [(each.arguments.get("occasion", each.arguments.get("name")), each.arguments["ticket_id"]) for each in told]
            for each in told:
                if each.job == steps.deliver_message.name:
                    steps.deliver_message(**each.arguments)
                db.session.delete(each)
    return sorted(found)


def test_the_process_hears_of_each_clock_and_one_occasion_is_notified_of_at_a_time(ticket_id: int):
    expected = [
        ("10:47", []),
        ("10:48", ["escalation-soon", "escalation.first-response.soon"]),
        ("10:49", []),
        ("11:00", ["escalation", "escalation.first-response", "escalation.update.soon"]),  # what is late comes first
        ("12:00", ["escalation", "escalation.update"]),
        ("19:00", ["escalation", "escalation.solution.soon"]),
        ("20:00", ["escalation", "escalation.solution"]),
    ]
    for moment, names in expected:
        assert sweep(at(moment)) == [(name, ticket_id) for name in names]
    with unit_of_work(reads_only=True):
        delivered = select(HistoryEntry.data).where(HistoryEntry.event == Event.MESSAGE_DELIVERED).order_by(HistoryEntry.position)
        assert sorted(each["message"] for each in db.session.scalars(delivered)) == sorted(MESSAGES)


def test_all_that_is_due_is_told_a_page_at_a_time_and_once(ticket_id: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(escalation, "PAGE", 2)
    with moved_to(at("10:00")), unit_of_work():
        tickets = [runner.open_ticket(queue=a_queue("Promising"), title="Help", actor=SYSTEM, process_id="listening").id for _ in range(4)]
    told = sweep(at("10:48"))
    assert [number for name, number in told if name == "escalation-soon"] == [ticket_id, *tickets]
    assert sweep(at("10:48")) == []
    with unit_of_work(), moved_to(at("11:00")):
        Ticket.for_update(ticket_id).close(actor=SYSTEM, cancel_activities=True)
    assert {number for _, number in sweep(at("11:00"))} == set(tickets), "a closed ticket owes nothing"
