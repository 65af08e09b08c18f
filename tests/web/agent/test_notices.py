"""What agents are told in the house: how much is new, what leads where, and what has been read."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from desk.agents import Agent
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from notifications import inbox
from notifications.inbox import InboxNote
from processes.leaving_answers import DID_NOT_LEAVE
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.web.browsing import logged_in, with_password


@pytest.fixture
def anna(site) -> FlaskClient:
    with unit_of_work():
        with_password(a_worker("anna"))
        with_password(a_worker("ben"))
        told("anna", a_ticket(title="Printer"), "<b>Printer</b> is yours")
        told("anna", a_ticket(title="Secret", queue=a_queue("Hidden", group=people.group("hidden"))), "Something was moved")
    return logged_in(site, "anna")


def told(login: str, ticket: Ticket, subject: str) -> None:
    db.session.add(InboxNote(agent_id=Agent.named(login).id, ticket_id=ticket.id, subject=subject, body="Have a look."))
    db.session.flush()


def bell(client: FlaskClient) -> str:
    """What the bell in the bar shows."""
    found = re.search(r'<span class="count"[^>]*>([^<]+)<', client.get("/notices/count").text)
    return found[1] if found else ""


def notes(client: FlaskClient, address: str = "/notices") -> dict[str, str]:
    """Subjects, and the ids they have here."""
    page = client.get(address).text
    return dict(re.findall(r'<div class="row-title">([^<]+)</div>.*?/notices/(\d+)/(?:open|read)', page, re.DOTALL))


def test_what_is_new_is_counted_leads_to_its_ticket_and_is_read_then(site, anna):
    assert 'hx-get="/notices/count"' in anna.get("/tickets").text
    assert bell(anna) == "2"
    page = anna.get("/notices").text
    assert "Secret" not in page
    assert "A ticket you may not see" in page
    by_subject = notes(anna)
    assert list(by_subject) == ["Something was moved", "&lt;b&gt;Printer&lt;/b&gt; is yours"]
    opened = anna.post(f"/notices/{by_subject['&lt;b&gt;Printer&lt;/b&gt; is yours']}/open")
    assert (opened.status_code, anna.get(opened.headers["Location"]).status_code) == (303, 200)
    assert bell(anna) == "1"
    assert list(notes(anna, "/notices?unread=1")) == ["Something was moved"]
    assert anna.post(f"/notices/{by_subject['Something was moved']}/open").status_code == 404
    assert anna.post(f"/notices/{by_subject['Something was moved']}/read").status_code == 303
    assert bell(anna) == ""
    assert "You have read everything." in anna.get("/notices?unread=1").text


def test_what_is_somebody_elses_stays_new(site, anna):
    ben = logged_in(site, "ben")
    assert "You were told nothing yet." in ben.get("/notices").text
    for note_id in notes(anna).values():
        assert ben.post(f"/notices/{note_id}/open").status_code == 404
        assert ben.post(f"/notices/{note_id}/read").status_code == 303
    ben.post("/notices/read", data={"up_to": 10**9})
    assert bell(anna) == "2"


def test_everything_is_read_at_once_but_what_came_since(site, anna):
    up_to = re.search(r'name="up_to" value="(\d+)"', anna.get("/notices").text)
    assert up_to
    with unit_of_work():
        told("anna", a_ticket(title="New"), "It came since")
    assert anna.post("/notices/read", data={"up_to": up_to[1]}).status_code == 303
    assert list(notes(anna, "/notices?unread=1")) == ["It came since"]
    assert anna.post("/notices/read", data={"up_to": "nonsense"}).status_code == 303
    assert bell(anna) == "1"


def test_pages_follow_each_other_at_the_same_cost(site, anna):
    with statements() as few:
        anna.get("/notices")
    with unit_of_work(), moved_to(now() + timedelta(minutes=1)):
        for number in range(110):
            told("anna", a_ticket(title=f"T{number}"), f"Note {number}")
    with statements() as many:
        page = anna.get("/notices").text
    assert len(few) == len(many) <= 15
    assert bell(anna) == "99+"
    further = re.search(r'href="(/notices\?before=\d+)"', page)
    assert further
    assert list(notes(anna, further[1]))[:2] == ["Note 59", "Note 58"]


def test_sentences_of_the_house_are_told_in_the_language_of_the_page_and_no_other_ones(site, anna):
    problem, in_german = "Ben Anders is not valid any more; nothing is done in that name.", "Ben Anders ist nicht mehr gültig"
    with unit_of_work():
        ticket_id, agent_id = a_ticket(title="Lamp").id, Agent.named("anna").id
        inbox.put(agent_id=agent_id, ticket_id=ticket_id, subject=DID_NOT_LEAVE, body=problem, is_of_the_house=True)
        inbox.put(agent_id=agent_id, ticket_id=ticket_id, subject="By a rule", body=problem)
    german = anna.get("/notices", headers={"Accept-Language": "de"}).text
    assert "Ihre Antwort wurde nicht gesendet." in german
    assert (german.count(problem), german.count(in_german)) == (1, 1)
    assert anna.get("/notices", headers={"Accept-Language": "en"}).text.count(problem) == 2
