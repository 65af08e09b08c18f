"""What pages cost: statements of each, which no page may need more than thirty of, and how large they are."""

import pytest
from flask.testing import FlaskClient

from foundation.unit_of_work import unit_of_work
from processes import runner
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_worker, statements
from tests.web.browsing import logged_in, with_password

MOST_STATEMENTS = 30
LARGEST = 150_000  # bytes


@pytest.fixture
def number(site) -> str:
    with unit_of_work():
        anna, queue = with_password(a_worker("anna")), a_queue("Support", group=a_group())
        carla = people.customer_user("carla", of=people.customer())
        tickets = [
            runner.open_ticket(queue=queue, title=f"Lamp {place}", actor=anna.actor, process_id="request", customer_user=carla)
            for place in range(3)
        ]
        return tickets[0].number


@pytest.fixture
def anna(site, number) -> FlaskClient:
    return logged_in(site, "anna")


def test_no_page_needs_more_than_thirty_statements(site, anna, number):
    pages = {
        "list": "/tickets?view=all",
        "rows": f"/tickets/rows?view=all&current={number}",
        "counts": "/tickets/counts",
        "ticket": f"/tickets/{number}",
        "history": f"/tickets/{number}/history",
        "start": "/start/",
        "search": "/tickets/search",
    }
    costs = {}
    for name, address in pages.items():
        anna.get(address)  # what is kept from page to page
        with statements() as sent:
            page = anna.get(address)
        assert (page.status_code, len(page.data) < LARGEST) == (200, True), name
        costs[name] = len(sent)
    assert {name: cost for name, cost in costs.items() if cost > MOST_STATEMENTS} == {}
