"""The shipped notifications as the desk's table has them: at which occasion, about which tickets, who is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.groups import Group
from desk.personal_queues import choose_queues, choose_services
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from mail import articles
from notifications import shipped, telling
from notifications.inbox import InboxNote
from notifications.rules import Notification
from processes import settling
from processes.events import Event, otrs_type
from processes.history import HistoryEntry
from processes.telling.entries import for_customer
from processes.telling.sentences import sentence
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk import people
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
DELIVERY_FAILURE = "Email Delivery Failure"
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
    assert set(found) == {*(name for _, _, expected in TABLE for name in expected), DELIVERY_FAILURE}
    assert {name for name, each in found.items() if each.once_a_day} == ONCE_A_DAY
    assert {name for name, each in found.items() if each.visibility == 1} == VISIBLE
    assert all(each.is_valid and set(each.texts) == {"de", "en"} for each in found.values())
    found["Ticket create notification"].change(actor=SYSTEM, name="Something new", validity="invalid")
    assert shipped.plant() == []


@pytest.mark.usefixtures("desk_work")
def test_of_a_mail_that_was_given_up_the_responsible_the_owner_and_administrators_are_told():
    ticket, ada = a_ticket_with_people(), a_worker("ada")
    people.grant(ada, Group.named("admin"), "ro")
    subject, to = "Your printer", "Carla <carla@customer.example>"
    mail = ticket.add_article(NewArticle(subject, "It is here.", channel=Channel.EMAIL, to=to), actor=ada.actor)
    settling.settle()
    before = ticket.history_length
    articles.failed(mail.id, "550 There is no such mailbox.")
    articles.failed(mail.id, "It is noted once.")
    settling.settle()
    (entry,) = db.session.scalars(select(HistoryEntry).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.position > before))
    assert (entry.event, entry.article_id, otrs_type(entry.event)) == ("article.email-not-delivered", mail.id, "Misc")
    english, german = (
        "A mail was not delivered: 550 There is no such mailbox.",
        "Eine Mail wurde nicht zugestellt: 550 There is no such mailbox.",
    )
    assert [sentence(entry.event, entry.data, language=language) for language in ("en", "de")] == [english, german]
    telling.tell_of_entry(ticket.id, entry.position)
    told = [(DELIVERY_FAILURE, channel) for channel in ("email", "in-app")]
    assert told_since(entry.position, ticket) == {each: ["ada", OWNER, RESPONSIBLE] for each in told}
    db.session.flush()
    note = db.session.scalars(select(InboxNote)).first()
    assert note is not None
    assert note.subject == "Not delivered: Printer on fire"
    assert f"“{subject}” to {to} was not delivered:\n\n550 There is no such mailbox." in note.body
    public = [each.event for each in for_customer(ticket.id)]
    assert "article.email-not-delivered" not in public
