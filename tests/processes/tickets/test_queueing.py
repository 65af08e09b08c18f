"""Moving a ticket: who may, and what becomes of the lock."""

import pytest

from desk.actors import SYSTEM
from foundation.errors import Forbidden, NotFound, Refused
from processes.events import Event
from processes.tickets.access import granted
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_moving_unlocks_unless_the_lock_is_to_be_kept():
    anna, second = a_worker("anna"), a_queue("Second level", update_minutes=30)
    ticket = a_ticket(owner=anna)
    assert ticket.move_to(second, actor=SYSTEM)
    assert (ticket.words.queue, ticket.words.promises, ticket.lock_state, ticket.owner_id) == ("Second level", 30, Lock.UNLOCKED, anna.id)
    assert told(ticket)[1:] == [(Event.MOVED, {"old": "Support", "new": "Second level"}), (Event.UNLOCKED, {})]
    with statements() as sent:
        assert not ticket.move_to(second, actor=SYSTEM)
    assert sent == []
    ticket.lock(actor=anna.actor)
    assert ticket.move_to(a_queue(), actor=SYSTEM, keep_lock=True)
    assert ticket.is_locked
    assert ticket.words == Ticket.for_update(ticket.id).words


def test_an_invalid_queue_is_no_target():
    old = a_queue("Old")
    old.change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="The queue 'Old' is invalid; choose a valid one"):
        a_ticket().move_to(old, actor=SYSTEM)


def test_people_need_move_into_here_and_there():
    away = a_queue("Away", group=a_group("others"))
    ticket, anna = a_ticket(), a_worker("anna")
    with pytest.raises(NotFound):
        ticket.move_to(away, actor=anna.actor)
    people.grant(anna, a_group("others"), "ro")
    with pytest.raises(Forbidden, match="'move_into' in the queue 'Away'"):
        ticket.move_to(away, actor=anna.actor)
    people.grant(anna, a_group("others"), "move_into")
    assert ticket.move_to(away, actor=anna.actor)
    noter = people.agent("noter")
    people.grant(noter, a_group("others"), "note", "ro")
    with pytest.raises(Forbidden):
        ticket.move_to(a_queue(), actor=noter.actor)
    with granted(ticket, noter.actor):
        assert ticket.move_to(a_queue(), actor=noter.actor)
