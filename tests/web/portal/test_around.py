"""What an open page of a request learns every few seconds: that there is something new for the customer, and nothing of the rest."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from desk.agents import Agent
from desk.priorities import Priority
from desk.state_types import StateType
from desk.states import State
from foundation.unit_of_work import unit_of_work
from tests.processes.ticket_factories import statements
from tests.web.browsing import logged_in
from tests.web.portal.requests import a_request, ticket
from tests.web.portal.test_requests import write

ASKS = re.compile(r'hx-get="([^"]+/around[^"]+)" hx-trigger="every 15s"')


@pytest.fixture
def number(company) -> str:
    return a_request()


def asked_by(client: FlaskClient, number: str) -> str:
    """What the page of the request asks for while it is open."""
    found = ASKS.search(client.get(f"/portal/tickets/{number}").text)
    assert found is not None
    return unescape(found[1])


def test_answers_of_the_house_are_news_and_their_notes_are_not(carla, number):
    asks = asked_by(carla, number)
    write(number, subject="What a fool", body="Never mind her.")
    with unit_of_work():
        ticket(number).set_priority(Priority.named("5 very high"), actor=Agent.named("ben").actor)
    assert "new" not in carla.get(asks).text
    write(number, subject="A plan", body="Turn it on.", visible_to_customer=True)
    told = carla.get(asks).text
    assert "1 new – show" in told
    assert f'hx-get="/portal/tickets/{number}" hx-select="#request"' in told
    page = carla.get(f"/portal/tickets/{number}").text
    assert 'id="request"' in page
    assert 'id="beside"' in page
    assert "new" not in carla.get(asked_by(carla, number)).text


def test_steps_are_news(carla, number):
    asks = asked_by(carla, number)
    with unit_of_work():
        ticket(number).close(State.first_of(StateType.CLOSED), actor=Agent.named("ben").actor, cancel_activities=True)
    assert re.search(r"\d new – show", carla.get(asks).text)


def test_what_the_customers_did_themselves_is_none(company, carla, number):
    asks = asked_by(carla, number)
    carla.post(f"/portal/tickets/{number}/reply", data={"body": "It is still dark."})
    assert "new" not in carla.get(asks).text


def test_nobody_else_learns_anything(company, carla, number):
    asks = asked_by(carla, number)
    assert logged_in(company, "zoe", portal=True).get(asks).status_code == 404
    assert "looking" not in carla.get(asks).text


def test_without_news_it_costs_next_to_nothing(carla, number):
    asks = asked_by(carla, number)
    carla.get(asks)
    with statements() as sent:
        carla.get(asks)
    assert len(sent) <= 6
