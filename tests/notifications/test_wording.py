"""What the tags of desk.md 9 stand for in a notification, and in which language it is written."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.escalations import Sender
from desk.states import State
from desk.switches import Switch, turn
from foundation.application import settings
from foundation.clock import moved_to
from foundation.texts import render
from notifications.recipients import Recipient
from notifications.rules import Notification
from notifications.wording import language_for, values_for, worded
from processes import settling
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
TAGS = [
    ("TICKET_Title", "Printer on fire"),
    ("TICKET_Queue", "Support"),
    ("TICKET_State", "pending reminder"),
    ("TICKET_StateType", "pending reminder"),
    ("TICKET_Priority", "3 normal"),
    ("TICKET_Lock", "lock"),
    ("TICKET_Owner", "olga"),
    ("TICKET_Responsible", "rita"),
    ("TICKET_CustomerID", "ACME"),
    ("TICKET_CustomerUserID", "carla"),
    ("TICKET_Created", "2026-01-05 13:00"),
    ("TICKET_PendingUntil", "2026-01-06 13:00"),
    ("TICKET_FirstResponseTimeDestinationDate", "-"),  # it was answered
    ("TICKET_SolutionTimeDestinationDate", "2026-01-05 15:00"),
    ("TICKET_EscalationDestinationDate", "2026-01-05 15:00"),
    ("TICKET_DynamicField_Room", "r1"),
    ("TICKET_DynamicField_Room_Value", "Room 1"),
    ("TICKET_Colour", "-"),
    ("OWNER_UserFirstname", "Olga"),
    ("TICKET_OWNER_UserLogin", "olga"),
    ("RESPONSIBLE_UserFullname", "Rita Anders"),
    ("CURRENT_UserFirstname", "Cleo"),
    ("Agent_UserLastname", "Anders"),
    ("NOTIFICATION_RECIPIENT_UserEmail", "rita@example.com"),
    ("CUSTOMER_DATA_UserFirstname", "Carla"),
    ("CUSTOMER_DATA_UserCustomerID", "ACME"),
    ("CUSTOMER_DATA_UserCity", "Bonn"),
    ("CUSTOMER_SUBJECT[8]", "It burns [...]"),
    ("CUSTOMER_BODY[2]", "> one\n> two"),
    ("CUSTOMER_EMAIL[1]", "> one"),
    ("CUSTOMER_NOTE[1]", "> one"),
    ("AGENT_SUBJECT", "Water"),
    ("AGENT_BODY[1]", "> Pour it."),
    ("CUSTOMER_REALNAME", "Carla Cramer"),
    ("COMMENT", "Pour it."),
    ("EMAIL_DATE[Asia/Tokyo]", "Monday, January 5, 2026 at 21:00:00 (Asia/Tokyo)"),
    ("CONFIG_Ticket::Hook", "Ticket#"),
    ("CONFIG_DatabasePassword", "-"),
    ("QUEUE", "Support"),
    ("FIRST_NAME", "Cleo"),
    ("LAST_NAME", "Anders"),
]


@pytest.mark.usefixtures("desk_work")
def test_each_tag_says_what_it_says_in_otrs():
    turn(Switch.RESPONSIBLE, True, actor=SYSTEM)
    DynamicField.create(name="Room", label="Room", kind="dropdown", config={"values": {"r1": "Room 1"}}, actor=SYSTEM)
    queue = a_queue("Support", first_response_minutes=60, solution_minutes=120)
    olga, rita, cleo = a_worker("olga"), a_worker("rita", time_zone="Europe/Berlin"), a_worker("cleo")
    carla = people.customer_user("carla", of=people.customer(), city="Bonn")
    with moved_to(MONDAY):
        ticket = a_ticket(queue=queue, owner=olga, responsible=rita, customer_user=carla)
        asked = NewArticle("It burns badly", "one\ntwo\nthree", channel=Channel.PHONE, sender=Sender.CUSTOMER, visible_to_customer=True)
        ticket.add_article(asked, actor=cleo.actor)
        answer = ticket.add_article(NewArticle("Water", "Pour it.", visible_to_customer=True), actor=cleo.actor)
        ticket.set_state(State.named("pending reminder"), pending_until=MONDAY + timedelta(days=1), actor=SYSTEM)
        ticket.set_fields({"Room": "r1"}, actor=SYSTEM)
        settling.settle()
        recipient = Recipient(rita, rita.email)
        values = values_for(ticket, recipient, article=answer, acting=cleo)
        filled = {tag: render(f"<OTRS_{tag}>", values, zone=recipient.zone) for tag, _ in TAGS}
    assert filled == dict(TAGS)


@pytest.mark.parametrize(
    ("languages", "wanted", "taken"),
    [
        (["de", "en", "fr"], "fr", "fr"),
        (["de", "en"], "de_AT", "de"),
        (["de", "en", "nl"], "fr", "nl"),  # that of the house
        (["de", "en"], "fr", "en"),
        (["de", "cs"], "fr", "cs"),  # the first
    ],
)
def test_a_text_is_in_the_language_of_the_recipient_else_of_the_house_else_english_else_the_first(
    languages: list[str], wanted: str, taken: str, house: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(vars(settings()), "language", "nl")
    texts = {language: {"subject": language, "body": ""} for language in languages}
    assert language_for(Notification(texts=texts), wanted) == taken


@pytest.mark.usefixtures("desk_work")
def test_an_empty_subject_stays_one_line_and_is_never_longer_than_a_header():
    texts = {"en": {"subject": "<OTRS_COMMENT>", "body": "<OTRS_COMMENT>"}}
    ticket, anna = a_ticket(), a_worker()
    article = ticket.add_article(NewArticle("Long", "word\n" * 300), actor=SYSTEM)
    subject, body = worded(Notification(texts=texts), ticket, Recipient(anna, ""), article=article, acting=None)
    assert (subject[:10], len(subject), body.count("\n") > 200) == ("word word ", 500, True)


@pytest.mark.usefixtures("desk_work")
def test_what_is_shipped_is_called_as_in_the_language_and_nobody_is_nobody():
    ticket = a_ticket(queue=a_queue("Support"), state=State.named("open"))
    texts = {
        language: {"subject": "{{ ticket.state }}, {{ ticket.priority }}, {{ owner.full_name }}", "body": "{{ ticket.owner }}"}
        for language in ("en", "de")
    }
    notification = Notification(name="N", texts=texts)
    said = {
        language: worded(notification, ticket, Recipient(people.agent(f"a{language}", language=language), ""), article=None, acting=None)
        for language in texts
    }
    assert said == {"en": ("open, 3 normal, nobody", "nobody"), "de": ("offen, 3 normal, niemand", "niemand")}
