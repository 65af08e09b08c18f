"""Merging tickets, with all that goes along (desk.md 1.11)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.escalations import Sender
from desk.state_types import StateType
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from processes import settling
from processes.events import Event
from processes.tickets import indexing
from processes.tickets.articles import Article
from processes.tickets.linking import Linked, LinkRole
from processes.tickets.record import Lock, UpdateBasis
from processes.tickets.seeing import unseen_counts
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher
from processes.tickets.writing import NewArticle
from tests.desk import people
from tests.desk.words import a_queue, a_state
from tests.processes.tickets import a_ticket, told
from tests.processes.tickets.conftest import StandIn

pytestmark = pytest.mark.usefixtures("process", "work")
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def two() -> SimpleNamespace:
    """Anna merges two tickets of her queue; bert may only note."""
    a_state("merged", StateType.MERGED)
    anna, bert, queue = people.agent("anna"), people.agent("bert"), a_queue("Crew", group=people.group())
    people.grant(anna, queue.group)
    people.grant(bert, queue.group, "ro", "note")
    source, target = a_ticket(queue=queue, lock_state=Lock.LOCKED), a_ticket(queue=queue)
    return SimpleNamespace(anna=anna, bert=bert, queue=queue, source=source, target=target)


def write(ticket: Ticket, body: str, *, hour: int, sender: Sender = Sender.AGENT) -> Article:
    with moved_to(MONDAY + timedelta(hours=hour)):
        return ticket.add_article(NewArticle("s", body, sender=sender, visible_to_customer=True, time_units="1"), actor=SYSTEM)


def test_articles_move_with_their_time_and_the_clocks_go_by_when_they_were_written(two: SimpleNamespace):
    write(two.source, "asked", hour=1, sender=Sender.CUSTOMER)
    write(two.source, "answered", hour=2)
    write(two.target, "asked too", hour=0, sender=Sender.CUSTOMER)
    write(two.target, "asked again", hour=3, sender=Sender.CUSTOMER)
    two.target.mark_seen(actor=two.anna.actor)
    two.source.mark_seen(actor=two.anna.actor)
    assert two.source.merge_into(two.target, actor=two.anna.actor)
    columns = (Article.position, Article.body, Article.time_units)
    moved = db.session.execute(select(*columns).where(Article.ticket_id == two.target.id).order_by(Article.position)).all()
    assert [tuple(row) for row in moved] == [(1, "asked too", 1), (2, "asked again", 1), (3, "asked", 1), (4, "answered", 1)]
    note = db.session.scalars(select(Article).where(Article.ticket_id == two.source.id)).one()
    assert (note.channel, note.visible_to_customer, note.subject) == ("internal", True, "Ticket Merged")
    assert note.body == f"Merged Ticket {two.source.number} to {two.target.number}."
    assert (two.target.update_basis, two.target.update_counts_from) == (UpdateBasis.CUSTOMER, MONDAY + timedelta(hours=3))
    assert two.target.first_response_at == MONDAY + timedelta(hours=2)
    assert unseen_counts([two.target.id], agent_id=two.anna.id) == {two.target.id: 2}


def test_the_merged_ticket_is_over_and_both_tell_it(two: SimpleNamespace, process: StandIn):
    assert two.source.merge_into(two.target, actor=two.anna.actor)
    assert (two.source.state_type, two.source.lock_state, two.source.merged_into_id) == (StateType.MERGED, Lock.UNLOCKED, two.target.id)
    assert process.cancelled == [(two.source.id, f"the ticket was merged into {two.target.number}")]
    assert two.target.links() == [Linked(LinkRole.CHILD, two.source.id)]
    merged = (Event.MERGED, {"ticket": two.source.number, "into": two.target.number})
    assert merged in told(two.source)
    assert merged in told(two.target)
    assert not two.source.merge_into(two.target, actor=two.anna.actor)
    assert len(process.cancelled) == 1


def test_watchers_and_links_move_without_duplicates(two: SimpleNamespace):
    turn(Switch.WATCHERS, True, actor=SYSTEM)
    two.source.watch(two.anna, actor=SYSTEM)
    two.source.watch(two.bert, actor=SYSTEM)
    two.target.watch(two.anna, actor=SYSTEM)
    parent, child, friend = (a_ticket(queue=two.queue) for _ in range(3))
    two.source.link(parent, LinkRole.PARENT, actor=SYSTEM)
    two.source.link(child, LinkRole.CHILD, actor=SYSTEM)
    two.source.link(friend, actor=SYSTEM)
    two.target.link(friend, actor=SYSTEM)
    two.source.link(two.target, actor=SYSTEM)
    two.target.link(child, LinkRole.PARENT, actor=SYSTEM)  # moving the other one would close a circle
    two.source.merge_into(two.target, actor=SYSTEM)
    watching = db.session.execute(select(Watcher.ticket_id, Watcher.agent_id).order_by(Watcher.agent_id)).all()
    assert [tuple(row) for row in watching] == [(two.target.id, two.anna.id), (two.target.id, two.bert.id)]
    assert two.target.links() == [
        Linked(LinkRole.PARENT, parent.id),
        Linked(LinkRole.PARENT, child.id),
        Linked(LinkRole.CHILD, two.source.id),
        Linked(LinkRole.NORMAL, friend.id),
    ]
    assert two.source.links() == [Linked(LinkRole.PARENT, two.target.id)]


def test_named_fields_are_handed_on_where_the_target_has_nothing(two: SimpleNamespace):
    for name in ("room", "floor", "shelf"):
        DynamicField.create(name=name, label=name, kind="text", config={"max_length": 5}, actor=SYSTEM)
    turn(Switch.MERGED_FIELDS, ["room", "floor", "gone"], actor=SYSTEM)
    two.source.set_fields({"room": "1", "floor": "2", "shelf": "3"}, actor=SYSTEM)
    two.target.set_fields({"floor": "9"}, actor=SYSTEM)
    two.source.merge_into(two.target, actor=two.anna.actor)
    assert two.target.field_values == {"room": "1", "floor": "9", "shelf": None}


def test_what_cannot_be_merged(two: SimpleNamespace):
    third = a_ticket(queue=two.queue)
    with pytest.raises(Forbidden, match="'rw'"):
        two.source.merge_into(two.target, actor=two.bert.actor)
    with pytest.raises(Refused, match="cannot be merged with itself"):
        two.source.merge_into(two.source, actor=two.anna.actor)
    two.source.merge_into(two.target, actor=two.anna.actor)
    with pytest.raises(Conflict, match=f"{two.source.number} is part of {two.target.number} already"):
        two.source.merge_into(third, actor=two.anna.actor)
    for ticket in (two.target, third):
        with pytest.raises(Conflict, match=f"{two.source.number} is part of {two.target.number} already"):
            ticket.merge_into(two.source, actor=two.anna.actor)


def test_numbers_of_merged_tickets_lead_to_what_they_became_part_of(two: SimpleNamespace):
    chain = [a_ticket(queue=two.queue) for _ in range(12)]
    for ticket, into in pairwise(chain):
        ticket.merge_into(into, actor=SYSTEM)
    settling.settle()
    assert Ticket.surviving(chain[-1].number) is chain[-1]
    assert Ticket.surviving(chain[1].number) is chain[-1]  # ten further
    with pytest.raises(NotFound, match="merged more than 10 times over"):
        Ticket.surviving(chain[0].number)
    with pytest.raises(NotFound):
        Ticket.surviving("4711")


CUSTOMERS = {
    "one company": (("ACME", "carla"), ("ACME", "carl"), True),
    "one person": (("ACME", "carla"), ("ACME", "carla"), True),
    "another company": (("ACME", "carla"), ("OTHER", "otto"), False),
    "nobody into a company": (None, ("OTHER", "otto"), True),
    "a company into nobody": (("ACME", "carla"), None, False),
}


@pytest.mark.parametrize("mine, theirs, is_read", CUSTOMERS.values(), ids=CUSTOMERS)
def test_customers_read_what_was_merged_only_where_they_could_read_it_before(two: SimpleNamespace, mine, theirs, is_read):
    companies = {number: people.customer(number) for number in ("ACME", "OTHER")}
    users = {login: people.customer_user(login, of=companies["ACME"]) for login in ("carla", "carl")}
    users["otto"] = people.customer_user("otto", of=companies["OTHER"])
    for ticket, whose in ((two.source, mine), (two.target, theirs)):
        if whose is not None:
            ticket.change(actor=SYSTEM, customer_id=companies[whose[0]].id, customer_user_id=users[whose[1]].id)
    write(two.source, "our secret", hour=1)
    write(two.target, "your question", hour=2, sender=Sender.CUSTOMER)
    db.session.flush()
    settling.settle()
    assert two.source.merge_into(two.target, actor=two.anna.actor)
    assert two.target.first_response_at == (MONDAY + timedelta(hours=1) if is_read else None)
    moved = db.session.scalars(select(Article).where(Article.ticket_id == two.target.id).order_by(Article.position)).all()
    assert [(each.body, each.visible_to_customer) for each in moved] == [("your question", True), ("our secret", is_read)]
    found = {also: set(db.session.scalars(indexing.found("secret", also_internal=also))) for also in (False, True)}
    assert found == {False: {two.target.id} if is_read else set(), True: {two.target.id}}
    assert [what for event, what in told(two.target) if event == Event.NOTED and "internal here" in what["comment"]] == (
        [] if is_read else [{"comment": f"What customers could read of {two.source.number} is internal here: it is of another customer."}]
    )
    two.source.follow_up(NewArticle("s", "later", sender=Sender.CUSTOMER, visible_to_customer=True), actor=SYSTEM)
    later = db.session.scalars(select(Article).where(Article.body == "later")).one()
    assert (later.ticket_id, later.visible_to_customer) == (two.target.id, is_read)
