"""Reading history: pages, what customers see of it, why a ticket is where it is, and how tickets stood in March."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM, process_actor
from desk.escalations import Sender
from desk.state_types import StateType
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from processes import settling
from processes.events import Event
from processes.proving.erasing import erase
from processes.telling.entries import entries_of, for_customer
from processes.telling.reasons import why
from processes.telling.states import in_state_during
from processes.tickets.articles import Article, Channel
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue, a_state
from tests.processes.tickets import a_ticket

pytestmark = pytest.mark.usefixtures("work")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def an_article(ticket: Ticket, position: int, *, visible: bool) -> int:
    article = Article(ticket_id=ticket.id, position=position, sender=Sender.AGENT, channel=Channel.INTERNAL, created_by="system")
    article.visible_to_customer = visible
    db.session.add(article)
    db.session.flush()
    return article.id


def test_agents_see_all_of_it_in_pages_and_customers_what_is_meant_for_them():
    ben, stranger = people.agent("ben"), people.agent("zoe")
    people.grant(ben, a_group(), "ro")
    acme = people.customer()
    carla = people.customer_user(of=acme)
    ticket = a_ticket(customer_id=acme.id, customer_user_id=carla.id)
    ticket.record(Event.TICKET_CREATED, actor=carla.actor, title="Printer", queue="Support", cause="internal")
    ticket.record(Event.OWNER_CHANGED, actor=ben.actor, old="root@localhost", new="ben")
    ticket.record(Event.NOTE_ADDED, actor=ben.actor, article_id=an_article(ticket, 1, visible=False), subject="What a fool")
    ticket.record(Event.ANSWER_SENT, actor=ben.actor, article_id=an_article(ticket, 2, visible=True), subject="RE: Printer", sender="agent")
    ticket.record(Event.TRANSITIONS_TAKEN, actor=ben.actor, by="complete", taken=["judge_customer", "to_repair", "repair"])
    ticket.record(Event.TRANSITIONS_TAKEN, actor=ben.actor, by="complete", taken=["judge_again"])
    ticket.record(Event.STATE_CHANGED, actor=process_actor("repair"), old="open", new="closed successful")
    settling.settle()
    assert [entry.position for entry in entries_of(ticket.id, actor=ben.actor, limit=3)] == [7, 6, 5]
    older = entries_of(ticket.id, actor=ben.actor, before_position=5)
    assert [(entry.position, entry.otrs_type, entry.actor) for entry in older[-2:]] == [
        (2, "OwnerUpdate", "agent:ben"),
        (1, "NewTicket", "customer-user:carla"),
    ]
    assert older[1].sentence() == "A note was added: What a fool"
    assert [(entry.actor, entry.sentence()) for entry in entries_of(ticket.id, actor=carla.actor)] == [
        ("", "The state was changed from open to closed successful."),
        ("", "An answer was sent: RE: Printer"),
        ("customer-user:carla", "The ticket was created: Printer"),
    ]
    tracked = for_customer(ticket.id, milestones={"repair": "In repair"}, limit=2)
    assert [(entry.position, entry.data) for entry in tracked] == [
        (7, {"old": "open", "new": "closed successful"}),
        (5, {"taken": ["In repair"]}),
    ]
    assert [entry.position for entry in for_customer(ticket.id, milestones={"repair": ""}, before_position=5, limit=2)] == [4, 1]
    for nobody in (stranger.actor, people.customer_user("eve", of=people.customer("EVIL")).actor):
        with pytest.raises(NotFound):
            entries_of(ticket.id, actor=nobody)


def test_why_a_ticket_is_where_it_is_is_told_with_the_values_that_decided():
    ben, ticket = people.agent("ben"), a_ticket()
    assert why(ticket.id, actor=SYSTEM) is None
    conditions = [
        {"flow": "cheap", "text": "amount < 100", "holds": False, "values": {"amount": 2500}},
        {"flow": "dear", "text": "amount > 1000", "holds": True, "values": {"amount": 2500}},
    ]
    with moved_to(NOON):
        ticket.record(Event.TRANSITIONS_TAKEN, actor=SYSTEM, by="start", taken=["start"])
        ticket.record(Event.TRANSITIONS_TAKEN, actor=ben.actor, by="complete", taken=["ask", "dear", "boss"], conditions=conditions)
        ticket.record(Event.NOTED, actor=SYSTEM, comment="later")
    settling.settle()
    found = why(ticket.id, actor=SYSTEM)
    assert found is not None
    assert (found.at, found.actor, found.by, found.taken, found.position) == (NOON, "agent:ben", "complete", ["ask", "dear", "boss"], 2)
    assert found.conditions == conditions
    assert found.sentence() == (
        "agent:ben brought it here on 2026-03-02 12:00 UTC. The condition “amount > 1000” held (amount = 2500)."
    )  # fmt: skip
    assert found.sentence("de").endswith("Die Bedingung „amount > 1000“ traf zu (amount = 2500).")


@pytest.mark.parametrize(
    "told, ends",
    [
        ({}, "There was no condition to meet."),
        ({"conditions": [{"flow": "a", "text": "vip", "holds": True, "values": {}}]}, "The condition “vip” held."),
        (
            {"conditions": [{"text": "a", "holds": False, "values": {"a": False}}, {"text": "b > 1", "holds": False, "values": {"b": 1}}]},
            "None of the conditions held: “a”, “b > 1” (a = no, b = 1).",
        ),
        ({"conditions": [{"text": "1 > 2", "holds": False}]}, "None of the conditions held: “1 > 2”."),
    ],
)
def test_without_a_condition_that_held_the_others_are_told(told: dict, ends: str):
    ticket = a_ticket()
    ticket.record(Event.TRANSITIONS_TAKEN, actor=SYSTEM, **told)
    settling.settle()
    found = why(ticket.id, actor=SYSTEM)
    assert found is not None
    assert found.sentence().endswith(f"UTC. {ends}")


def test_why_is_for_the_house_and_survives_erasing():
    acme = people.customer()
    carla, ticket = people.customer_user(of=acme), a_ticket(customer_id=acme.id)
    ticket.record(Event.TRANSITIONS_TAKEN, actor=SYSTEM, by="complete", taken=["a"])
    erase(ticket, [1], actor=SYSTEM, reason="It named a person.")
    settling.settle()
    with pytest.raises(Forbidden, match="not told to customers"):
        why(ticket.id, actor=carla.actor)
    with pytest.raises(NotFound):
        why(ticket.id + 1, actor=SYSTEM)
    found = why(ticket.id, actor=SYSTEM)
    assert found is not None
    assert (found.by, found.taken) == (None, [])
    assert [entry.sentence() for entry in entries_of(ticket.id, actor=SYSTEM)] == [
        "What entries 1 told was erased: It named a person.",
        "What this entry told was erased.",
    ]


def test_tickets_that_were_in_a_state_in_march_are_found():
    """Each way to have been in it, or not: (when the ticket came into it, when it left it)."""
    march, april = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    second, day = timedelta(seconds=1), timedelta(days=1)
    spans = {
        "all the time": (march - day, None),
        "left in march": (march - day, march + day),
        "within": (march + day, march + 2 * day),
        "left after": (march + day, april + day),
        "from before until after": (march - day, april + day),
        "from the last second": (april - second, None),
        "left as march began": (march - day, march),
        "left before": (march - 2 * day, march - day),
        "not before april": (april, None),
        "passed through at once": (march + day, march + day),
    }
    waits, ended = a_state("waits", StateType.OPEN), a_state("ended", StateType.CLOSED)
    for name, (came, left) in spans.items():
        ticket = a_ticket(name)
        for at, event, state in (
            (came - day * 50, Event.TICKET_CREATED, a_state()),
            (came, Event.STATE_CHANGED, waits),
            (left, None, ended),
        ):
            if at is not None:
                with moved_to(at):
                    ticket.change(actor=SYSTEM, state_id=state.id)
                    ticket.record(event or Event.STATE_CHANGED, actor=SYSTEM, new=state.name)
        with moved_to(left or came):
            ticket.record(Event.NOTED, actor=SYSTEM)
    settling.settle()
    found = db.session.scalars(select(Ticket.title).where(in_state_during(waits, march, april)).order_by(Ticket.id)).all()
    assert found == list(spans)[:6]
    a_queue("Locked", group=a_group("others"))
    assert db.session.scalars(Ticket.visible_to(people.agent("zoe").actor).where(in_state_during(waits, march, april))).all() == []
