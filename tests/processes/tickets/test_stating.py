"""States: what goes with them, and the pending time."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.actors import SYSTEM
from desk.states import State
from foundation.clock import moved_to
from foundation.errors import Forbidden, Refused
from processes import settling
from processes.events import Event
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")
MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_state_is_changed_once_and_history_tells_both():
    ticket, opened = a_ticket(), State.named("open")
    assert ticket.set_state(opened, actor=SYSTEM)
    with statements() as sent:
        assert not ticket.set_state(opened, actor=SYSTEM)
        assert not ticket.set_state(opened, actor=SYSTEM, pending_until=MONDAY)
    assert sent == []
    assert told(ticket)[1:] == [(Event.STATE_CHANGED, {"old": "new", "new": "open"})]
    assert {"state", "state_type"} <= settling.changes()[ticket.id].to_step
    assert ticket.words == Ticket.for_update(ticket.id).words


@pytest.mark.parametrize("name", ["closed successful", "closed unsuccessful", "removed"])
def test_closing_unlocks_and_is_dated_the_first_time(name: str):
    ticket = a_ticket(owner=a_worker("anna"))
    with moved_to(MONDAY):
        ticket.set_state(State.named(name), actor=SYSTEM)
    assert (ticket.lock_state, ticket.words.owner) == (Lock.UNLOCKED, "anna")
    assert ticket.closed_at == (None if name == "removed" else MONDAY)
    with moved_to(MONDAY + DAY):
        ticket.set_state(State.named("open"), actor=SYSTEM)
        ticket.set_state(State.named("closed successful"), actor=SYSTEM)
    assert ticket.closed_at == (MONDAY + DAY if name == "removed" else MONDAY)


def test_closing_needs_close_which_only_rw_gives():
    ticket, noter = a_ticket(), a_worker("noter", "note", "ro", "priority", "owner")
    with pytest.raises(Forbidden, match="'close'"):
        ticket.set_state(State.named("closed successful"), actor=noter.actor)
    with pytest.raises(Forbidden, match="'rw'"):
        ticket.set_state(State.named("open"), actor=noter.actor)
    assert ticket.set_state(State.named("closed successful"), actor=a_worker("anna").actor)


def test_a_pending_state_has_a_time_which_leaving_takes_away():
    ticket, reminder, closing = a_ticket(), State.named("pending reminder"), State.named("pending auto close+")
    with moved_to(MONDAY):
        ticket.set_state(reminder, actor=SYSTEM)
        assert ticket.pending_until == MONDAY + timedelta(seconds=86_400)
        assert not ticket.set_state(reminder, actor=SYSTEM)
        assert ticket.set_state(reminder, pending_until=MONDAY + 3 * DAY, actor=SYSTEM)
        assert ticket.set_state(closing, actor=SYSTEM)
        assert ticket.pending_until == MONDAY + 3 * DAY, "one that lies ahead stays"
    with moved_to(MONDAY + 4 * DAY):
        ticket.set_state(reminder, actor=SYSTEM)
        assert ticket.pending_until == MONDAY + 5 * DAY, "one that is over does not"
        ticket.set_state(State.named("open"), actor=SYSTEM)
    times = [data["new"] for event, data in told(ticket) if event is Event.PENDING_TIME_SET]
    assert times == ["2026-01-06T12:00:00+00:00", "2026-01-08T12:00:00+00:00", "2026-01-10T12:00:00+00:00", None]


def test_the_pending_time_may_come_before_the_state_it_is_for():
    ticket = a_ticket()
    with moved_to(MONDAY):
        assert ticket.set_pending_until(MONDAY + 2 * DAY, actor=SYSTEM)
        assert not ticket.set_pending_until(MONDAY + 2 * DAY, actor=SYSTEM)
        ticket.set_state(State.named("pending reminder"), actor=SYSTEM)
        assert ticket.pending_until == MONDAY + 2 * DAY
        assert ticket.set_pending_until(None, actor=SYSTEM)
        assert ticket.pending_until == MONDAY + DAY, "a ticket that is pending keeps a time"


def test_invalid_states_are_refused_and_merged_is_no_state_to_choose():
    ticket, removed = a_ticket(), State.named("removed")
    removed.change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Refused, match="The state 'removed' is invalid"):
        ticket.set_state(removed, actor=SYSTEM)
    with pytest.raises(Refused, match="merge it into another ticket"):
        ticket.set_state(State.named("merged"), actor=SYSTEM)
