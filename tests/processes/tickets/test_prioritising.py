"""The priority of a ticket."""

import pytest

from desk.actors import SYSTEM
from desk.priorities import Priority
from foundation.errors import Forbidden, Refused
from processes.events import Event
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_a_priority_is_set_once_by_whoever_may():
    ticket, high = a_ticket(), Priority.named("4 high")
    noter, urger = a_worker("noter", "note", "ro"), a_worker("urger", "priority", "ro")
    with pytest.raises(Forbidden, match="'priority'"):
        ticket.set_priority(high, actor=noter.actor)
    assert ticket.set_priority(high, actor=urger.actor)
    with statements() as sent:
        assert not ticket.set_priority(high, actor=SYSTEM)
    assert sent == []
    assert told(ticket)[1:] == [(Event.PRIORITY_CHANGED, {"old": "3 normal", "new": "4 high"})]
    assert ticket.words == Ticket.for_update(ticket.id).words


def test_an_invalid_priority_is_refused():
    low = Priority.named("2 low")
    low.change(actor=SYSTEM, validity="invalid-temporarily")
    with pytest.raises(Refused, match="The priority '2 low' is invalid-temporarily"):
        a_ticket().set_priority(low, actor=SYSTEM)
