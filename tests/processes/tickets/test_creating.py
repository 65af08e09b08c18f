"""Creating a ticket: what is as usual, what was wanted, and who may."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desk.actors import SYSTEM, process_actor
from desk.dynamic_fields import DynamicField
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import settling
from processes.events import Event
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")
MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_what_is_not_said_is_as_usual():
    queue = a_queue(first_response_minutes=60, solution_minutes=480)
    db.session.flush()
    with moved_to(MONDAY), statements() as sent:
        ticket = a_ticket(queue=queue)
    assert len(sent) <= 8, "\n".join(sent)
    assert re.fullmatch(r"2026010510\d{5}\d", ticket.number)
    words = ticket.words
    assert (words.queue, words.state, words.priority, words.owner, words.responsible) == (
        "Support",
        "new",
        "3 normal",
        "root@localhost",
        "root@localhost",
    )
    assert (words.type, words.service, words.sla, words.customer, words.customer_user) == (None,) * 5
    assert words.promises == 540
    assert ticket.lock_state is Lock.UNLOCKED
    assert ticket.created_at == ticket.unlock_counts_from == MONDAY
    assert (ticket.closed_at, ticket.pending_until, ticket.archived, ticket.created_by) == (None, None, False, "system")
    assert words == Ticket.for_update(ticket.id).words


def test_history_tells_how_it_began_and_nothing_waits_for_that():
    ticket = a_ticket(title="  Printer\n on fire ", cause="process:order")
    assert ticket.title == "Printer on fire"
    [(event, data)] = told(ticket)
    assert event is Event.TICKET_CREATED
    assert data == {
        "title": "Printer on fire",
        "queue": "Support",
        "state": "new",
        "priority": "3 normal",
        "owner": "root@localhost",
        "lock": "unlock",
        "cause": "process:order",
    }
    change = settling.changes()[ticket.id]
    assert {"state", "queue", "priority", "sla", "created"} <= change.names
    assert change.to_step == set()


def test_choosing_an_owner_locks_and_makes_responsible_where_that_is_a_feature():
    anna = a_worker("anna")
    assert a_ticket(owner=anna).lock_state is Lock.LOCKED
    assert a_ticket(owner=anna).words.responsible == "root@localhost"
    assert a_ticket(owner=anna, lock=Lock.UNLOCKED).lock_state is Lock.UNLOCKED
    turn(Switch.RESPONSIBLE, True, actor=SYSTEM)
    assert a_ticket(owner=anna).words.responsible == "anna"


def test_a_closed_state_closes_and_unlocks_and_a_pending_one_puts_off():
    anna = a_worker("anna")
    with moved_to(MONDAY):
        closed = a_ticket(state="closed successful", owner=anna, lock=Lock.LOCKED)
        assert (closed.closed_at, closed.lock_state, closed.is_closed) == (MONDAY, Lock.UNLOCKED, True)
        assert a_ticket(state="removed").closed_at is None
        assert a_ticket(state="pending reminder").pending_until == MONDAY + timedelta(days=1)
        assert a_ticket(state="pending auto close+", pending_until=MONDAY).pending_until == MONDAY
        assert a_ticket(state="open", pending_until=MONDAY).pending_until is None


@pytest.mark.parametrize(
    "given, words, unknown",
    [
        ({"customer_user": "carla"}, ("ACME", "carla"), ("", "")),
        ({"customer_user": "CARLA@example.com "}, ("ACME", "carla"), ("", "")),
        ({"customer_user": "carla", "customer": "OTHER"}, ("OTHER", "carla"), ("OTHER", "")),
        ({"customer_user": "joe@else.example"}, (None, "joe@else.example"), ("", "joe@else.example")),
        ({"customer": "ACME"}, ("ACME", None), ("", "")),
        ({}, (None, None), ("", "")),
    ],
)
def test_customers_are_records_or_texts(given: dict[str, Any], words: tuple[Any, ...], unknown: tuple[str, str]):
    carla = people.customer_user("carla", of=people.customer("ACME"))
    ticket = a_ticket(**given)
    assert (ticket.words.customer, ticket.words.customer_user) == words
    assert (ticket.unknown_customer, ticket.unknown_customer_user) == unknown
    assert ticket.customer_user_id == (carla.id if words[1] == "carla" else None)


def test_a_type_is_given_where_tickets_have_types():
    turn(Switch.TICKET_TYPES, True, actor=SYSTEM)
    assert a_ticket().words.type == "Unclassified"


def test_fields_begin_with_their_defaults():
    for name, config in (("room", {"default": "cellar"}), ("floor", {"default": "2"}), ("wing", {})):
        DynamicField.create(name=name, label=name, kind="text", config=config, actor=SYSTEM)
    carla = people.customer_user("carla", of=people.customer("ACME"))
    ticket = a_ticket(fields={"floor": "3"}, actor=carla.actor)
    assert ticket.field_values == {"room": "cellar", "floor": "3", "wing": None}


def test_everything_that_does_not_fit_is_named():
    zoe = people.agent("zoe")
    queue = a_queue()
    stale = State.create(name="old", type=StateType.OPEN, validity="invalid", actor=SYSTEM)
    with pytest.raises(Refused) as caught:
        a_ticket(queue=queue, state=stale, owner=zoe, responsible=zoe)
    assert caught.value.problems == {
        "state": "The state 'old' is invalid; choose a valid one.",
        "owner": "The agent 'zoe' has neither 'owner' nor 'rw' in the group of the queue 'Support'; choose somebody who has.",
        "responsible": "Tickets have no responsible agent here; an administrator can turn the switch 'responsible' on.",
    }
    queue.change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="The queue 'Support' is invalid"):
        a_ticket(queue=queue)
    with pytest.raises(Refused, match="256 characters; at most 255 fit"):
        a_ticket(queue="Misc", title="x" * 256)
    assert db.session.scalar(select(func.count(Ticket.id))) == 0


def test_agents_need_create_in_the_queue_and_processes_the_group():
    maker, reader, stranger = people.agent("maker"), people.agent("reader"), people.agent("stranger")
    people.grant(maker, a_group(), "create")
    people.grant(reader, a_group(), "ro")
    assert a_ticket(actor=maker.actor).created_by == "agent:maker"
    with pytest.raises(Forbidden, match="'create' in the queue 'Support'"):
        a_ticket(actor=reader.actor)
    for actor in (stranger.actor, process_actor("unknown")):
        with pytest.raises(NotFound):
            a_ticket(actor=actor)


def test_a_customer_user_asks_for_oneself():
    carla = people.customer_user("carla", of=people.customer("ACME"))
    ticket = a_ticket(actor=carla.actor)
    assert (ticket.words.customer_user, ticket.words.customer, ticket.created_by) == ("carla", "ACME", "customer-user:carla")
    second, other = people.customer("SECOND"), people.customer("OTHER")
    carla.change(actor=SYSTEM, further_customers=[second])
    assert a_ticket(actor=carla.actor, customer="SECOND", customer_user="carla").words.customer == "SECOND"
    for customer in (other, "OTHER", "anything"):
        with pytest.raises(Refused, match="You do not speak for the customer"):
            a_ticket(actor=carla.actor, customer=customer)
    with pytest.raises(Refused, match="for yourself only"):
        a_ticket(actor=carla.actor, customer_user=people.customer_user("dora", of=second))
