"""Splitting an article off (desk.md 1.11)."""

from dataclasses import replace

import pytest

from desk.actors import SYSTEM
from desk.escalations import Sender
from foundation import blobs
from foundation.errors import Forbidden, NotFound
from processes.events import Event
from processes.tickets.articles import Channel
from processes.tickets.linking import Linked, LinkRole
from processes.tickets.writing import NewArticle, NewAttachment
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket, told

pytestmark = pytest.mark.usefixtures("process", "work")


def test_an_article_begins_a_child_with_its_words_files_and_customer():
    acme = people.customer()
    carla = people.customer_user("carla", of=acme)
    ticket = a_ticket(customer_id=acme.id, customer_user_id=carla.id)
    mail = NewArticle("Two things", "<p>First <b>this</b></p>", content_type="text/html", sender=Sender.CUSTOMER, channel=Channel.EMAIL)
    files = (NewAttachment("a.txt", "text/plain", b"a"),)
    article = ticket.add_article(replace(mail, attachments=files, visible_to_customer=True), actor=SYSTEM)
    begun = ticket.split_values(article, actor=SYSTEM)
    assert (begun.title, begun.queue_id, begun.customer, begun.customer_user) == ("Two things", ticket.queue_id, "ACME", "carla")
    assert (begun.article.channel, begun.article.sender, begun.article.visible_to_customer) == (Channel.PHONE, Sender.CUSTOMER, True)
    other = a_ticket(begun.title)
    again = other.add_article(begun.article, actor=SYSTEM, delivers=False)
    assert (again.subject, again.body, again.content_type, again.from_text) == (
        article.subject,
        article.body,
        "text/html",
        article.from_text,
    )
    assert [(each.filename, each.sha256) for each in again.attachments] == [(each.filename, each.sha256) for each in article.attachments]
    assert blobs.read_whole(again.attachments[1].sha256) == b"a"
    assert ticket.split_into(other, article, actor=SYSTEM)
    assert not ticket.split_into(other, article, actor=SYSTEM)
    assert other.links() == [Linked(LinkRole.PARENT, ticket.id)]
    assert told(ticket)[-1] == (Event.SPLIT, {"article": 1, "ticket": other.number})


def test_only_articles_of_the_ticket_are_split_off_by_those_who_may_note():
    anna, queue = people.agent("anna"), a_queue("Crew", group=people.group())
    people.grant(anna, queue.group, "ro")
    ticket, other = a_ticket(queue=queue), a_ticket(queue=queue)
    article = ticket.add_article(NewArticle("s", "b"), actor=SYSTEM)
    carla = people.customer_user("carla", of=people.customer())
    ticket.change(actor=SYSTEM, customer_user_id=carla.id)
    with pytest.raises(Forbidden):
        ticket.split_values(article, actor=anna.actor)
    with pytest.raises(NotFound, match="no article with id"):
        ticket.split_values(article, actor=carla.actor)
    for split in (lambda: other.split_values(article, actor=SYSTEM), lambda: other.split_into(ticket, article, actor=SYSTEM)):
        with pytest.raises(NotFound, match="no article with id"):
            split()
