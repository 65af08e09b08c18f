"""Actions that concern other tickets: making, linking, sending to and waiting for them. The other side is a row of the outbox."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM, process_actor
from desk.dynamic_fields import DynamicField
from desk.switches import Switch, turn
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, HouseError, NotFound
from processes import chains, children
from processes.actions import Outcome, TransitionActionError
from processes.chains import ChainTooLong
from processes.children import ChildrenWait
from processes.settling import undoable
from processes.tickets.articles import Article
from processes.tickets.linking import Linked, LinkRole
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.actions.acting import NOW, PROCESS, a_process, act, an_instance, circumstances, nothing_changes, put, told
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("desk_work")


@pytest.fixture(autouse=True)
def _process(desk_work: None) -> None:
    a_process()


def made(ticket: Ticket, **params: Any) -> Ticket:
    """The ticket an action makes."""
    act(ticket, "ticket-create", **params)
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


# ------------------------------------------------------------------------------------------------ ticket-create
def test_a_new_ticket_begins_as_otrs_begins_one_of_a_process():
    ticket = a_ticket()
    new = made(ticket, title="Order a lamp")
    assert (new.title, new.words.queue, new.words.state, new.words.priority) == ("Order a lamp", "Raw", "new", "3 normal")
    assert (new.lock_state, new.words.owner, new.words.customer_user) == (Lock.UNLOCKED, "root@localhost", None)
    assert (new.created_by, new.links(), new.number == ticket.number) == ("process:handling", [], False)
    assert db.session.scalars(select(Article).where(Article.ticket_id == new.id)).all() == []
    assert told(new) == ["ticket.created"]


def test_a_new_ticket_is_all_that_its_parameters_say():
    turn(Switch.RESPONSIBLE, value=True, actor=SYSTEM)
    turn(Switch.TICKET_TYPES, value=True, actor=SYSTEM)
    DynamicField.create(name="amount", label="Amount", kind="integer", actor=SYSTEM)
    a_worker("anna")
    people.customer_user("carla", of=people.customer("ACME"))
    a_queue("Support")
    with moved_to(NOW):
        new = made(
            a_ticket(),
            title="Order",
            queue="Support",
            state="pending reminder",
            pending="PT1H",
            lock="lock",
            priority="5 very high",
            owner="anna",
            responsible="anna",
            type="Unclassified",
            customer="OTHER",
            customer_user="carla",
            number="4711",
            body="One lamp, please.",
            subject="Lamp",
            visible_to_customer="1",
            amount="3",
            link_as="Child",
        )
    words = new.words
    assert (new.number, words.queue, words.state, words.priority) == ("4711", "Support", "pending reminder", "5 very high")
    assert (new.pending_until, new.lock_state, words.owner, words.responsible) == (NOW + timedelta(hours=1), Lock.LOCKED, "anna", "anna")
    assert (words.type, words.customer, words.customer_user, new.field_value("amount")) == ("Unclassified", "OTHER", "carla", 3)
    article = db.session.scalars(select(Article).where(Article.ticket_id == new.id)).one()
    assert (article.subject, article.body, article.visible_to_customer) == ("Lamp", "One lamp, please.", True)


def test_a_new_ticket_is_linked_as_what_it_is_said_to_be():
    for role, seen_from_new in (("Normal", LinkRole.NORMAL), ("Parent", LinkRole.CHILD), ("child", LinkRole.PARENT)):
        ticket = a_ticket()
        new = made(ticket, title="x", link_as=role)
        assert new.links() == [Linked(seen_from_new, ticket.id)]
        assert told(ticket)[-1] == told(new)[-1] == "ticket.linked"


def test_a_ticket_that_begins_closed_is_unlocked_and_may_be_archived():
    turn(Switch.ARCHIVE, value=True, actor=SYSTEM)
    new = made(a_ticket(), title="x", state="closed successful", lock="lock", archive="y")
    assert (new.is_closed, new.lock_state, new.archived) == (True, Lock.UNLOCKED, True)


def test_its_process_begins_by_a_row_one_hop_further():
    a_process("other")
    within = circumstances(cause="2026", hops=3, waits=True, instance_id=5, token=9)
    new = made(a_ticket(), title="x")
    assert put() == [("start_process", start_row(new, "request", cause="2026010510000011", hops=1), 1)]
    assert act(a_ticket(), "ticket-create", title="y", process="other", within=within) is Outcome.WAITS
    newest = db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
    assert put()[1:] == [("start_process", {**start_row(newest, "other", cause="2026", hops=4), "reply_to": [5, 9]}, 4)]


def start_row(new: Ticket, process_id: str, *, cause: str, hops: int) -> dict[str, Any]:
    return {"ticket_id": new.id, "process_id": process_id, "cause": cause, "hops": hops, "by": PROCESS}


WRONG: list[dict[str, Any]] = [
    {"title": ""},
    {"queue": "Rw"},
    {"state": "opne"},
    {"owner": "nobody-here"},
    {"process": "nowhere"},
    {"number": "taken"},
    {"link_as": "Cousin"},
    {"amuont": "1"},
    {"archive": "y", "state": "closed successful"},
]


def test_what_cannot_be_a_ticket_fails_and_leaves_none():
    ticket = a_ticket()
    ticket.change(actor=SYSTEM, number="taken")
    for wrong in WRONG:
        with pytest.raises(HouseError), undoable():
            act(ticket, "ticket-create", **{"title": "x"} | wrong)
    assert [each.id for each in db.session.scalars(select(Ticket))] == [ticket.id]
    assert put() == []


def test_a_process_makes_tickets_in_queues_of_its_group_only():
    a_process("theirs", owner=people.group("crew"))
    a_queue("Support")
    within = circumstances(actor=process_actor("theirs"), process_id="theirs")
    with pytest.raises((Forbidden, NotFound)):
        act(a_ticket(), "ticket-create", title="x", queue="Support", within=within)


def test_tickets_that_make_tickets_are_stopped_and_the_chain_is_named(monkeypatch: pytest.MonkeyPatch):
    ticket = a_ticket()
    with pytest.raises(ChainTooLong, match="began with 2026010510000011 was stopped: more than 50"):
        act(ticket, "ticket-create", title="x", within=circumstances(hops=50))
    monkeypatch.setattr(chains, "MOST_TICKETS", 3)
    for _ in range(2):
        an_instance(a_ticket(), cause="wide", hops=1)
    an_instance(a_ticket(), cause="wide", hops=0)
    act(ticket, "ticket-create", title="third", within=circumstances(cause="wide"))
    with pytest.raises(ChainTooLong, match="began with wide was stopped: it made more than 3 tickets within an hour"):
        act(ticket, "ticket-create", title="fourth", within=circumstances(cause="wide"))
    db.session.info.pop(chains.MADE)
    with moved_to(NOW + timedelta(days=3650)):
        act(ticket, "ticket-create", title="much later", within=circumstances(cause="wide"))


# ------------------------------------------------------------------------------------------------ ticket-link
def test_a_link_is_made_after_the_step():
    ticket, other = a_ticket(), a_ticket()
    roles = {"normal": {"type": "Normal"}, "parent": {"link_as": "Parent"}, "child": {"type": "ParentChild"}}
    for params in ({}, *roles.values()):
        with nothing_changes(ticket):
            assert act(ticket, "ticket-link", ticket=other.number, **params) is Outcome.DONE
    row = {"ticket_id": ticket.id, "other_id": other.id, "by": PROCESS}
    assert put() == [("link_tickets", {**row, "role": role}, 0) for role in ("normal", *roles)]


def test_a_link_with_nobody_oneself_or_an_ancestor_fails():
    parent, child = a_ticket(), a_ticket()
    parent.link(child, LinkRole.CHILD, actor=SYSTEM)
    for params, sentence in (
        ({"to": "0815"}, "no ticket '0815'"),
        ({"ticket": child.number}, "cannot be linked with itself"),
        ({"ticket": parent.number, "link_as": "Child"}, "its ancestor or descendant"),
    ):
        with pytest.raises(TransitionActionError, match=sentence):
            act(child, "ticket-link", **params)


# ------------------------------------------------------------------------------------------------ process-message
def test_a_message_is_a_row_with_its_data_cause_and_hops():
    ticket, other = a_ticket(), a_ticket()
    other.link(ticket, LinkRole.CHILD, actor=SYSTEM)
    for to in (None, "parent", "children", other.number):
        act(ticket, "process-message", name="order.paid", to=to, amount=3, correlate="A7", within=circumstances(hops=4))
    sent = {"from_id": ticket.id, "name": "order.paid", "data": {"amount": 3}, "correlate": "A7", "cause": "2026010510000011", "hops": 5}
    assert put() == [("send_message", {**sent, "to": to}, 5) for to in ("instance", "parent", "children", other.number)]


def test_a_message_to_nobody_or_in_an_endless_chain_fails():
    ticket = a_ticket()
    for params, sentence in (({"to": "parent"}, "has no parent"), ({"to": "0815"}, "no ticket '0815'"), ({"name": ""}, "'name' is empty")):
        with pytest.raises(TransitionActionError, match=sentence):
            act(ticket, "process-message", **{"name": "x"} | params)
    with pytest.raises(ChainTooLong, match="more than 50 messages and starts"):
        act(ticket, "process-message", name="x", within=circumstances(hops=50))


# ------------------------------------------------------------------------------------------------ children
def test_it_goes_on_when_all_children_are_closed():
    parent = a_ticket()
    assert act(parent, "children-wait") is Outcome.DONE
    first, second = made(parent, title="1", link_as="Child"), made(parent, title="2", link_as="Child")
    within = circumstances(instance_id=an_instance(parent).id)
    assert act(parent, "children-wait", within=within) is Outcome.WAITS
    assert act(parent, "children-wait", within=within) is Outcome.WAITS
    act(first, "ticket-state-set", state="closed successful")
    assert children.satisfied_waits(parent.id) == []
    act(second, "ticket-state-set", state="closed unsuccessful")
    assert children.satisfied_waits(parent.id) == [(within.instance_id, 7)]
    assert db.session.scalars(select(ChildrenWait)).all() == []
    assert act(parent, "children-wait", state="closed", within=within) is Outcome.DONE


WAITS: list[tuple[dict[str, Any], list[str], bool]] = [
    ({"count": 1}, ["closed unsuccessful"], False),
    ({"count": 2}, ["closed successful"], True),
    ({"state": "closed successful", "count": 1}, ["closed unsuccessful"], True),
    ({"state": "closed successful"}, ["closed successful", "closed successful"], False),
    ({"count": 0}, [], False),
    ({"count": 3}, ["closed successful", "closed successful"], True),
]


def test_it_waits_for_as_many_in_the_state_as_it_is_told():
    for params, closed, waits in WAITS:
        parent = a_ticket()
        made_children = [made(parent, title="x", link_as="Child") for _ in range(2)]
        for child, state in zip(made_children, closed, strict=False):
            act(child, "ticket-state-set", state=state)
        within = circumstances(instance_id=an_instance(parent).id)
        assert (act(parent, "children-wait", within=within, **params) is Outcome.WAITS) is waits, params


def test_a_child_that_closes_tells_its_parents_once():
    parent = a_ticket()
    child = made(parent, title="x", link_as="Child")
    an_instance(child, cause="2026", hops=1)
    for state in ("open", "closed successful", "closed unsuccessful"):
        act(child, "ticket-state-set", state=state)
    act(parent, "ticket-state-set", state="closed successful")
    message = {"parent_id": parent.id, "number": child.number, "state": "closed successful", "cause": "2026", "hops": 2}
    assert put()[1:] == [("tell_parent", message, 2)]
