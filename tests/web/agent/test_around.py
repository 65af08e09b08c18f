"""What an open page of a ticket learns every few seconds: who else is there, and what is new."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from desk.agents import Agent
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.web.browsing import logged_in, with_password
from web.presence import EXTENSION, Presence

ASKS = re.compile(r'hx-get="([^"]+/around/[^"]+)" hx-trigger="([^"]+)"')
MOST_STATEMENTS = 15


@pytest.fixture
def number(site) -> str:
    with unit_of_work():
        with_password(a_worker("anna", first_name="Anna", last_name="Anders"))
        with_password(a_worker("ben", first_name="Ben", last_name="Berg"))
        with_password(people.agent("stranger"))
        return a_ticket(title="Lamp").number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


@pytest.fixture
def ben(site, number) -> FlaskClient:
    return logged_in(site, "ben")


def asked_by(client: FlaskClient, page: str) -> str:
    """What a page asks for while it is open."""
    found = ASKS.search(client.get(page).text)
    assert found is not None
    assert found[2] == "load, every 15s"
    return unescape(found[1])


def test_who_is_there_is_told_to_the_others(anna, ben, number):
    looking = asked_by(ben, f"/tickets/{number}")
    assert "presence" not in ben.get(looking).text
    assert "Ben Berg is looking at this" in anna.get(asked_by(anna, f"/tickets/{number}")).text
    anna.get(asked_by(anna, f"/tickets/{number}/write/answer"))
    told = ben.get(looking).text
    assert "Anna Anders is writing an answer" in told
    assert "Ben Berg" not in told
    anna.post(f"/tickets/{number}/write/answer", data={"to": "carla@example.com", "subject": "x", "body": "Done."})
    assert "writing" not in ben.get(looking).text


def test_strangers_learn_nothing_and_leave_no_sign(site, ben, number):
    stranger = logged_in(site, "stranger")
    assert stranger.get(f"/tickets/{number}/around/looking").status_code == 404
    assert ben.get(f"/tickets/{number}/around/dancing").status_code == 404
    assert "presence" not in ben.get(f"/tickets/{number}/around/looking").text


def test_with_redis_away_nothing_is_shown_and_nothing_breaks(site, anna, ben, number):
    ben.get(f"/tickets/{number}/around/looking")
    site.extensions[EXTENSION] = Presence(replace(site.extensions["settings"], redis_url="redis://127.0.0.1:1/0"))
    answer = anna.get(f"/tickets/{number}/around/looking")
    assert (answer.status_code, answer.text.strip()) == (200, "")


def test_what_others_did_since_is_counted_and_shown_by_what_is_fetched(anna, ben, number):
    asks = asked_by(ben, f"/tickets/{number}?view=all")
    assert "new" not in ben.get(asks).text
    anna.post(f"/tickets/{number}/write/note", data={"body": "It is the fuse."})
    anna.post(f"/tickets/{number}/verbs/priority", data={"priority": "5 very high"})
    told = ben.get(asks).text
    assert "2 new – show" in told
    assert f'hx-get="/tickets/{number}?view=all" hx-select="#ticket"' in told
    assert "It is the fuse." in ben.get(f"/tickets/{number}?view=all").text
    assert "new" not in ben.get(asked_by(ben, f"/tickets/{number}")).text


def test_what_one_did_oneself_is_no_news(anna, number):
    asks = asked_by(anna, f"/tickets/{number}")
    anna.post(f"/tickets/{number}/write/note", data={"body": "It is the fuse."})
    assert "new" not in anna.get(asks).text


def test_who_writes_is_told_in_words_and_nothing_is_fetched_over_the_form(anna, ben, number):
    asks = asked_by(ben, f"/tickets/{number}/write/answer")
    anna.post(f"/tickets/{number}/verbs/priority", data={"priority": "5 very high"})
    told = ben.get(asks).text
    assert "Meanwhile" in told
    assert "Anna Anders:" in told
    assert "hx-get" not in told


def test_it_costs_little_and_writes_nothing(anna, ben, number):
    ben.get(f"/tickets/{number}/around/looking")
    anna.get(f"/tickets/{number}/around/looking")
    with unit_of_work():
        ticket = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        ticket.add_article(NewArticle("Note", "Something"), actor=Agent.named("ben").actor)
    with statements() as sent:
        assert "new" in anna.get(f"/tickets/{number}/around/looking?since=1").text
    assert len(sent) <= MOST_STATEMENTS
    assert [one for one in sent if re.match(r"\s*(INSERT|UPDATE|DELETE)", one)] == []
