"""Closing a ticket with its process following, and opening it again."""

import pytest

from desk.actors import SYSTEM
from desk.states import State
from desk.switches import Switch, turn
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, Refused
from processes.activities import Activity
from processes.events import Event
from processes.instances import Instance
from processes.tickets.ticket import Ticket
from processes.versions import ProcessDefinition, ProcessVersion
from tests.desk import people
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told
from tests.processes.tickets.conftest import StandIn

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def an_open_activity(ticket: Ticket, name: str) -> Activity:
    definition = ProcessDefinition(process_id=f"p{name}", name=name, created_by="system")
    db.session.add(definition)
    db.session.flush()
    version = ProcessVersion(definition_id=definition.id, number=1, sha256="", report=[], deployed_by="system")
    db.session.add(version)
    db.session.flush()
    instance = Instance(ticket_id=ticket.id, version_id=version.id, started_by="system", standing="ended")
    db.session.add(instance)
    db.session.flush()
    activity = Activity(ticket_id=ticket.id, instance_id=instance.id, token=1, node_id=name.lower(), name=name)
    db.session.add(activity)
    db.session.flush()
    return activity


def test_closing_ends_in_the_first_closed_state_and_does_it_once(process: StandIn):
    ticket, anna = a_ticket(), a_worker("anna")
    assert ticket.close(actor=anna.actor)
    assert (ticket.words.state, ticket.is_closed) == ("closed successful", True)
    assert not ticket.close(actor=anna.actor)
    assert ticket.close(State.named("closed unsuccessful"), actor=anna.actor)
    with pytest.raises(Refused, match="'open' does not close a ticket"):
        ticket.close(State.named("open"), actor=anna.actor)
    with pytest.raises(Forbidden, match="'close'"):
        a_ticket().close(actor=a_worker("noter", "note", "ro").actor)
    assert process.cancelled == []


def test_customer_users_close_their_own(process: StandIn):
    acme = people.customer()
    carla, carl = people.customer_user("carla", of=acme), people.customer_user("carl", of=acme)
    ticket = a_ticket(customer_user=carla)
    with pytest.raises(Forbidden, match="'close'"):
        ticket.close(actor=carla.actor)
    for other in (carl.actor, SYSTEM):
        with pytest.raises(Forbidden, match="own tickets only"):
            ticket.close_own(actor=other)
    an_open_activity(ticket, "Approve")
    with pytest.raises(Conflict, match="has open activities: 'Approve'"):
        ticket.close_own(actor=carla.actor)
    assert ticket.close_own(actor=carla.actor, cancel_activities=True)
    assert ticket.is_closed
    assert len(process.cancelled) == 1
    with pytest.raises(Forbidden, match="rw"):
        ticket.reopen(actor=carla.actor)


def test_open_activities_are_cancelled_only_after_confirmation(process: StandIn):
    ticket = a_ticket()
    an_open_activity(ticket, "Approve")
    an_open_activity(ticket, "Pay")
    an_open_activity(ticket, "Done").closed_at = now()
    with pytest.raises(Conflict, match=r"has open activities: 'Approve', 'Pay'\. Confirm that they are cancelled"):
        ticket.close(actor=SYSTEM)
    assert process.cancelled == []
    ticket.close(actor=SYSTEM, cancel_activities=True)
    assert process.cancelled == [(ticket.id, "the ticket was closed: closed successful")]


@pytest.mark.parametrize("runs", [True, False])
def test_reopening_tells_the_process_or_begins_it_anew(process: StandIn, runs: bool):
    ticket, anna = a_ticket(state="closed successful"), a_worker("anna")
    process.runs = runs
    assert ticket.reopen(actor=anna.actor)
    assert ticket.words.state == "open"
    assert told(ticket)[1:] == [
        (Event.STATE_CHANGED, {"old": "closed successful", "new": "open"}),
        (Event.REOPENED, {"old": "closed successful"}),
    ]
    assert process.begun_again == ([] if runs else [ticket.id])
    assert process.delivered == ([(ticket.id, "ticket.reopened", {"by": "agent:anna"})] if runs else [])
    assert not ticket.reopen(actor=anna.actor)


def test_reopening_restores_from_the_archive_but_not_from_another_ticket():
    turn(Switch.ARCHIVE, True, actor=SYSTEM)
    ticket, into = a_ticket(state="removed"), a_ticket()
    ticket.archive(actor=SYSTEM)
    ticket.reopen(actor=SYSTEM)
    assert not ticket.archived
    ticket.merge_into(into, actor=SYSTEM)
    with pytest.raises(Conflict, match="was merged"):
        ticket.reopen(actor=SYSTEM)
    with pytest.raises(Forbidden):
        into.reopen(actor=a_worker("noter", "note", "ro").actor)
