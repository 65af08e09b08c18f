"""Articles and notices of processes: who they go to, what they become, what history says."""

from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField, FieldObject
from desk.escalations import Sender
from desk.field_values import values_of
from desk.master_data import Validity
from foundation.db import db
from foundation.errors import HouseError, Refused
from processes.acting import noticing
from processes.actions import Outcome, TransitionActionError
from processes.history import HistoryEntry
from processes.notices import Notice, RecipientKind
from processes.tickets.articles import Article, Channel, Sending
from tests.desk import people
from tests.desk.words import a_group
from tests.processes.actions.acting import a_process, act, circumstances, nothing_changes, put, told
from tests.processes.ticket_factories import a_ticket, a_worker
from workers.notifications import tell_notices

pytestmark = pytest.mark.usefixtures("desk_work")


@pytest.fixture(autouse=True)
def _process(desk_work: None) -> None:
    a_process()


def written(ticket, **params: Any) -> Article:
    assert act(ticket, "article-create", **params) is Outcome.DONE
    return db.session.scalars(select(Article).where(Article.ticket_id == ticket.id).order_by(Article.position.desc()).limit(1)).one()


def notices() -> list[tuple[Any, ...]]:
    rows = db.session.scalars(select(Notice).order_by(Notice.id))
    return [(row.recipient_kind, row.recipient_id, row.address, row.subject, row.body) for row in rows]


# ------------------------------------------------------------------------------------------------ articles
def test_an_article_is_a_note_unless_the_model_says_more():
    ticket = a_ticket()
    note = written(ticket, body="Looked at it.")
    assert (note.channel, note.visible_to_customer, note.sender, note.sending) == (Channel.INTERNAL, False, Sender.AGENT, None)
    call = written(ticket, body="She called.", subject="Call", channel="Phone", visible_to_customer="1", sender_type="customer")
    assert (call.channel, call.visible_to_customer, call.sender) == (Channel.PHONE, True, Sender.CUSTOMER)
    assert told(ticket)[1:] == ["article.note-added", "article.phone-call-by-customer"]


def test_a_mail_is_sent_and_the_customer_may_read_it():
    ticket = a_ticket(customer_user=people.customer_user("carla", of=people.customer()))
    mail = written(ticket, channel="email", to="customer, boss@example.com", cc="c@example.com", subject="Done", body="It works.")
    assert (mail.to_text, mail.cc_text) == ("carla@example.com, boss@example.com", "c@example.com")
    assert (mail.visible_to_customer, mail.sending) == (True, Sending.QUEUED)
    assert told(ticket)[1:] == ["article.email-by-agent"]


def test_a_mail_needs_somebody_to_go_to():
    ticket = a_ticket()
    with nothing_changes(ticket), pytest.raises(TransitionActionError, match="no customer user with an address"):
        act(ticket, "article-create", channel="email", to="customer", body="x")
    with nothing_changes(ticket), pytest.raises(Refused, match="A mail needs somebody to go to"):
        act(ticket, "article-create", channel="email", body="x")
    unknown = a_ticket(customer_user="somebody@elsewhere.example")
    assert written(unknown, channel="email", to="customer", body="x").to_text == "somebody@elsewhere.example"


