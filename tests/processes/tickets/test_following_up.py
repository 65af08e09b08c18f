"""Follow-ups: state by option of the queue, what becomes of the lock, and where the article ends up."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.queues import FollowUp, Queue
from desk.states import State
from desk.switches import Switch, turn
from foundation.db import db
from foundation.errors import NotFound
from processes.events import Event
from processes.tickets.articles import Article, Channel
from processes.tickets.following_up import Became
from processes.tickets.linking import LinkRole
from processes.tickets.new_articles import NewArticle
from processes.tickets.ownership import nobody
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told
from tests.processes.tickets.conftest import StandIn

pytestmark = pytest.mark.usefixtures("process", "desk_work")
REPLY = NewArticle("Still on fire", "It burns.", channel=Channel.EMAIL, visible_to_customer=True, sender=Sender.CUSTOMER)
BECOMES = {  # state: what it is after a follow-up that the queue lets through
    "new": "new",
    "open": "open",
    "pending reminder": "open",
    "pending auto close+": "open",
    "closed successful": "open",
    "removed": "open",
}
FOLLOWED, REJECTED, NEW_TICKET = Became.FOLLOWED, Became.REJECTED, Became.NEW_TICKET
ASKED = {FollowUp.POSSIBLE: FOLLOWED, FollowUp.REJECT: REJECTED, FollowUp.NEW_TICKET: NEW_TICKET}


def subjects(ticket: Ticket) -> list[str]:
    return list(db.session.scalars(select(Article.subject).where(Article.ticket_id == ticket.id).order_by(Article.position)))


@pytest.mark.parametrize("option", FollowUp)
@pytest.mark.parametrize("state", BECOMES)
def test_only_closed_and_removed_tickets_go_by_the_option_of_their_queue(process: StandIn, state: str, option: FollowUp):
    ticket = a_ticket(queue=a_queue(follow_up=option), state=state, customer_user="joe@else.example")
    found, became = ticket.follow_up(REPLY, actor=SYSTEM)
    assert became is (ASKED[option] if state in {"closed successful", "removed"} else FOLLOWED)
    assert ticket.words.state == (BECOMES[state] if became is FOLLOWED else state)
    assert (found is ticket) is (became is not NEW_TICKET)
    assert subjects(found) == ["Still on fire"]
    assert subjects(ticket) == ([] if became is NEW_TICKET else ["Still on fire"])
    delivered = [(ticket.id, "customer.reply")] if became is FOLLOWED else []
    assert [(ticket_id, name) for ticket_id, name, _ in process.delivered] == delivered
    if became is not NEW_TICKET:
        assert Event.FOLLOWED_UP in [event for event, _ in told(ticket)]


@pytest.mark.parametrize("option", FollowUp)
def test_what_is_written_to_a_merged_ticket_lands_where_it_became_part_of(option: FollowUp):
    queue = a_queue(follow_up=option)
    first, second, last = (a_ticket(queue=queue, title=title) for title in ("first", "second", "last"))
    first.merge_into(second, actor=SYSTEM)
    second.merge_into(last, actor=SYSTEM)
    last.set_state(State.named("closed successful"), actor=SYSTEM)
    found, became = first.follow_up(REPLY, actor=SYSTEM)
    assert became is ASKED[option]
    assert (found is last) is (became is not NEW_TICKET)
    assert "Still on fire" in subjects(found)
    assert (first.words.state, second.words.state) == ("merged", "merged")
    assert last.words.state == ("open" if became is FOLLOWED else "closed successful")


def test_a_chain_of_merged_tickets_is_followed_ten_times():
    tickets = [a_ticket(title=f"ticket {number}") for number in range(12)]
    for ticket, into in pairwise(tickets):
        ticket.merge_into(into, actor=SYSTEM)
    assert tickets[1].follow_up(REPLY, actor=SYSTEM).ticket is tickets[11]
    with pytest.raises(NotFound, match="merged more than 10 times over"):
        tickets[0].follow_up(REPLY, actor=SYSTEM)


def test_a_rejected_follow_up_says_so_in_the_history():
    ticket = a_ticket(queue=a_queue(follow_up=FollowUp.REJECT), state="closed successful")
    ticket.follow_up(REPLY, actor=SYSTEM)
    assert told(ticket)[-1] == (Event.NOTED, {"comment": "Follow up rejected."})
    assert ticket.follow_up(NewArticle("Undeliverable", "Sorry.", sender=Sender.CUSTOMER), actor=SYSTEM, always=True).became is FOLLOWED
    assert ticket.words.state == "open"


def test_another_ticket_is_of_the_same_customer_linked_and_begun_by_the_mail(process: StandIn):
    carla = people.customer_user("carla", of=people.customer("ACME"))
    queue = a_queue(follow_up=FollowUp.NEW_TICKET)
    ticket = a_ticket(queue=queue, state="closed successful", customer_user=carla)
    found, _ = ticket.follow_up(REPLY, actor=SYSTEM)
    assert process.opened == [(found.id, "mail.received")]
    words = found.words
    assert (found.title, words.queue, words.state, words.customer, words.customer_user) == (
        "Still on fire",
        "Support",
        "new",
        "ACME",
        "carla",
    )
    assert [(link.role, link.ticket_id) for link in found.links()] == [(LinkRole.NORMAL, ticket.id)]
    queue.change(actor=SYSTEM, validity="invalid")
    web = NewArticle("", "And again.", visible_to_customer=True, sender=Sender.CUSTOMER)
    again, _ = ticket.follow_up(web, actor=carla.actor)
    assert (again.title, again.words.queue, again.created_by) == ("Printer on fire", Queue.default().name, "customer-user:carla")
    assert process.opened[-1] == (again.id, None)
    dora = people.customer_user("dora", of=people.customer("OTHER"))
    dora.change(actor=SYSTEM, further_customers=[carla.customer])
    hers, _ = ticket.follow_up(web, actor=dora.actor)
    assert (hers.words.customer, hers.words.customer_user) == ("ACME", "dora")


OUT = {"out_of_office_from": date(2026, 1, 1), "out_of_office_to": date(2099, 1, 1)}


@pytest.mark.parametrize(
    "owner, state, locks, before, after",
    [
        ({}, "closed successful", True, Lock.UNLOCKED, Lock.LOCKED),
        ({}, "closed successful", False, Lock.UNLOCKED, Lock.UNLOCKED),
        ({}, "removed", True, Lock.UNLOCKED, Lock.UNLOCKED),
        ({}, "pending reminder", True, Lock.UNLOCKED, Lock.UNLOCKED),
        ({}, "open", False, Lock.LOCKED, Lock.LOCKED),
        (OUT, "closed successful", True, Lock.UNLOCKED, Lock.UNLOCKED),
        (OUT, "open", False, Lock.LOCKED, Lock.UNLOCKED),
        (OUT, "open", True, Lock.LOCKED, Lock.UNLOCKED),
        ({"validity": "invalid"}, "closed successful", True, Lock.UNLOCKED, Lock.UNLOCKED),
        ({"validity": "invalid"}, "open", False, Lock.LOCKED, Lock.UNLOCKED),
        (None, "closed successful", True, Lock.UNLOCKED, Lock.UNLOCKED),
        (None, "open", False, Lock.LOCKED, Lock.UNLOCKED),
    ],
)
def test_the_lock_goes_to_whoever_can_look_after_it(owner: dict[str, Any] | None, state: str, locks: bool, before: Lock, after: Lock):
    anna = nobody() if owner is None else a_worker("anna")
    ticket = a_ticket(queue=a_queue(lock_after_follow_up=locks), state=state, owner=anna, lock=before)
    if owner:
        anna.change(actor=SYSTEM, **owner)
    ticket.follow_up(REPLY, actor=SYSTEM)
    assert (ticket.lock_state, ticket.words.owner) == (after, anna.login)


def test_an_archived_ticket_is_found_again_and_strangers_find_none():
    turn(Switch.ARCHIVE, True, actor=SYSTEM)
    acme = people.customer("ACME")
    carla, stranger = people.customer_user("carla", of=acme), people.customer_user("zoe", of=people.customer("OTHER"))
    ticket = a_ticket(state="closed successful", customer_user=carla)
    ticket.archive(actor=SYSTEM)
    web = NewArticle("Again", "It burns.", visible_to_customer=True, sender=Sender.CUSTOMER)
    with pytest.raises(NotFound):
        ticket.follow_up(web, actor=stranger.actor)
    assert ticket.archived
    ticket.follow_up(web, actor=carla.actor)
    assert (ticket.archived, ticket.words.state) == (False, "open")
    by = {entry: data for entry, data in told(ticket)}  # noqa: C416 - the last of each
    assert {Event.RESTORED, Event.STATE_CHANGED, Event.FOLLOWED_UP} <= set(by)
