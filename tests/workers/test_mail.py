"""Articles leave by mail once they are committed, and say how that went; letters of the house as well."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.queues import Queue
from foundation.application import settings
from foundation.db import db
from foundation.errors import Conflict
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from mail import articles, outbox
from mail.failures import MailFailed
from mail.outbox import Letter
from notifications import telling
from notifications.rules import Notification
from processes.events import Event
from processes.history import HistoryEntry
from processes.telling.sentences import sentence
from processes.tickets.articles import Article, ArticleAttachment, Channel, Sending
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker
from workers import note_failure, run_message


def leaving() -> list[Message]:
    with unit_of_work(reads_only=True):
        found = select(Message).where(Message.job_queue == "mail")
        return list(db.session.scalars(found))


def work_off() -> None:
    for message in leaving():
        run_message(str(message.id), message.handovers)


def mails() -> list[EmailMessage]:
    folder = Path(settings().smtp_url.partition(":")[2]) / "new"
    files = sorted(folder.iterdir()) if folder.exists() else []
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def an_answer(**how: Any) -> int:
    """The id of an article that waits to be sent."""
    with unit_of_work():
        anna = a_worker()
        ticket = a_ticket(title="The printer")
        about = {"subject": "Try this", "body": "<b>Pull</b> the plug", "content_type": "text/html", "to": "Ada <ada@example.com>"} | how
        return ticket.add_article(NewArticle(**about, channel=Channel.EMAIL, visible_to_customer=True), actor=anna.actor).id


def article(article_id: int) -> Article:
    with unit_of_work(reads_only=True):
        return db.session.get_one(Article, article_id)


def test_an_answer_leaves_from_the_address_of_its_queue_with_the_number_of_its_ticket(seeded_house: Flask) -> None:
    answer_id = an_answer(attachments=(NewAttachment("plug.txt", "text/plain", b"a plug"),))
    assert article(answer_id).sending is Sending.QUEUED
    (waiting,) = leaving()
    work_off()
    (found,) = mails()
    with unit_of_work(reads_only=True):
        number = db.session.scalars(select(Ticket.number)).one()
        address = Queue.named("Support").sender_address
    assert address is not None
    assert address.email in found["From"]
    assert found["To"] == "Ada <ada@example.com>"
    assert found["Subject"] == f"[Ticket#{number}] Try this"
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Pull the plug"
    assert "<b>Pull</b>" in html.get_content()
    assert [each.get_filename() for each in found.iter_attachments()] == ["plug.txt"]
    assert (article(answer_id).sending, article(answer_id).sending_error) == (Sending.SENT, None)
    assert article(answer_id).message_id == found["Message-ID"] == f"<{waiting.id}@{address.email.partition('@')[2]}>"
    assert leaving() == []


def test_what_is_refused_for_good_says_so_at_the_article_and_is_not_tried_again(seeded_house: Flask) -> None:
    with unit_of_work():
        for queue in db.session.scalars(select(Queue)):
            queue.system_address = None
    answer_id = an_answer()
    work_off()
    assert (article(answer_id).sending, leaving(), mails()) == (Sending.FAILED, [], [])
    assert "no address to send from" in (article(answer_id).sending_error or "")


def test_what_may_pass_is_tried_again_and_after_hours_given_up(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any, **_named: Any) -> None:
        raise MailFailed("The mail server is away.")

    monkeypatch.setattr("workers.mail.send", away)
    answer_id = an_answer()
    work_off()
    (waiting,) = leaving()
    assert (waiting.failures, waiting.last_error) == (1, "The mail server is away.")
    assert article(answer_id).sending is Sending.QUEUED
    for _ in range(8):
        with unit_of_work():
            note_failure(waiting.id, attempt=waiting.handovers, problem="The mail server is away.")
    assert (article(answer_id).sending, article(answer_id).sending_error) == (Sending.FAILED, "The mail server is away.")
    assert leaving() == []


def test_a_letter_of_the_house_leaves_with_its_commit(seeded_house: Flask) -> None:
    letter = Letter(to=("ada@example.com",), subject="A ticket waits", body="For you.", sender='"Desk" <desk@example.com>')
    with pytest.raises(ZeroDivisionError), unit_of_work():
        outbox.post(letter)
        raise ZeroDivisionError
    assert leaving() == []
    with unit_of_work():
        outbox.post(letter)
    work_off()
    (found,) = mails()
    assert (found["To"], found["Subject"], found["Auto-Submitted"]) == ("ada@example.com", "A ticket waits", "auto-generated")


def test_what_failed_is_sent_again_when_somebody_says_so(seeded_house: Flask):
    answer_id = an_answer()
    with unit_of_work():
        articles.failed(answer_id, "The mail server is away.")
        db.session.execute(delete(Message))
    with unit_of_work():
        answer = db.session.get_one(Article, answer_id)
        ticket = Ticket.for_update(answer.ticket_id)
        assert ticket.resend(answer, actor=Agent.named("anna").actor)
        assert not ticket.resend(answer, actor=Agent.named("anna").actor)
    work_off()
    assert (len(mails()), article(answer_id).sending) == (1, Sending.SENT)
    with unit_of_work(), pytest.raises(Conflict, match="nothing to send again"):
        answer = db.session.get_one(Article, answer_id)
        Ticket.for_update(answer.ticket_id).resend(answer, actor=Agent.named("anna").actor)


def test_a_notification_brings_the_files_of_its_article_along_where_it_says_so(seeded_house: Flask):
    with unit_of_work():
        anna = a_worker()
        for each in db.session.scalars(select(Notification)):
            each.change(actor=SYSTEM, validity="invalid")
        texts = {"en": {"subject": "A note", "body": "See there."}}
        values: dict[str, Any] = {"occasions": ["note-added"], "recipients": ["owner"], "channels": ["email"], "texts": texts}
        Notification.create(actor=SYSTEM, name="With", with_attachments=True, **values)
        Notification.create(actor=SYSTEM, name="Without", **values)
        ticket = a_ticket(owner=anna)
        files = tuple(NewAttachment(name, "text/plain", name.encode()) for name in ("plug.txt", "socket.txt"))
        ticket.add_article(NewArticle("A plug", "<b>It</b> fits", content_type="text/html", attachments=files), actor=SYSTEM)
        ticket_id, position = ticket.id, ticket.history_length
    with unit_of_work():
        assert telling.tell_of_entry(ticket_id, position) == 2
    with unit_of_work():
        db.session.execute(delete(ArticleAttachment).where(ArticleAttachment.filename == "socket.txt"))
    work_off()
    attached = [[(each.get_filename(), each.get_content()) for each in mail.iter_attachments()] for mail in mails()]
    assert sorted(attached) == [[], [("plug.txt", "plug.txt")]]


def test_history_names_those_whom_a_mail_that_left_did_not_reach(seeded_house: Flask):
    answer_id = an_answer()
    with unit_of_work():
        articles.sent(answer_id, message_id="<1@desk.example>", refused={"ada@example.com": "550 Ada has moved."})
    with unit_of_work(reads_only=True):
        (entry,) = db.session.scalars(select(HistoryEntry).where(HistoryEntry.event == Event.EMAIL_NOT_DELIVERED))
        assert sentence(entry.event, entry.data) == "A mail did not reach ada@example.com: 550 Ada has moved."
        assert sentence(entry.event, entry.data, language="de") == "Eine Mail kam nicht an bei ada@example.com: 550 Ada has moved."
    assert (article(answer_id).sending, article(answer_id).sending_error) == (Sending.SENT, "550 Ada has moved.")
