"""Writing articles, with the expected values of desk.md 1.6 and 6.2."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import func, select

from desk.actors import SYSTEM, process_actor
from desk.escalations import Article as Seen, Sender, update_runs_from
from foundation import blobs
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes.events import Event
from processes.tickets.articles import Article, ArticleFlag, Channel, Flag, Sending
from processes.tickets.record import Lock, UpdateBasis
from processes.tickets.ticket import Ticket
from processes.tickets.writing import NewArticle, NewAttachment, update_clock
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket, told
from tests.processes.tickets.conftest import StandIn

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
in_a_house = pytest.mark.usefixtures("process", "work")
AGENT, CUSTOMER, SYSTEMS = Sender.AGENT, Sender.CUSTOMER, Sender.SYSTEM


def a_crew() -> SimpleNamespace:
    """Anna works in a queue, and carla has a ticket there."""
    anna, queue = people.agent("anna"), a_queue("Crew", group=people.group())
    people.grant(anna, queue.group)
    carla = people.customer_user("carla", of=people.customer())
    return SimpleNamespace(anna=anna, carla=carla, queue=queue, ticket=a_ticket(queue=queue, customer_user_id=carla.id))


# ------------------------------------------------------------------------------------------------ what is stored
@in_a_house
def test_a_note_is_an_article_of_the_house_that_its_author_has_seen():
    crew = a_crew()
    with moved_to(MONDAY):
        note = crew.ticket.add_article(
            NewArticle("Toner", "Ordered.\r\nComes\0 on Tuesday.\ud800", time_units="1,5"), actor=crew.anna.actor
        )
    assert (note.position, note.channel, note.sender, note.visible_to_customer) == (1, Channel.INTERNAL, AGENT, False)
    assert (note.from_text, note.body, note.content_type) == (
        '"Anna Anders" <anna@example.com>',
        "Ordered.\nComes on Tuesday.",
        "text/plain",
    )
    assert (note.time_units, note.sending, note.created_by) == (Decimal("1.50"), None, "agent:anna")
    assert told(crew.ticket) == [
        (
            Event.NOTE_ADDED,
            {"article": 1, "channel": "internal", "sender": "agent", "subject": "Toner", "visible_to_customer": False},
        ),
        (Event.TIME_BOOKED, {"units": "1.50"}),
    ]
    assert db.session.execute(select(ArticleFlag.agent_id, ArticleFlag.flag)).all() == [(crew.anna.id, Flag.SEEN)]
    assert (crew.ticket.changed_at, crew.ticket.booked_time()) == (MONDAY, Decimal("1.50"))
    assert crew.ticket.first_response_at is None


@in_a_house
def test_html_becomes_plain_text_and_the_sanitised_original_hangs_on_it(house: Any):
    ticket = a_ticket()
    html = '<p>Dear <b>Carla</b></p><script>alert(1)</script><img src="https://spy.example/x.png">'
    files = (NewAttachment("..\\..\\inv\u202eoice\0.pdf", "application/PDF", b"%PDF", content_id="<logo@x>", disposition="inline"),)
    article = ticket.add_article(NewArticle("Hi", html, content_type="text/html", attachments=files), actor=SYSTEM)
    assert (article.content_type, "Carla" in article.body, "<" in article.body, "alert" in article.body) == (
        "text/html",
        True,
        False,
        False,
    )
    original, invoice = article.attachments
    assert (original.filename, original.content_type, original.disposition) == ("file-2", "text/html", "inline")
    shown = blobs.read_whole(original.sha256).decode()
    assert "<b>Carla</b>" in shown
    assert "script" not in shown
    assert ' src="https://spy' not in shown
    assert (invoice.filename, invoice.content_type, invoice.content_id) == ("invoice.pdf", "application/pdf", "logo@x")
    assert blobs.read_whole(invoice.sha256) == b"%PDF"


@pytest.mark.parametrize(
    "name, kept",
    [
        ("report.pdf", "report.pdf"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..", "attachment"),
        ("", "attachment"),
        ("a\nb\0\x07.txt", "a b.txt"),
        ("gpj\u202e.exe", "gpj.exe"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_of_files_lead_nowhere_and_deceive_nobody(name: str, kept: str):
    article = NewArticle("s", "b", attachments=(NewAttachment(name, "no type", b""),)).checked(leaves=False)
    assert (article.attachments[0].filename, article.attachments[0].content_type) == (kept, "application/octet-stream")


@in_a_house
def test_the_same_words_at_once_again_are_one_article():
    crew = a_crew()
    note = NewArticle("Toner", "Ordered.")
    with moved_to(MONDAY):
        first = crew.ticket.add_article(note, actor=crew.anna.actor)
        assert crew.ticket.add_article(note, actor=crew.anna.actor).id == first.id
        assert crew.ticket.add_article(NewArticle("Toner", "Ordered!"), actor=crew.anna.actor).position == 2
    with moved_to(MONDAY + timedelta(minutes=1)):
        assert crew.ticket.add_article(NewArticle("Toner", "Ordered!"), actor=crew.anna.actor).position == 3
        assert crew.ticket.add_article(NewArticle("Toner", "Ordered!"), actor=SYSTEM).position == 4
    process = process_actor("p")
    with moved_to(MONDAY), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ticket, "require", lambda *_, **__: None)
        assert [crew.ticket.add_article(note, actor=process).position for _ in range(2)] == [5, 6]  # each run is one
    assert db.session.scalar(select(func.count(Article.id))) == 6


# ------------------------------------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    "values, field, sentence",
    [
        ({"subject": "", "body": ""}, "body", "An article has a subject, a text or a file."),
        ({"subject": "x" * 501}, "subject", "It has 501 characters; at most 500 fit."),
        ({"time_units": "-1"}, "time_units", "'-1' is no amount of time; write one such as 1.25, not less than 0."),
        ({"time_units": "1.005"}, "time_units", "'1.005' is no amount of time; write one such as 1.25, not less than 0."),
        ({"time_units": "NaN"}, "time_units", "'NaN' is no amount of time; write one such as 1.25, not less than 0."),
        ({"content_type": "text/xml"}, "content_type", "'text/xml' is neither text/plain nor text/html."),
        ({"channel": Channel.EMAIL}, "to", "A mail needs somebody to go to."),
        ({"channel": Channel.EMAIL, "to": "carla"}, "to", "'carla' is no e-mail address: it has no @."),
        ({"channel": Channel.EMAIL, "to": " , "}, "to", "A mail needs somebody to go to."),
        ({"channel": Channel.EMAIL, "to": "c@x.example", "bcc": "x@y\r\nBcc: z"}, "bcc", None),
        ({"channel": Channel.EMAIL, "to": "c@x.example", "cc": "a@x.example\r\nb@x.example"}, "cc", None),
        ({"channel": Channel.EMAIL, "to": "(" * 5_000}, "to", None),
    ],
)
def test_names_what_is_wrong(values: dict[str, Any], field: str, sentence: str | None):
    article = NewArticle(**({"subject": "s", "body": "b"} | values))
    with pytest.raises(Refused) as refusal:
        article.checked(leaves=article.channel is Channel.EMAIL)
    assert set(refusal.value.problems) == {field}
    assert sentence is None or refusal.value.problems == {field: sentence}


def test_addresses_below_each_other_become_one_line():
    article = NewArticle("s", "b", channel=Channel.EMAIL, to="a@x.example,\r\nBen <b@x.example>").checked(leaves=True)
    assert article.to == "a@x.example, Ben <b@x.example>"


@in_a_house
def test_writing_needs_note_and_customer_users_speak_for_themselves():
    crew = a_crew()
    bert, mona = people.agent("bert"), people.agent("mona")
    people.grant(mona, crew.queue.group, "ro")
    note, reply = NewArticle("s", "b"), NewArticle("s", "b", sender=CUSTOMER, visible_to_customer=True, from_text="boss@example.com")
    with pytest.raises(NotFound):
        crew.ticket.add_article(note, actor=bert.actor)
    with pytest.raises(Forbidden, match="'note'"):
        crew.ticket.add_article(note, actor=mona.actor)
    for forbidden in (note, NewArticle("s", "b", sender=CUSTOMER)):
        with pytest.raises(Forbidden):
            crew.ticket.add_article(forbidden, actor=crew.carla.actor)
    assert crew.ticket.add_article(reply, actor=crew.carla.actor).from_text == '"Carla Cramer" <carla@example.com>'
    people.grant(mona, crew.queue.group, "note")
    mail = NewArticle("s", "b", channel=Channel.EMAIL, to="Carla <carla@example.com>, d@example.com", visible_to_customer=True)
    assert crew.ticket.add_article(mail, actor=mona.actor).sending is Sending.QUEUED
    received = NewArticle(
        "s\0", "b", Channel.EMAIL, visible_to_customer=True, sender=CUSTOMER, from_text="x@y.example", message_id="<1\0@y>"
    )
    kept = crew.ticket.add_article(received, actor=SYSTEM)
    assert (kept.sending, kept.from_text, kept.subject, kept.message_id) == (None, "x@y.example", "s", "<1@y>")


# ------------------------------------------------------------------------------------------------ what follows
@in_a_house
@pytest.mark.parametrize(
    "channel, sender, first, later",
    [
        (Channel.INTERNAL, AGENT, Event.NOTE_ADDED, Event.NOTE_ADDED),
        (Channel.INTERNAL, CUSTOMER, Event.WEB_REQUEST, Event.FOLLOWED_UP),
        (Channel.PHONE, AGENT, Event.PHONE_CALL_BY_AGENT, Event.PHONE_CALL_BY_AGENT),
        (Channel.PHONE, CUSTOMER, Event.PHONE_CALL_BY_CUSTOMER, Event.PHONE_CALL_BY_CUSTOMER),
        (Channel.EMAIL, AGENT, Event.EMAIL_BY_AGENT, Event.EMAIL_BY_AGENT),
        (Channel.EMAIL, CUSTOMER, Event.EMAIL_BY_CUSTOMER, Event.FOLLOWED_UP),
        (Channel.EMAIL, SYSTEMS, Event.SYSTEM_REQUEST, Event.SYSTEM_REQUEST),
    ],
)
def test_history_calls_an_article_by_its_channel_and_sender(channel: Channel, sender: Sender, first: Event, later: Event, process: StandIn):
    ticket = a_ticket()
    for body in ("one", "two"):
        ticket.add_article(NewArticle("s", body, channel=channel, sender=sender), actor=SYSTEM)
    ticket.add_article(NewArticle("s", "three", channel=channel, sender=sender), actor=SYSTEM, event=Event.FORWARDED, delivers=False)
    assert [event for event, _ in told(ticket)] == [first, later, Event.FORWARDED]
    replies = [data["body"] for _, name, data in process.delivered if name == "customer.reply"]
    assert replies == (["one", "two"] if sender is CUSTOMER else [])


@in_a_house
def test_clocks_and_timeouts_know_of_each_article():
    crew = a_crew()
    clocks = []
    for hour, (sender, visible) in enumerate(
        [(CUSTOMER, True), (CUSTOMER, True), (AGENT, False), (AGENT, True), (SYSTEMS, True), (CUSTOMER, True), (AGENT, True)]
    ):
        with moved_to(MONDAY + timedelta(hours=hour)):
            written = NewArticle("s", str(hour), sender=sender, visible_to_customer=visible)
            crew.ticket.add_article(written, actor=SYSTEM)
        facts = (crew.ticket.update_basis, crew.ticket.update_counts_from, crew.ticket.first_response_at, crew.ticket.unlock_counts_from)
        clocks.append(tuple(fact if isinstance(fact, UpdateBasis) else fact and (fact - MONDAY) // timedelta(hours=1) for fact in facts))
    assert clocks == [
        (UpdateBasis.CUSTOMER, 0, None, None),
        (UpdateBasis.CUSTOMER, 0, None, None),
        (UpdateBasis.CUSTOMER, 0, None, 2),
        (UpdateBasis.AGENT, 3, 3, 3),
        (UpdateBasis.AGENT, 3, 3, 3),
        (UpdateBasis.CUSTOMER, 5, 3, 5),
        (UpdateBasis.AGENT, 6, 3, 6),
    ]


@given(st.lists(st.tuples(st.sampled_from(Sender), st.booleans()), max_size=8))
def test_the_clock_kept_with_each_article_is_the_one_of_all_of_them(articles: list[tuple[Sender, bool]]):
    story = [(sender, visible, MONDAY + timedelta(hours=hour)) for hour, (sender, visible) in enumerate(articles)]
    assert update_clock(story).since == update_runs_from(Seen(*each) for each in reversed(story))


@in_a_house
def test_a_note_takes_the_lock_from_an_owner_who_is_away():
    crew = a_crew()
    crew.ticket.change(actor=SYSTEM, owner_id=crew.anna.id, lock_state=Lock.LOCKED)
    with moved_to(MONDAY):
        crew.ticket.add_article(NewArticle("s", "1"), actor=SYSTEM)
        assert crew.ticket.is_locked
        crew.anna.change(out_of_office_from="2026-01-05", out_of_office_to="2026-01-06", actor=SYSTEM)
        crew.ticket.add_article(NewArticle("s", "2", channel=Channel.PHONE), actor=SYSTEM)
        crew.ticket.add_article(NewArticle("s", "3", unlock_on_away=False), actor=SYSTEM)
        assert crew.ticket.is_locked
        crew.ticket.add_article(NewArticle("s", "4"), actor=SYSTEM)
    assert not crew.ticket.is_locked
    assert [event for event, _ in told(crew.ticket)][-2:] == [Event.NOTE_ADDED, Event.UNLOCKED]
