"""Whom a ticket is from."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from foundation.errors import Forbidden, Refused
from processes.events import Event
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_each_is_set_by_itself_and_only_if_different():
    acme, other = people.customer("ACME"), people.customer("OTHER")
    people.customer_user("carla", of=acme)
    people.customer_user("dora", of=other, email="dora@other.example")
    ticket = a_ticket(customer_user="carla")
    assert ticket.set_customer_user("dora@OTHER.example", actor=SYSTEM)
    assert (ticket.words.customer_user, ticket.words.customer) == ("dora", "ACME")
    assert ticket.set_customer(other, actor=SYSTEM)
    assert ticket.words == Ticket.for_update(ticket.id).words
    with statements() as sent:
        assert not ticket.set_customer("OTHER", actor=SYSTEM)
        assert not ticket.set_customer(other, actor=SYSTEM)
        assert not ticket.set_customer_user("dora", actor=SYSTEM)
    assert sent == []
    assert not ticket.set_customer_user("dora@other.example", actor=SYSTEM)
    assert told(ticket)[1:] == [
        (Event.CUSTOMER_CHANGED, {"attribute": "customer_user", "old": "carla", "new": "dora"}),
        (Event.CUSTOMER_CHANGED, {"attribute": "customer", "old": "ACME", "new": "OTHER"}),
    ]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_a_text_stands_where_nobody_is_known_and_an_empty_one_takes_away(nothing: Any):
    ticket = a_ticket()
    assert not ticket.set_customer(nothing, actor=SYSTEM)
    assert ticket.set_customer("Walk-in", actor=SYSTEM)
    assert ticket.set_customer_user("joe@else.example", actor=SYSTEM)
    assert (ticket.words.customer, ticket.words.customer_user) == ("Walk-in", "joe@else.example")
    assert (ticket.customer_id, ticket.customer_user_id) == (None, None)
    assert ticket.words == Ticket.for_update(ticket.id).words
    assert ticket.set_customer(nothing, actor=SYSTEM)
    assert ticket.set_customer_user(nothing, actor=SYSTEM)
    assert (ticket.words.customer, ticket.words.customer_user, ticket.unknown_customer) == (None, None, "")


def test_a_login_comes_before_an_address():
    acme = people.customer("ACME")
    people.customer_user("zoe", of=acme, email="carla@example.com")
    people.customer_user("carla@example.com", of=acme, email="carla@acme.example")
    assert a_ticket(customer_user="Carla@example.com").words.customer_user == "carla@example.com"


def test_too_long_a_text_is_refused_and_rw_is_needed():
    ticket = a_ticket()
    with pytest.raises(Refused, match="256 characters; at most 255 fit"):
        ticket.set_customer("x" * 256, actor=SYSTEM)
    with pytest.raises(Forbidden):
        ticket.set_customer_user("joe", actor=a_worker("noter", "note", "ro").actor)