def test_all_that_otrs_knows_of_an_article_is_taken():
    DynamicField.create(name="amount", label="Amount", kind="integer", actor=SYSTEM)
    DynamicField.create(name="spoken", label="Language", kind="text", belongs_to=FieldObject.ARTICLE, actor=SYSTEM)
    anna = a_worker("anna")
    a_worker("bert")
    ticket = a_ticket()
    article = written(
        ticket,
        subject="S",
        body="<p>Hello</p>",
        content_type="text/html; charset=utf-8",
        from_='"Desk" <desk@example.com>',
        reply_to="r@example.com",
        message_id="<1@example.com>",
        in_reply_to="<0@example.com>",
        references="<0@example.com>",
        time_unit="1.5",
        history_type="SendAnswer",
        history_comment="By the process",
        no_agent_notify="0",
        auto_response_type="auto reply",
        unlock_on_away="1",
        force_notification_to="anna, bert",
        exclude_notification_to="bert",
        amount="3",
        spoken="German",
    )
    assert (article.body, article.from_text, article.reply_to) == ("Hello", '"Desk" <desk@example.com>', "r@example.com")
    assert (article.message_id, article.in_reply_to, article.references) == ("<1@example.com>", "<0@example.com>", "<0@example.com>")
    assert article.time_units == Decimal("1.50")
    assert ticket.field_value("amount") == 3
    assert values_of(FieldObject.ARTICLE, [article.id])[article.id] == {"spoken": "German"}
    assert notices() == [(RecipientKind.AGENT, anna.id, "", "S", "Hello")]
    events = ["article.answer-sent", "ticket.time-booked", "ticket.noted", "ticket.field-changed", "notification.agent-notified"]
    assert told(ticket)[1:] == events


def test_an_article_that_says_nothing_or_is_none_fails():
    wrong: list[dict[str, Any]] = [{"body": ""}, {"body": "x", "channel": "fax"}, {"body": "x", "nothing": "1"}, {"body": ["x"]}]
    for params in wrong:
        with pytest.raises(HouseError):
            act(a_ticket(), "article-create", **params)


# ------------------------------------------------------------------------------------------------ notices
def test_agents_are_told_by_name_group_and_role_each_once_and_only_the_valid():
    anna, bert, dora = (a_worker(login, "ro") for login in ("anna", "bert", "dora"))
    people.role("Support", dora, people.agent("emil"))
    people.agent("fred")
    bert.change(validity=Validity.INVALID, actor=SYSTEM)
    ticket = a_ticket(owner=a_worker("olga", "owner"), title="Printer on fire")
    act(ticket, "notify", agents="ticket.owner, anna", groups=a_group().name, roles="Support", body="Hurry.")
    told_to = {row[1] for row in notices()}
    assert len(notices()) == len(told_to)
    assert {anna.id, dora.id, ticket.owner_id} <= told_to
    assert bert.id not in told_to
    assert {row[3:] for row in notices()} == {("Printer on fire", "Hurry.")}
    assert told(ticket)[1:] == ["notification.agent-notified"]
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.ticket_id == ticket.id).order_by(HistoryEntry.position.desc()).limit(1)
    ).one()
    assert entry.data["recipients"][0] == "anna"
    assert not {"bert", "fred"} & set(entry.data["recipients"])


def test_the_customer_is_told_where_there_is_one():
    carla = people.customer_user("carla", of=people.customer())
    ticket = a_ticket(customer_user=carla)
    act(ticket, "notify", customer="true", subject="Soon", channel="email")
    act(a_ticket(customer_user="x@elsewhere.example"), "notify", to="customer", subject="Soon")
    nobody = a_ticket()
    act(nobody, "notify", customer=True, subject="Soon")
    assert [row[:3] for row in notices()] == [
        (RecipientKind.CUSTOMER_USER, carla.id, ""),
        (RecipientKind.ADDRESS, None, "x@elsewhere.example"),
    ]
    assert (told(ticket)[1:], told(nobody)[1:]) == (["notification.customer-notified"], [])


def test_whoever_does_not_exist_cannot_be_told():
    ticket = a_ticket()
    for who in ({"agents": "nobody-here"}, {"groups": "nobodies"}, {"roles": "Nobles"}):
        with nothing_changes(ticket), pytest.raises(HouseError):
            act(ticket, "notify", **who)


def test_a_token_that_waits_for_either_goes_on_after_the_commit():
    within = circumstances(waits=True, instance_id=5, token=9)
    for name, params in (("article-create", {"body": "x"}), ("notify", {"agents": "ticket.owner"})):
        assert act(a_ticket(), name, within=within, **params) is Outcome.WAITS
    reply = ("reply", {"instance_id": 5, "token": 9, "data": {}}, 0)
    assert sorted(put(), key=itemgetter(0)) == [reply, reply, ("tell_notices", [], 0)], "notices are told at once, too"
    assert tell_notices.name == noticing.TELL
