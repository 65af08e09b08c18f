"""The shipped notifications as the desk's table has them: at which occasion, about which tickets, who is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.personal_queues import choose_queues, choose_services
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from notifications import shipped, telling
from notifications.rules import Notification
from processes import settling
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue, a_service
from tests.processes.ticket_factories import a_ticket, a_worker

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
OWNER, RESPONSIBLE, WATCHER, QUEUES, SERVICES = "olga", "rita", "walter", "quinn", "sven"
EVERYBODY = (OWNER, RESPONSIBLE, WATCHER, QUEUES, SERVICES, "nobody-in-particular")
UNLOCKED, LOCKED, FOR_NOW = Lock.UNLOCKED, Lock.LOCKED, Lock.TEMPORARILY
# occasion, lock -> the notification and who is told
TABLE = [
    ("new-ticket", UNLOCKED, {"Ticket create notification": [QUEUES, SERVICES]}),
    ("follow-up", UNLOCKED, {"Ticket follow-up notification (unlocked)": [OWNER, QUEUES, SERVICES, WATCHER]}),
    ("follow-up", LOCKED, {"Ticket follow-up notification (locked)": [OWNER, RESPONSIBLE, WATCHER]}),
    ("follow-up", FOR_NOW, {"Ticket follow-up notification (locked)": [OWNER, RESPONSIBLE, WATCHER]}),
    ("lock-timeout", UNLOCKED, {"Ticket lock timeout notification": [OWNER]}),
    ("owner-update", LOCKED, {"Ticket owner update notification": [OWNER]}),
    ("responsible-update", LOCKED, {"Ticket responsible update notification": [RESPONSIBLE]}),
    ("note-added", LOCKED, {"Ticket new note notification": [OWNER, RESPONSIBLE, WATCHER]}),
    ("moved", UNLOCKED, {"Ticket queue update notification": [QUEUES]}),
    ("pending-reminder", LOCKED, {"Ticket pending reminder notification (locked)": [OWNER, RESPONSIBLE]}),
    ("pending-reminder", UNLOCKED, {"Ticket pending reminder notification (unlocked)": [OWNER, QUEUES, RESPONSIBLE]}),
    ("escalation", LOCKED, {"Ticket escalation notification": [QUEUES]}),
    ("escalation-soon", LOCKED, {"Ticket escalation warning notification": [QUEUES]}),
    ("service-update", LOCKED, {"Ticket service update notification": [SERVICES]}),
]
ONCE_A_DAY = {
    "Ticket pending reminder notification (locked)",
    "Ticket pending reminder notification (unlocked)",
    "Ticket escalation notification",
    "Ticket escalation warning notification",
}
VISIBLE = {
    "Ticket create notification",
    "Ticket follow-up notification (unlocked)",
    "Ticket follow-up notification (locked)",
    "Ticket lock timeout notification",
    "Ticket queue update notification",
    "Ticket service update notification",
}


def a_ticket_with_people() -> Ticket:
    """One that has somebody for each part."""
    for switch in (Switch.RESPONSIBLE, Switch.WATCHERS, Switch.SERVICES):
        turn(switch, True, actor=SYSTEM)
    agents = {login: a_worker(login) for login in EVERYBODY}
    choose_queues(agents[QUEUES], [a_queue("Support")], actor=SYSTEM)
    service = a_service("Mail")
    choose_services(agents[SERVICES], [service], actor=SYSTEM)
    ticket = a_ticket(owner=agents[OWNER], responsible=agents[RESPONSIBLE])
    ticket.change(actor=SYSTEM, service_id=service.id, words={"service": service.name})
    ticket.watch(agents[WATCHER], actor=SYSTEM)
    return ticket


def told_since(position: int, ticket: Ticket) -> dict[tuple[str, str], list[str]]:
    """Who was told by history: notification and channel -> logins."""
    settling.settle()
    entries = db.session.scalars(select(HistoryEntry).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position > position))
    notified = [entry for entry in entries if entry.event is Event.AGENT_NOTIFIED]
    return {(entry.data["notification"], entry.data["channel"]): entry.data["recipients"] for entry in notified}


@pytest.mark.usefixtures("desk_work")
def test_at_each_occasion_those_are_told_who_are_in_the_table():
    ticket = a_ticket_with_people()
    for day, (occasion, lock, expected) in enumerate(TABLE):
        ticket.change(actor=SYSTEM, lock_state=lock)
        settling.settle()
        before = ticket.history_length
        with moved_to(MONDAY + timedelta(days=day)):
            telling.tell_of_occasion(ticket.id, occasion)
            wanted = {(name, channel): logins for name, logins in expected.items() for channel in ("in-app", "email")}
            assert told_since(before, ticket) == wanted, occasion
            before = ticket.history_length
            telling.tell_of_occasion(ticket.id, occasion)
            again = told_since(before, ticket)
        assert again == ({} if set(expected) & ONCE_A_DAY else wanted), occasion


@pytest.mark.usefixtures("desk_work")
def test_they_are_planted_once_and_belong_to_the_administrators_then():
    found = {each.name: each for each in db.session.scalars(select(Notification))}
    assert set(found) == {name for _, _, expected in TABLE for name in expected}
    assert {name for name, each in found.items() if each.once_a_day} == ONCE_A_DAY
    assert {name for name, each in found.items() if each.visibility == 1} == VISIBLE
    assert all(each.is_valid and set(each.texts) == {"de", "en"} for each in found.values())
    found["Ticket create notification"].change(actor=SYSTEM, name="Something new", validity="invalid")
    assert shipped.plant() == []
