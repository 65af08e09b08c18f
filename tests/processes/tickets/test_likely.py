"""Tickets meant by a few letters: any word or the beginning of a number, for customer users among what they may read."""

import pytest

from desk.actors import SYSTEM, Actor
from processes import settling
from processes.tickets.articles import Channel
from processes.tickets.likely import likely_tickets
from processes.tickets.new_articles import NewArticle
from tests.desk import people
from tests.processes.ticket_factories import a_ticket, a_worker, statements

pytestmark = pytest.mark.usefixtures("desk_work")


@pytest.fixture
def carla(desk_work) -> Actor:
    return people.customer_user("carla", of=people.customer("1001", name="Hotel Lindenhof")).actor


def titles(typed: str, actor: Actor) -> list[str]:
    settling.settle()
    return [ticket.title for ticket in likely_tickets(typed, actor=actor, most=10)]


def test_customer_users_are_offered_what_they_may_read_by_what_they_may_read(carla: Actor):
    own = a_ticket(title="The printer is dark", customer="1001", customer_user="carla")
    people.customer("1002", name="Gasthof Lindenberg")
    a_ticket(title="The printer smells", customer="1002")
    own.add_article(NewArticle(subject="Hush", body="They never pay.", channel=Channel.INTERNAL, visible_to_customer=False), actor=SYSTEM)
    assert titles("prin", carla) == titles(own.number[:8], carla) == ["The printer is dark"]
    assert titles("never pay", carla) == titles("linden", carla) == titles("gasthof", carla) == []
    anna = a_worker("anna").actor
    assert titles("never pay", anna) == ["The printer is dark"]
    assert set(titles("linden", anna)) == {"The printer is dark", "The printer smells"}


def test_it_costs_the_same_however_many_there_are(carla: Actor):
    anna = a_worker("anna").actor
    a_ticket(title="A printer", customer="1001")
    titles("lindenhof", anna)
    with statements() as few:
        likely_tickets("lindenhof", actor=anna, most=10)
    for number in range(20):
        a_ticket(title=f"Printer {number}", customer="1001")
    settling.settle()
    with statements() as many:
        assert len(likely_tickets("lindenhof", actor=anna, most=10)) == 10
    assert len(many) == len(few) <= 8
