"""Who is told, and who is not: those who acted, are away, switched it off, were told today, or may not read it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.dynamic_fields import DynamicField
from desk.escalations import Sender
from desk.personal_queues import choose_queues
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, Refused
from foundation.outbox import Message
from notifications import notices, rules, telling
from notifications.inbox import InboxNote, inbox_of, mark_read
from notifications.rules import Notification
from processes import settling
from processes.acting import noticing
from processes.events import Event
from processes.history import HistoryEntry
from processes.notices import Notice
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue, a_service, an_address, an_sla
from tests.processes.actions.acting import a_process, act
from tests.processes.ticket_factories import a_ticket, a_worker

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
TEXTS = {"en": {"subject": "About <OTRS_TICKET_Title>", "body": "Hello"}}


# name, values that fit, values that do not
FILTERS: list[tuple[str, list[Any], list[Any]]] = [
    ("state", ["new", "open"], ["new"]),
    ("state_type", ["open"], ["pending reminder"]),
    ("priority", ["3 normal"], ["5 very high"]),
    ("queue", ["Support"], ["Raw"]),
    ("lock", ["lock", "tmp_lock"], ["unlock"]),
    ("type", ["Unclassified"], ["Incident"]),
    ("service", ["Mail"], ["Web"]),
    ("sla", ["Gold"], ["Silver"]),
    ("customer", ["ACME"], ["EVIL"]),
    ("customer_user", ["carla"], ["eve"]),
    ("fields", ["Roof", "Cellar"], ["Roof"]),
]
ARTICLE_FILTERS: list[tuple[str, list[Any], list[Any]]] = [
    ("sender", ["customer"], ["agent", "system"]),
    ("channel", ["phone"], ["email", "internal"]),
    ("visible_to_customer", [False], [True]),
    ("from", ["CARLA"], ["dora"]),
    ("to", ["desk@example.com"], ["boss@example.com"]),
    ("cc", ["boss@"], ["desk@"]),
    ("subject", ["noise"], ["rings"]),
    ("body", ["silent", "RINGS"], ["silent"]),
]


def a_notification(name: str = "Test", **values: Any) -> Notification:
    usual = {"occasions": ["note-added"], "recipients": ["owner"], "channels": ["in-app"], "texts": TEXTS}
    return Notification.create(actor=SYSTEM, name=name, **{**usual, **values})


def without_the_shipped() -> None:
    for each in db.session.scalars(select(Notification)):
        each.change(actor=SYSTEM, validity="invalid")


def noted(ticket: Ticket, *, actor: Any = SYSTEM, visible: bool = False, body: str = "It rings.") -> int:
    """Write a note; the position of its entry."""
    ticket.add_article(NewArticle("Noise", body, visible_to_customer=visible), actor=actor)
    settling.settle()
    query = select(HistoryEntry.position).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.event == Event.NOTE_ADDED)
    return int(db.session.scalars(query.order_by(HistoryEntry.position.desc())).first() or 0)


def told_by(*notes: int, ticket: Ticket) -> list[str]:
    """Who has a note in the inbox after these entries were told of."""
    db.session.query(InboxNote).delete()
    for position in notes:
        telling.tell_of_entry(ticket.id, position)
    settling.settle()
    db.session.flush()
    logins = select(Agent.login).join(InboxNote, InboxNote.agent_id == Agent.id).order_by(Agent.login)
    return list(db.session.scalars(logins))


@pytest.mark.usefixtures("desk_work")
def test_nobody_is_told_of_their_own_act_while_away_or_what_they_may_not_read():
    without_the_shipped()
    anna, ben = a_worker("anna"), a_worker("ben")
    stranger = people.agent("stranger")
    rule = a_notification(recipients=["owner", "write-permission"], named_recipients={"agents": ["stranger", "ben"]})
    ticket = a_ticket(owner=anna)
    by_anna, by_system = noted(ticket, actor=anna.actor), noted(ticket, body="Again.")
    assert told_by(by_anna, ticket=ticket) == ["ben"]
    assert told_by(by_system, ticket=ticket) == ["anna", "ben"]
    rule.change(actor=SYSTEM, also_who_acted=True)
    assert told_by(by_anna, ticket=ticket) == ["anna", "ben"]
    with moved_to(MONDAY):
        ben.change(actor=SYSTEM, out_of_office_from="2026-01-05", out_of_office_to="2026-01-05")
        assert told_by(by_system, ticket=ticket) == ["anna"]
        rule.change(actor=SYSTEM, also_out_of_office=True)
        assert told_by(by_system, ticket=ticket) == ["anna", "ben"]
    anna.change(actor=SYSTEM, validity="invalid")
    rule.change(actor=SYSTEM, validity="invalid")
    assert told_by(by_system, ticket=ticket) == []
    assert stranger.is_valid


@pytest.mark.usefixtures("desk_work")
def test_once_a_day_is_once_until_midnight_for_each_person_and_channel():
    without_the_shipped()
    anna, ben = a_worker("anna"), a_worker("ben")
    rule, ticket = a_notification(once_a_day=True), a_ticket(owner=anna)
    position = noted(ticket)
    with moved_to(MONDAY):
        assert told_by(position, ticket=ticket) == ["anna"]
        assert told_by(position, ticket=ticket) == []
        rule.change(actor=SYSTEM, recipients=["owner"], named_recipients={"agents": ["ben"]})
        assert told_by(position, ticket=ticket) == ["ben"]
    with moved_to(MONDAY + timedelta(hours=11, minutes=59)):
        assert told_by(position, ticket=ticket) == []
    with moved_to(MONDAY + timedelta(hours=12)):
        assert told_by(position, ticket=ticket) == ["anna", "ben"]
    entries = [entry for entry in db.session.query(HistoryEntry) if entry.event is Event.AGENT_NOTIFIED]
    assert entries[0].data["recipients"] == ["anna"]
    assert (entries[0].data["channel"], entries[0].data["subject"]) == ("in-app", "About Printer on fire")
    assert ben.is_valid


@pytest.mark.usefixtures("desk_work")
def test_people_switch_channels_off_for_themselves_as_far_as_they_may():
    without_the_shipped()
    anna, ben, ticket = a_worker("anna"), a_worker("ben"), None
    rule = a_notification(channels=["in-app", "email"], visibility=1)
    ticket = a_ticket(owner=anna)
    position = noted(ticket)
    assert rules.switch(anna, rule, "in-app", on=False, actor=anna.actor) is True
    assert rules.switch(anna, rule, "in-app", on=False, actor=anna.actor) is False
    assert told_by(position, ticket=ticket) == []
    assert rules.switch(anna, rule, "in-app", on=True, actor=anna.actor) is True
    assert told_by(position, ticket=ticket) == ["anna"]
    with pytest.raises(Forbidden):
        rules.switch(anna, rule, "in-app", on=False, actor=ben.actor)
    rule.change(actor=SYSTEM, visibility=2)
    rules.switch(anna, rule, "email", on=False, actor=anna.actor)
    with pytest.raises(Refused, match="one channel at least"):
        rules.switch(anna, rule, "in-app", on=False, actor=anna.actor)
    rule.change(actor=SYSTEM, visibility=0)
    with pytest.raises(Refused, match="ask an administrator"):
        rules.switch(anna, rule, "in-app", on=False, actor=anna.actor)


@pytest.mark.usefixtures("desk_work")
def test_customers_hear_of_what_they_can_see_by_mail_in_their_language_and_zone():
    without_the_shipped()
    queue = a_queue("Support")
    queue.change(actor=SYSTEM, system_address=an_address("support@company.example"))
    carla = people.customer_user("carla", of=people.customer(), language="de", time_zone="Asia/Tokyo")
    texts = {
        "en": {"subject": "News", "body": "en"},
        "de": {"subject": "Neu: <otrs_comment>", "body": "<OTRS_TICKET_Created> <OTRS_UNKNOWN> <OTRS_NOTIFICATION_RECIPIENT_UserLogin>"},
    }
    a_notification(channels=["email", "in-app"], recipients=["customer"], texts=texts)
    with moved_to(MONDAY):
        ticket = a_ticket(customer_user=carla, queue=queue)
        hidden, visible = noted(ticket, body="Internal."), noted(ticket, visible=True, body="Public.")
        assert (telling.tell_of_entry(ticket.id, hidden), telling.tell_of_entry(ticket.id, visible)) == (0, 1)
    (letter,) = [each.arguments for each in db.session.query(Message) if each.job == "workers.mail.send_letter"]
    assert (letter["to"], letter["sender"]) == (["carla@example.com"], '"Support" <support@company.example>')
    assert (letter["subject"], letter["body"]) == (f"[Ticket#{ticket.number}] Neu: Public.", "2026-01-05 21:00 - carla")
    carla.change(actor=SYSTEM, email="MAILER-DAEMON@example.com")
    assert telling.tell_of_entry(ticket.id, visible) == 0
    settling.settle()
    (entry,) = [entry for entry in db.session.query(HistoryEntry) if entry.event is Event.CUSTOMER_NOTIFIED]
    assert (entry.data["recipients"], entry.data["channel"]) == (["carla"], "email")


@pytest.mark.usefixtures("desk_work")
def test_filters_ask_the_ticket_and_the_article():
    without_the_shipped()
    for switch in (Switch.SERVICES, Switch.TICKET_TYPES):
        turn(switch, True, actor=SYSTEM)
    DynamicField.create(name="Place", label="Place", kind="text", actor=SYSTEM)
    anna, carla = a_worker("anna"), people.customer_user("carla", of=people.customer())
    rule, ticket = a_notification(), a_ticket(owner=anna, state="open", customer_user=carla)
    service, sla = a_service("Mail"), an_sla("Gold", services=[a_service("Mail")])
    ticket.change(actor=SYSTEM, service_id=service.id, sla_id=sla.id, words={"service": "Mail", "sla": "Gold"})
    ticket.set_fields({"Place": "Cellar"}, actor=SYSTEM)
    call = NewArticle(
        "Noise", "It rings all night.", to="Desk <desk@example.com>", cc="boss@example.com", from_text="Carla <c@example.com>"
    )
    ticket.add_article(replace(call, sender=Sender.CUSTOMER, channel=Channel.PHONE), actor=SYSTEM, event=Event.NOTE_ADDED)
    settling.settle()
    entries = select(HistoryEntry.position).where(HistoryEntry.ticket_id == ticket.id, HistoryEntry.event == Event.NOTE_ADDED)
    position = db.session.scalars(entries).one()
    for name, fitting, other in FILTERS:
        for values, expected in ((fitting, ["anna"]), (other, [])):
            wanted = {"fields": {"Place": values}} if name == "fields" else {name: values}
            rule.change(actor=SYSTEM, ticket_filter=wanted, article_filter={})
            assert told_by(position, ticket=ticket) == expected, (name, values)
    for name, fitting, other in ARTICLE_FILTERS:
        for values, expected in ((fitting, ["anna"]), (other, [])):
            wanted = {name: values} if name in {"sender", "channel", "visible_to_customer"} else {"text": {name: values}}
            rule.change(actor=SYSTEM, ticket_filter={}, article_filter=wanted)
            assert told_by(position, ticket=ticket) == expected, (name, values)
    assert telling.tell_of_occasion(ticket.id, "note-added") == 0, "with such a filter, nothing is told where there is no article"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"occasions": ["noon"]}, "occasions"),
        ({"recipients": "owner"}, "recipients"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"ticket_filter": {"colour": ["red"]}}, "ticket_filter"),
        ({"ticket_filter": {"queue": "Support"}}, "ticket_filter"),
        ({"article_filter": {"text": {"smell": ["x"]}}}, "article_filter"),
        ({"named_recipients": ["anna"]}, "named_recipients"),
        ({"named_recipients": {"addresses": ["board"]}}, "named_recipients"),
        ({"named_recipients": {"addresses": ["{{ owner.email "]}}, "named_recipients"),
        ({"visibility": 7}, "visibility"),
        ({"texts": {}}, "texts"),
        ({"texts": {"english": {"subject": "x", "body": ""}}}, "texts"),
        ({"texts": {"en": {"subject": ""}}}, "texts"),
        ({"texts": {"en": {"subject": "x", "body": "{{ 1 + }}"}}}, "texts"),
    ],
)
@pytest.mark.usefixtures("work")
def test_what_makes_no_sense_is_refused_at_its_field(values: dict[str, Any], field: str):
    with pytest.raises(Refused) as refused:
        a_notification(**values)
    assert set(refused.value.problems) == {field}


@pytest.mark.usefixtures("desk_work")
def test_notices_of_processes_are_told_once_and_an_inbox_is_read_by_whom_it_is_of():
    anna, ben, stranger, ticket = a_worker("anna"), a_worker("ben"), people.agent("stranger"), a_ticket()
    choose_queues(anna, [a_queue("Support")], actor=SYSTEM)
    noticing.tell(ticket, noticing.Message("The part is here", "Shelf 7"), agents=[anna, stranger], actor=SYSTEM)
    settling.settle()
    assert (notices.tell_notices(), notices.tell_notices()) == (2, 0)
    db.session.flush()
    (note,) = db.session.scalars(select(InboxNote))
    assert (note.agent_id, note.subject, note.body, note.read_at) == (anna.id, "The part is here", "Shelf 7", None)
    assert all(each.told_at for each in db.session.query(Notice))
    assert (mark_read(note.id, actor=ben.actor), mark_read(note.id, actor=anna.actor), mark_read(note.id, actor=anna.actor)) == (
        False,
        True,
        False,
    )
    assert [each.id for each in db.session.scalars(inbox_of(anna.actor))] == [note.id]


@pytest.mark.usefixtures("desk_work")
def test_addresses_may_be_written_with_tags_and_what_comes_to_be_none_is_left_out():
    without_the_shipped()
    a_queue("Support").change(actor=SYSTEM, system_address=an_address("support@company.example"))
    carla = people.customer_user("carla", of=people.customer())
    written = ["board@example.com", "<otrs_CUSTOMER_DATA_UserEmail>", "{{ owner.email }}, Postmaster@example.com", "<OTRS_COMMENT>"]
    a_notification(channels=["email"], recipients=[], named_recipients={"addresses": written})
    ticket = a_ticket(customer_user=carla, owner=a_worker("anna"))
    hidden, visible = noted(ticket, body="secret@example.com"), noted(ticket, visible=True, body="Board@example.com")
    assert telling.tell_of_entry(ticket.id, hidden) == 0, "it is nothing for strangers"
    telling.tell_of_entry(ticket.id, visible)
    letters = [each.arguments["to"] for each in db.session.query(Message) if each.job == "workers.mail.send_letter"]
    assert sorted(letters) == [["Board@example.com"], ["anna@example.com"], ["carla@example.com"]]


CLOCKS = {"first_response_minutes": 60, "first_response_notify_percent": 50, "update_minutes": 60, "solution_minutes": 120}


@pytest.mark.parametrize(
    ("occasion", "minutes", "language", "told"),
    [
        ("escalation-soon", 45, "en", ["first response: due by 2026-01-05 14:00"]),
        ("escalation-soon", 45, "de", ["erste Antwort: fällig bis 2026-01-05 14:00"]),
        ("escalation", 61, "en", ["first response: late since 2026-01-05 14:00"]),
        ("escalation", 121, "de", ["erste Antwort: überfällig seit 2026-01-05 14:00", "Lösung: überfällig seit 2026-01-05 15:00"]),
    ],
)
@pytest.mark.usefixtures("desk_work")
def test_an_escalation_says_which_clock_and_since_or_until_when(occasion: str, minutes: int, language: str, told: list[str]):
    anna, queue = a_worker("anna", language=language, time_zone="Europe/Berlin"), a_queue("Promising", **CLOCKS)
    choose_queues(anna, [queue], actor=SYSTEM)
    with moved_to(MONDAY):
        ticket = a_ticket(queue=queue)
        settling.settle()
    with moved_to(MONDAY + timedelta(minutes=minutes)):
        telling.tell_of_occasion(ticket.id, occasion)
    db.session.flush()
    (note,) = db.session.scalars(select(InboxNote))
    assert note.body.split("\n\n")[2].splitlines() == told


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({}, ["anna", "ben"]),
        ({"exclude_notification_to": "Ben"}, ["anna"]),
        ({"exclude_mute_notification_to": "anna"}, ["ben"]),
        ({"no_agent_notify": "1"}, []),
    ],
)
@pytest.mark.usefixtures("desk_work")
def test_an_article_of_a_process_says_which_agents_are_not_told_of_it(wish: dict[str, str], told: list[str]):
    without_the_shipped()
    a_process()
    anna, _ben = a_worker("anna"), a_worker("ben")
    a_notification(recipients=["owner", "write-permission"])
    ticket = a_ticket(owner=anna)
    act(ticket, "article-create", body="The part is here.", **wish)
    settling.settle()
    assert told_by(ticket.history_length, ticket=ticket) == told
