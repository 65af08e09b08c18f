"""The article part of a dialog."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from desk.escalations import Sender
from dialogs import uploads
from foundation.db import db
from foundation.errors import Refused
from processes.tickets.articles import Article, ArticleAttachment, Channel
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_of, one_dialog, sent
from tests.processes.ticket_factories import a_worker

pytestmark = pytest.mark.usefixtures("desk_work")
OPTIONAL = one_dialog(
    '<lz:article as="optional" channel="internal" subject="About {{ title }}" timeUnits="optional"/>', may='<lz:may group="users"/>'
)
WHOLE = one_dialog('<lz:article as="mandatory" channel="phone" visibleToCustomer="true" timeUnits="mandatory" attachments="mandatory"/>')
BARE = one_dialog('<lz:article as="optional" channel="internal" attachments="hidden" timeUnits="hidden"/>')


def articles(ticket: Ticket) -> list[Article]:
    return list(db.session.scalars(select(Article).where(Article.ticket_id == ticket.id).order_by(Article.position)))


def test_an_article_that_nobody_wrote_is_none():
    ticket, anna = begun(OPTIONAL, title="Lamp", queue=a_queue()), a_worker()
    dialog = dialog_of(ticket, actor=anna.actor)
    form = dialog.form()
    part = form.parts[0].article
    assert part is not None
    assert (part.is_required, part.channel, part.is_visible_to_customer) == (False, "internal", False)
    assert list(part.fields) == ["subject", "body", "format", "files", "time_units"]
    assert part.fields["subject"].text == "About Lamp"
    dialog.answer(dialog.form(sent(article_subject="About Lamp", article_body=" \n")))
    assert articles(ticket) == []


def test_an_article_is_written_as_the_model_says_with_its_files():
    ticket, anna = begun(OPTIONAL, title="Lamp", queue=a_queue()), a_worker()
    dialog = dialog_of(ticket, actor=anna.actor, reader=GERMAN)
    first, second = (uploads.take(name.encode(), name, "text/plain", actor=anna.actor) for name in ("a.txt", "b.txt"))
    dialog.answer(dialog.form(sent(article_body="Hello", article_time_units="1,25", article_files=[first.id, second.id, first.id])))
    (written,) = articles(ticket)
    assert (written.subject, written.body, written.channel, written.sender) == ("About Lamp", "Hello", Channel.INTERNAL, Sender.AGENT)
    assert (written.visible_to_customer, written.time_units) == (False, Decimal("1.25"))
    files = db.session.scalars(select(ArticleAttachment).where(ArticleAttachment.article_id == written.id))
    assert {(file.filename, file.sha256) for file in files} == {("a.txt", first.sha256), ("b.txt", second.sha256)}


def test_an_editor_sends_html_which_is_cleaned():
    ticket, anna = begun(OPTIONAL, queue=a_queue()), a_worker()
    dialog = dialog_of(ticket, actor=anna.actor)
    empty = dialog.form(sent(article_format="html", article_body="<p><br></p>"))
    assert (empty.validate(), empty.given().article) == (True, None)
    half = dialog.refreshed(sent(article_format="html", article_body="<p>Hi<script>alert(1)</script></p>")).article
    assert half is not None
    assert half.html == "<p>Hi</p>"
    dialog.answer(dialog.form(sent(article_format="html", article_body="<p>Hi <b>you</b></p><script>alert(1)</script>")))
    assert articles(ticket)[0].body == "Hi you"


@pytest.mark.parametrize(
    "answers, wrong",
    [
        ({}, {"body", "time_units", "files"}),
        ({"article_body": "Hi", "article_subject": "A"}, {"time_units", "files"}),
        ({"article_time_units": "-1", "article_files": "forged.id"}, {"body", "time_units", "files"}),
        ({"article_subject": "x" * 501}, {"body", "subject", "time_units", "files"}),
    ],
)
def test_what_an_article_must_have(answers, wrong):
    ticket = begun(WHOLE)
    form = dialog_of(ticket).form(sent(**answers))
    assert not form.validate()
    assert set(form.errors) == {f"article-{name}" for name in wrong}
    with pytest.raises(Refused):
        dialog_of(ticket).answer(form)
    assert articles(ticket) == []


def test_files_and_time_need_a_text():
    ticket, anna = begun(OPTIONAL, queue=a_queue()), a_worker()
    file = uploads.take(b"x", "a.txt", "text/plain", actor=anna.actor)
    for answers in ({"article_files": file.id}, {"article_time_units": "1"}, {"article_subject": "Other"}):
        form = dialog_of(ticket, actor=anna.actor).form(sent(**answers))
        assert not form.validate()
        assert form.errors == {"article-body": ["An article needs a text."]}


def test_what_the_part_does_not_ask_is_not_read():
    ticket, anna = begun(BARE, queue=a_queue()), a_worker()
    file = uploads.take(b"x", "a.txt", "text/plain", actor=anna.actor)
    forged = {"article_files": file.id, "article_time_units": "5", "article_channel": "email", "article_to": "all@example.com"}
    form = dialog_of(ticket, actor=anna.actor, reader=ENGLISH).form(sent(article_subject="S", article_body="B", **forged))
    article = form.given().article
    assert article is not None
    assert (article.attachments, article.time_units, article.to, article.channel) == ([], None, "", Channel.INTERNAL)


def test_what_a_customer_writes_is_of_the_customer_and_books_no_time():
    carla = people.customer_user("carla", of=people.customer())
    ticket = begun(OPTIONAL.replace('<lz:may group="users"/>', '<lz:may customer="ticket"/>'), customer_user=carla)
    dialog = dialog_of(ticket, actor=carla.actor)
    form = dialog.form(sent(article_body="It is broken", article_time_units="8"))
    assert form.article is not None
    assert ("time_units" in form.article.fields, form.article.is_visible_to_customer) == (False, True)
    dialog.answer(form)
    (written,) = articles(ticket)
    assert (written.sender, written.visible_to_customer, written.time_units) == (Sender.CUSTOMER, True, None)
