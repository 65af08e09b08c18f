"""Many tickets at once: what was selected stays that, what stands in the way is told before, and each is asked anew when its turn comes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.agents import Agent
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, HouseError, NotFound, Refused
from foundation.outbox import Message
from processes import runner, settling
from processes.bulk_changes import doing, looking_ahead, selecting
from processes.bulk_changes.records import BulkChange, BulkItem, Outcome
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flow, flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, a_worker, statements

WORK = (node("startEvent", "start"), node("userTask", "work"), flows("start > work"))
WORKING = process("working", *WORK)
ADVANCING = process(
    "advancing",
    node("startEvent", "start"),
    node("userTask", "work", lz_advances="on-change"),
    node("endEvent", "end"),
    flows("start > work"),
    flow("work", "end", "startswith(state, 'closed')"),
)
NARROW = process("narrow", *WORK, declares='<lz:ticket verbs="note move"/>')


def kept(anna: Agent, *tickets: Ticket) -> BulkChange:
    return selecting.keep(select(Ticket).where(Ticket.id.in_([each.id for each in tickets])), actor=anna.actor)


def kept_with(anna: Agent, *tickets: Ticket, **wanted: Any) -> BulkChange:
    change = kept(anna, *tickets)
    selecting.plan(change, wanted, actor=anna.actor)
    db.session.flush()
    return change


def reread() -> None:
    db.session.flush()
    db.session.expire_all()


def do_all(change: BulkChange) -> dict[int, str]:
    """Do what waits; problems by the ids of tickets."""
    for item_id in doing.waiting(change.id, most=100):
        try:
            doing.do(item_id)
        except HouseError as error:
            doing.note_problem(str(error), item_id)
    reread()
    items = db.session.scalars(select(BulkItem).where(BulkItem.bulk_change_id == change.id))
    return {item.ticket_id: item.problem for item in items}


def test_a_change_goes_from_the_selection_to_the_result(desk_work):
    anna, ben = a_worker("anna"), a_worker("ben")
    sales = a_queue("Sales")
    first, second, hidden = a_ticket(), a_ticket(queue=sales), a_ticket(queue=a_queue("Hidden", group=people.group("hidden")))
    change = kept(anna, first, second, hidden)
    assert set(db.session.scalars(selecting.tickets_of(change))) == {first.id, second.id}
    with pytest.raises(Conflict):
        selecting.begin(change, actor=anna.actor)
    tomorrow = now() + timedelta(days=1)
    wanted = {"queue": "Sales", "owner": "ben", "priority": "5 very high", "state": "pending reminder", "note": "The line is down."}
    selecting.plan(change, {**wanted, "pending_until": tomorrow.isoformat()}, actor=anna.actor)
    assert looking_ahead.obstacles(change, actor=anna.actor) == {}
    selecting.begin(change, actor=anna.actor)
    put = db.session.scalars(select(Message).where(Message.job == selecting.DO)).one()
    assert (put.arguments, put.job_queue) == ({"change_id": change.id}, "background")
    assert do_all(change) == {first.id: "", second.id: ""}
    for ticket_id in (first.id, second.id):
        ticket = Ticket.for_update(ticket_id)
        words = ticket.words
        assert (words.queue, words.owner, words.priority, words.state) == ("Sales", "ben", "5 very high", "pending reminder")
        assert ticket.pending_until == tomorrow
        said = db.session.scalars(select(Article).where(Article.ticket_id == ticket_id)).one()
        assert (said.body, said.visible_to_customer, said.created_by) == ("The line is down.", False, "agent:anna")
    assert selecting.outcomes(change.id)[change.id] == dict.fromkeys(Outcome, 0) | {Outcome.DONE: 2}
    assert ben.is_valid


def test_nothing_is_done_twice_and_what_is_so_already_is_left(desk_work):
    anna = a_worker("anna")
    ticket = a_ticket()
    change = kept(anna, ticket)
    selecting.plan(change, {"priority": "4 high"}, actor=anna.actor)
    item = doing.waiting(change.id, most=5)[0]
    assert (doing.do(item), doing.do(item), doing.do(0)) == (True, False, False)
    doing.note_problem("Too late.", item)
    reread()
    assert db.session.get_one(BulkItem, item).outcome is Outcome.DONE
    settling.settle()
    changes = select(func.count()).select_from(HistoryEntry).where(HistoryEntry.event == Event.PRIORITY_CHANGED)
    assert db.session.scalar(changes) == 1
    again = kept(anna, ticket)
    selecting.plan(again, {"priority": "4 high"}, actor=anna.actor)
    do_all(again)
    assert selecting.outcomes(again.id)[again.id][Outcome.UNCHANGED] == 1


def test_what_stands_in_the_way_is_told_before_and_found_again_by_the_deed(desk_work):
    anna, ben = a_worker("anna"), people.agent("ben")
    weak, sales = people.group("weak"), people.group("sales")
    a_queue("Sales", group=sales)
    people.grant(anna, weak, "ro", "note")
    people.grant(ben, a_group())
    mine, readable = a_ticket(), a_ticket(queue=a_queue("Weak", group=weak))
    deployed(NARROW)
    narrow = runner.open_ticket(queue=a_queue("Support"), title="Narrow", actor=SYSTEM, process_id="narrow")
    permission = "You need the permission “priority” for this ticket."
    left = "The process of this ticket does not offer it."
    for wanted, obstacles in (
        ({"priority": "4 high"}, {readable: permission, narrow: left}),
        ({"note": "Look."}, {}),
        ({"owner": "ben"}, {readable: "You need the permission “owner” for this ticket.", narrow: left}),
        ({"state": "closed successful"}, {readable: "You need the permission “close” for this ticket.", narrow: left}),
        (
            {"queue": "Sales"},
            {
                mine: "You may not move tickets into the queue 'Sales'.",
                readable: "You need the permission “move_into” for this ticket.",
                narrow: "You may not move tickets into the queue 'Sales'.",
            },
        ),
    ):
        change = kept(anna, mine, readable, narrow)
        selecting.plan(change, wanted, actor=anna.actor)
        told = looking_ahead.obstacles(change, actor=anna.actor)
        assert told == {ticket.id: sentence for ticket, sentence in obstacles.items()}, wanted
        if "state" not in wanted:
            assert {ticket_id: problem for ticket_id, problem in do_all(change).items() if problem} == told, wanted
    people.grant(anna, sales)
    other = a_ticket()
    change = kept(anna, mine, other)
    for queue, expected in (("", {}), ("Sales", {other.id: "Ben Anders cannot own tickets of this queue."})):
        selecting.plan(change, {"queue": queue, "owner": "ben"}, actor=anna.actor)
        assert looking_ahead.obstacles(change, actor=anna.actor) == expected


def test_the_cost_of_looking_ahead_does_not_grow(desk_work):
    anna = a_worker("anna")
    a_worker("ben")
    wanted = {"owner": "ben", "priority": "4 high", "state": "open", "note": "N"}

    def cost(number: int) -> int:
        change = kept(anna, *(a_ticket() for _ in range(number)))
        selecting.plan(change, wanted, actor=anna.actor)
        db.session.flush()
        with statements() as sent:
            looking_ahead.obstacles(change, actor=anna.actor)
        return len(sent)

    assert cost(2) >= cost(30) <= 20


def test_rights_are_those_of_the_moment_and_who_is_gone_does_nothing_more(desk_work):
    anna = a_worker("anna")
    first, second = a_ticket(), a_ticket()
    change = kept(anna, first, second)
    selecting.plan(change, {"priority": "4 high"}, actor=anna.actor)
    one, other = doing.waiting(change.id, most=5)
    assert doing.do(one)
    anna.change(actor=SYSTEM, validity="invalid")
    with pytest.raises(Forbidden, match="Anna Anders is not valid any more"):
        doing.do(other)
    doing.note_problem("Anna Anders is not valid any more; nothing is done in that name.", other)
    assert selecting.outcomes(change.id)[change.id][Outcome.FAILED] == 1
    anna.change(actor=SYSTEM, validity="valid")
    assert selecting.try_again(change, actor=anna.actor) == 1
    assert do_all(change) == {first.id: "", second.id: ""}


def test_closing_asks_before_it_cancels_activities(desk_work):
    deployed(WORKING)
    anna = a_worker("anna")
    for confirmed in (False, True):
        ticket = runner.open_ticket(queue=a_queue("Support"), title="Lamp", actor=SYSTEM, process_id="working")
        change = kept(anna, ticket)
        selecting.plan(change, {"state": "closed successful", "cancel_activities": confirmed}, actor=anna.actor)
        item = doing.waiting(change.id, most=5)[0]
        if confirmed:
            assert doing.do(item)
            assert Ticket.for_update(ticket.id).words.state == "closed successful"
        else:
            with pytest.raises(Conflict, match="has open activities"):
                doing.do(item)


def test_activities_that_closing_would_cancel_are_told_before(desk_work):
    deployed(WORKING)
    deployed(ADVANCING)
    anna = a_worker("anna")
    busy = runner.open_ticket(queue=a_queue("Support"), title="Lamp", actor=SYSTEM, process_id="working")
    done_soon = runner.open_ticket(queue=a_queue("Support"), title="Lamp", actor=SYSTEM, process_id="advancing")
    change = kept(anna, busy, done_soon, a_ticket())
    selecting.plan(change, {"state": "closed successful"}, actor=anna.actor)
    assert looking_ahead.obstacles(change, actor=anna.actor) == {busy.id: "It has open activities that closing would cancel: work."}
    assert looking_ahead.cautions(change) == {}
    selecting.plan(change, {"state": "closed successful", "cancel_activities": True}, actor=anna.actor)
    assert looking_ahead.obstacles(change, actor=anna.actor) == {}
    assert looking_ahead.cautions(change) == {busy.id: "These open activities are cancelled: work."}
    assert set(do_all(change).values()) == {""}
    assert looking_ahead.cautions(kept_with(anna, busy, state="open")) == {}


def test_what_others_have_locked_is_left_alone_unless_that_is_wanted(desk_work):
    anna, ben = a_worker("anna"), a_worker("ben")
    a_queue("Sales")
    mine, theirs, free = a_ticket(), a_ticket(), a_ticket()
    mine.lock(actor=anna.actor)
    theirs.lock(actor=ben.actor)
    locked = {theirs.id: "It is locked by Ben Anders."}
    for wanted in ({"priority": "4 high"}, {"queue": "Sales"}, {"owner": "anna"}, {"state": "open"}):
        change = kept_with(anna, mine, theirs, free, **wanted)
        assert looking_ahead.obstacles(change, actor=anna.actor) == locked
        assert {ticket_id: problem for ticket_id, problem in do_all(change).items() if problem} == locked
    free_of_locks: list[dict[str, Any]] = [{"note": "The line is down."}, {"priority": "5 very high", "also_locked": True}]
    for allowed in free_of_locks:
        change = kept_with(anna, mine, theirs, free, **allowed)
        assert looking_ahead.obstacles(change, actor=anna.actor) == {}
        assert set(do_all(change).values()) == {""}
    assert Ticket.for_update(theirs.id).words.owner == "ben"


def test_stopped_it_leaves_the_rest_and_goes_on_with_it_when_asked_to(desk_work):
    anna, ben = a_worker("anna"), a_worker("ben")
    first, second, third = a_ticket(), a_ticket(), a_ticket()
    change = kept_with(anna, first, second, third, priority="4 high")
    one, other, _last = doing.waiting(change.id, most=5)
    assert doing.do(one)
    with pytest.raises(NotFound):
        selecting.stop(change, actor=ben.actor)
    assert selecting.stop(change, actor=anna.actor) == 2
    assert selecting.stop(change, actor=anna.actor) == 0
    assert doing.waiting(change.id, most=5) == []
    assert not doing.do(other), "a worker had it in hand already"
    assert selecting.outcomes(change.id)[change.id] == dict.fromkeys(Outcome, 0) | {Outcome.DONE: 1, Outcome.STOPPED: 2}
    with pytest.raises(Refused):
        selecting.try_again(change, actor=anna.actor, those=Outcome.DONE)
    assert selecting.try_again(change, actor=anna.actor) == 0
    assert selecting.try_again(change, actor=anna.actor, those=Outcome.STOPPED) == 2
    do_all(change)
    assert selecting.outcomes(change.id)[change.id][Outcome.DONE] == 3


def test_what_makes_no_sense_is_refused(desk_work):
    anna, ben = a_worker("anna"), a_worker("ben")
    change = kept(anna, a_ticket())
    for wanted, named in (
        ({}, ""),
        ({"queue": "Nowhere"}, "queue"),
        ({"priority": "9 absurd"}, "priority"),
        ({"owner": "nobody-known"}, "owner"),
        ({"state": "merged"}, "state"),
        ({"state": "pending reminder"}, "pending_until"),
        ({"state": "pending reminder", "pending_until": "2001-01-01T10:00:00+00:00"}, "pending_until"),
        ({"note": "x" * 20_001}, "note"),
    ):
        with pytest.raises(Refused) as refusal:
            selecting.plan(change, wanted, actor=anna.actor)
        assert set(refusal.value.problems) == {named}, wanted
    with pytest.raises(Refused, match="Select the tickets"):
        selecting.keep(select(Ticket).where(Ticket.id == 0), actor=anna.actor)
    with pytest.raises(NotFound):
        selecting.change_with_id(change.id, actor=ben.actor)
    with pytest.raises(NotFound):
        selecting.plan(change, {"note": "Mine now."}, actor=ben.actor)
    with pytest.raises(Forbidden):
        selecting.keep(select(Ticket), actor=SYSTEM)
    selecting.plan(change, {"note": "Once."}, actor=anna.actor)
    selecting.begin(change, actor=anna.actor)
    with pytest.raises(Conflict):
        selecting.begin(change, actor=anna.actor)


def test_too_many_are_refused_and_old_ones_are_forgotten(desk_work, monkeypatch):
    monkeypatch.setattr(selecting, "MOST", 2)
    anna = a_worker("anna")
    tickets = [a_ticket() for _ in range(3)]
    with pytest.raises(Refused, match="These are more than 2 tickets"):
        kept(anna, *tickets)
    old = kept(anna, *tickets[:2]).id
    with moved_to(now() + timedelta(days=1)):
        young = kept(anna, *tickets[1:]).id
    with moved_to(now() + timedelta(days=30, hours=1)):
        assert selecting.forget_old() == 1
    reread()
    assert db.session.scalars(select(BulkChange.id)).all() == [young]
    assert set(db.session.scalars(select(BulkItem.bulk_change_id))) == {young} != {old}
