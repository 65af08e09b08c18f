"""The page of a ticket: the three answers, its timeline and files, its diagram and history; and who does not get it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from desk.actors import process_actor
from desk.agents import Agent
from desk.escalations import Sender
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_worker, statements
from tests.web.browsing import logged_in, with_password

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def number(site) -> str:
    """A request in a queue of the group of anna, with a customer, a mail in HTML with a file, and a note."""
    with unit_of_work():
        anna = with_password(a_worker("anna"))
        with_password(people.agent("eve"))
        carla = people.customer_user("carla", of=people.customer())
        ticket = runner.open_ticket(
            queue=a_queue("Support", group=a_group()), title=f"Lamp {SCRIPT}", actor=anna.actor, process_id="request", customer_user=carla
        )
        mail = NewArticle(
            "Broken",
            f"<p>It is <b>dark</b>.</p>{SCRIPT}<img src='https://tracker.example/x.png'>",
            channel=Channel.EMAIL,
            sender=Sender.CUSTOMER,
            from_text="Carla Cramer <carla@example.com>",
            content_type="text/html",
            visible_to_customer=True,
            attachments=(NewAttachment('r"e\u202eport.html', "text/html", SCRIPT.encode()),),
        )
        ticket.add_article(mail, actor=carla.actor)
        ticket.add_article(NewArticle("A thought", "Try the switch.\n\n> It is dark.\n> Very dark."), actor=anna.actor)
        return ticket.number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def test_the_page_answers_what_why_and_until_when(anna, number):
    page = anna.get(f"/tickets/{number}")
    assert page.status_code == 200
    assert SCRIPT not in page.text
    assert "Lamp &lt;script&gt;" in page.text
    for heading in ("What now", "Why is it here", "Until when", "Timeline"):
        assert heading in page.text
    assert re.search(rf"/tickets/{number}/activities/\d+/\w+", page.text), "a dialog of its process is offered"
    assert "brought it here" in page.text
    assert "Try the switch." in page.text
    assert "Quoted text and signature" in page.text
    assert "Carla Cramer" in page.text


def test_what_a_process_wrote_is_by_its_name(anna, number):
    """In the language of the reader, unless its model says who writes."""
    with unit_of_work():
        ticket = db.session.query(Ticket).filter(Ticket.number == number).one()
        for sender, from_text in ((Sender.SYSTEM, ""), (Sender.AGENT, ""), (Sender.SYSTEM, "Front desk <desk@example.com>")):
            written = NewArticle(f"By {sender} {from_text}", "It was ordered.", sender=sender, from_text=from_text)
            ticket.add_article(written, actor=process_actor("request"))
    page = anna.get(f"/tickets/{number}", headers={"Accept-Language": "de"}).text
    authors = re.findall(r'<span class="entry-who">([^<]+)</span>', page)
    assert "request" not in authors
    assert authors.count("Anfrage") == 2
    assert "Front desk" in authors


def test_strangers_get_nothing_of_it(site, anna, number):
    eve = logged_in(site, "eve")
    file_id = re.search(rf"/tickets/{number}/files/(\d+)", anna.get(f"/tickets/{number}").text)[1]  # type: ignore[index]
    article_id = re.search(rf"/tickets/{number}/articles/(\d+)/html", anna.get(f"/tickets/{number}").text)[1]  # type: ignore[index]
    for path in ("", "/history", "/diagram", "/nodes/start", f"/files/{file_id}", f"/articles/{article_id}/html", "/verbs/close"):
        assert anna.get(f"/tickets/{number}{path}").status_code in {200, 404 if "nodes" in path else 200}, path
        assert eve.get(f"/tickets/{number}{path}").status_code == 404, path
    for path in ("/seen", "/verbs/lock", "/verbs/close"):
        assert eve.post(f"/tickets/{number}{path}").status_code == 404, path


def test_files_are_saved_and_never_shown(anna, number):
    file_id = re.search(rf"/tickets/{number}/files/(\d+)", anna.get(f"/tickets/{number}").text)[1]  # type: ignore[index]
    answer = anna.get(f"/tickets/{number}/files/{file_id}")
    assert answer.text == SCRIPT
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_mails_in_html_are_clean_and_fetch_nothing_unasked(anna, number):
    address = re.search(rf"/tickets/{number}/articles/\d+/html", anna.get(f"/tickets/{number}").text)[0]  # type: ignore[index]
    shown = anna.get(address)
    assert "<b>dark</b>" in shown.text
    assert "script" not in shown.text
    assert ' src="https://tracker.example' not in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert "https:" not in shown.headers["Content-Security-Policy"]
    assert ' src="https://tracker.example' in anna.get(f"{address}?images=1").text


def test_seeing_it_is_remembered(site, anna, number):
    assert "is-unread" in anna.get(f"/tickets/{number}").text
    assert anna.post(f"/tickets/{number}/seen").status_code == 204
    assert "is-unread" not in anna.get(f"/tickets/{number}").text


def test_diagram_outline_and_nodes(anna, number):
    diagram = anna.get(f"/tickets/{number}/diagram")
    assert diagram.mimetype == "application/xml"
    assert b"definitions" in diagram.data
    page = anna.get(f"/tickets/{number}").text
    nodes = re.findall(r'data-node="([^"]+)"', page)
    assert len(nodes) > 5
    told = [anna.get(f"/tickets/{number}/nodes/{node}").text for node in nodes]
    assert any("here now" in each for each in told)
    assert any("Anna Anders" in each for each in told)


def test_history_in_pages(anna, number):
    page = anna.get(f"/tickets/{number}/history")
    assert "A note was added: A thought" in page.text


def test_a_long_story_costs_no_more_than_a_short_one(site, anna, number):
    def cost() -> int:
        with statements() as sent:
            assert anna.get(f"/tickets/{number}").status_code == 200
        return len(sent)

    cost()
    short = cost()
    with unit_of_work():
        author = Agent.named("anna").actor
        ticket = Ticket.for_update(site_ticket(number))
        for place in range(60):
            ticket.add_article(NewArticle(f"Note {place}", f"{place} of many."), actor=author)
    assert cost() <= short <= 45
    page = anna.get(f"/tickets/{number}").text
    older = re.search(r"\?before=(\d+)", page)
    assert older
    assert "59 of many." in page
    assert "3 of many." in anna.get(f"/tickets/{number}?before={older[1]}").text


def site_ticket(number: str) -> int:
    return db.session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
