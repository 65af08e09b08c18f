"""Locks: whose claim it is, how it is taken back, and when it ends by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.actors import SYSTEM
from desk.escalations import Sender
from foundation.clock import moved_to
from foundation.errors import Conflict, Forbidden
from processes import settling
from processes.events import Event
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")
MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)  # 08:00 to 21:00 is working time


def test_locking_makes_the_actor_owner():
    anna, bert = a_worker("anna"), a_worker("bert")
    ticket = a_ticket()
    with moved_to(MONDAY):
        assert ticket.lock(actor=anna.actor)
    assert (ticket.lock_state, ticket.words.owner, ticket.unlock_counts_from) == (Lock.LOCKED, "anna", MONDAY)
    assert [event for event, _ in told(ticket)[1:]] == [Event.OWNER_CHANGED, Event.LOCKED]
    assert not ticket.lock(actor=anna.actor)
    with pytest.raises(Conflict, match="is locked by anna; you need to be the owner"):
        ticket.lock(actor=bert.actor)
    assert ticket.unlock(actor=bert.actor)
    assert not ticket.unlock(actor=bert.actor)
    assert (ticket.lock_state, ticket.words.owner) == (Lock.UNLOCKED, "anna")
    assert ticket.lock(actor=bert.actor, temporarily=True)
    assert (ticket.lock_state, ticket.words.owner) == (Lock.TEMPORARILY, "bert")
    assert ticket.lock(actor=bert.actor)
    assert ticket.lock_state is Lock.LOCKED


def test_whoever_is_no_agent_locks_for_the_owner():
    anna = a_worker("anna")
    ticket = a_ticket(owner=anna, lock=Lock.UNLOCKED)
    assert ticket.lock(actor=SYSTEM)
    assert not ticket.set_lock(Lock.LOCKED, actor=SYSTEM)
    assert ticket.set_lock(Lock.TEMPORARILY, actor=SYSTEM)
    assert (ticket.lock_state, ticket.words.owner) == (Lock.TEMPORARILY, "anna")


def test_a_lock_of_nobody_keeps_nobody_out():
    anna, ticket = a_worker("anna"), a_ticket(lock=Lock.LOCKED)
    assert ticket.lock(actor=anna.actor)
    assert (ticket.lock_state, ticket.words.owner) == (Lock.LOCKED, "anna")


def test_what_needs_the_lock_names_the_permission_it_needs_itself():
    noter = a_worker("noter", "ro", "note")
    ticket = a_ticket()
    with pytest.raises(Forbidden):
        ticket.lock(actor=noter.actor)
    assert ticket.lock(actor=noter.actor, permission="note")
    assert ticket.words.owner == "noter"


@pytest.mark.parametrize("settles", [False, True])
def test_a_lock_that_led_to_nothing_is_undone(settles: bool):
    anna, bert = a_worker("anna"), a_worker("bert")
    ticket = a_ticket(owner=anna, lock=Lock.UNLOCKED)
    ticket.lock(actor=bert.actor)
    if settles:
        settling.settle()
    assert not ticket.undo_lock(actor=anna.actor), "it is not hers"
    assert ticket.undo_lock(actor=bert.actor)
    assert (ticket.words.owner, ticket.lock_state) == ("anna", Lock.UNLOCKED)
    assert not ticket.undo_lock(actor=bert.actor)
    ticket.lock(actor=bert.actor)
    ticket.set_owner(anna, actor=SYSTEM)
    assert not ticket.undo_lock(actor=bert.actor), "somebody has decided otherwise since"


def test_choosing_an_owner_on_a_screen_locks():
    anna, ticket = a_worker("anna"), a_ticket()
    assert ticket.hand_over(anna, actor=SYSTEM)
    assert (ticket.words.owner, ticket.lock_state) == ("anna", Lock.LOCKED)
    assert not ticket.hand_over(anna, actor=SYSTEM)


@pytest.mark.parametrize(
    "sender, before, counts_anew",
    [
        (Sender.AGENT, None, True),
        (Sender.AGENT, Sender.AGENT, True),
        (Sender.AGENT, Sender.CUSTOMER, True),
        (Sender.CUSTOMER, Sender.AGENT, True),
        (Sender.CUSTOMER, Sender.CUSTOMER, False),
        (Sender.CUSTOMER, None, False),
        (Sender.SYSTEM, Sender.AGENT, False),
    ],
)
def test_the_timeout_counts_from_what_an_agent_said_and_the_first_answer_to_it(sender: Sender, before: Sender | None, counts_anew: bool):
    with moved_to(MONDAY):
        ticket = a_ticket()
    later = MONDAY + timedelta(hours=1)
    ticket.article_came(sender, before, later)
    assert ticket.unlock_counts_from == (later if counts_anew else MONDAY)


@pytest.mark.parametrize(
    "state, minutes, after, unlocked",
    [
        ("new", 60, timedelta(minutes=59), False),
        ("new", 60, timedelta(minutes=60), True),
        ("open", 60, timedelta(hours=3), True),
        ("open", 0, timedelta(days=3), False),
        ("open", 600, timedelta(hours=10), False),  # 9 working hours until 21:00
        ("open", 600, timedelta(hours=21), True),  # and one more from 08:00
        ("pending reminder", 60, timedelta(hours=3), False),
        ("closed successful", 60, timedelta(hours=3), False),
    ],
)
def test_a_claim_runs_out_in_working_time(state: str, minutes: int, after: timedelta, unlocked: bool):
    anna = a_worker("anna")
    with moved_to(MONDAY):
        ticket = a_ticket(queue=a_queue(unlock_timeout_minutes=minutes), owner=anna, state=state)
        ticket.set_lock(Lock.LOCKED, actor=SYSTEM)
    assert ticket.unlock_if_timed_out(at=MONDAY + after, actor=SYSTEM) is unlocked
    assert ticket.is_locked is not unlocked
    if unlocked:
        assert told(ticket)[-1] == (Event.UNLOCKED, {"reason": "timeout"})


def test_the_schedule_asks_only_for_claims_that_have_run_out():
    timed, anna = a_queue("Timed", unlock_timeout_minutes=600), a_worker("anna")
    with moved_to(MONDAY):
        claimed = a_ticket(queue=timed, owner=anna)
        a_ticket(queue=timed)
        a_ticket(owner=anna)
        a_ticket(queue=timed, owner=anna, state="pending reminder")
    with moved_to(MONDAY + timedelta(hours=4)):
        later = a_ticket(queue=timed, owner=anna)
    over_night = MONDAY + timedelta(hours=14)  # ten hours of the wall for the one, of which the desk worked five
    assert list(Ticket.timed_out(over_night)) == []
    assert list(Ticket.timed_out(MONDAY + timedelta(hours=21))) == [claimed.id]
    assert list(Ticket.timed_out(MONDAY + timedelta(days=1, hours=4))) == [claimed.id, later.id]


def test_a_ticket_whose_owner_is_away_is_given_back():
    anna = a_worker("anna")
    ticket = a_ticket(owner=anna)
    assert not ticket.unlock_if_away(actor=SYSTEM)
    anna.change(actor=SYSTEM, out_of_office_from=date(2026, 1, 1), out_of_office_to=date(2026, 1, 31))
    with moved_to(MONDAY):
        assert ticket.unlock_if_away(actor=SYSTEM)
        assert not ticket.unlock_if_away(actor=SYSTEM)
    assert ticket.words.owner == "anna"
