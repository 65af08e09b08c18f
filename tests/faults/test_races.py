"""Whatever is done to a ticket at the same moment happens one after the other: one wins, others are told, and nothing is done twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.queues import Queue
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity, Closing
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import Incident
from processes.instances import Instance
from processes.messages import IncomingMessage
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from processes.versions import ProcessVersion
from tests.faults import moves
from tests.faults.duels import LOOP, Duels
from tests.faults.racing import Move, Outcome, Racers
from tests.faults.soundness import assert_sound
from tests.processes.bpmn_text import action, event, flow, flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker

PAIRS = 1_000
ROUNDS = 12  # of each of the other races
Tell = Callable[[str, object], None]


@pytest.fixture
def racers(seeded_house: Flask) -> Iterator[Racers]:
    with Racers(2) as made:
        yield made


# ------------------------------------------------------------------------------------------------ what races are about
def tickets_in(model: str, *, number: int = ROUNDS) -> list[int]:
    """New tickets in the process of a model."""
    with unit_of_work():
        process_id = deployed(model).definition.process_id
        opened = [runner.open_ticket(queue=Queue.default(), title="ben", actor=SYSTEM, process_id=process_id) for _ in range(number)]
        return [ticket.id for ticket in opened]


def agents(*logins: str) -> list[Agent]:
    with unit_of_work():
        return [a_worker(login) for login in logins]


def activities(ticket_ids: Iterable[int], name: str = "work") -> dict[int, int]:
    """The open activity of that name, by ticket."""
    found = select(Activity.ticket_id, Activity.id).where(Activity.node_id == name, Activity.ticket_id.in_(ticket_ids), IS_OPEN)
    with unit_of_work(reads_only=True):
        return {row.ticket_id: row.id for row in db.session.execute(found)}


def due_timers(ticket_ids: Iterable[int]) -> dict[int, int]:
    """The timer of each ticket, which is due by now."""
    with unit_of_work():
        db.session.execute(update(Timer).where(Timer.ticket_id.in_(ticket_ids)).values(due_at=now() - timedelta(minutes=1)))
        return {row.ticket_id: row.id for row in db.session.execute(select(Timer.ticket_id, Timer.id))}


def outcomes(racers: Racers, ticket_ids: Iterable[int], pair: Callable[[int], tuple[Move, Move]]) -> dict[int, tuple[Outcome, ...]]:
    """What became of a race on each ticket, whose rows are sound after that."""
    found = {ticket_id: tuple(racers.race(*pair(ticket_id))) for ticket_id in ticket_ids}
    assert_sound()
    return found


def kinds(found: dict[int, tuple[Outcome, ...]]) -> Counter[tuple[str, ...]]:
    """How often what happened; moves that say whether they did something tell it."""
    return Counter(
        tuple(each.kind if each.told is None or not each.is_done else str(each.told) for each in pair) for pair in found.values()
    )


def names_of_open(ticket_id: int) -> list[str]:
    with unit_of_work(reads_only=True):
        return list(db.session.scalars(select(Activity.node_id).where(Activity.ticket_id == ticket_id, IS_OPEN).order_by(Activity.node_id)))


def told(what: Event) -> dict[int, int]:
    """How many entries of an event each history has."""
    with unit_of_work(reads_only=True):
        counted = select(HistoryEntry.ticket_id, func.count()).where(HistoryEntry.event == what).group_by(HistoryEntry.ticket_id)
        return {row[0]: row[1] for row in db.session.execute(counted)}


# ------------------------------------------------------------------------------------------------ people
def test_of_two_who_complete_an_activity_one_does(racers: Racers, record_property: Tell):
    duels, began = Duels.prepared(), time.monotonic()
    duels.fight(racers, PAIRS)
    record_property(
        "figure",
        f"{duels.pairs} pairs in {time.monotonic() - began:.0f} s: {duels.doubled} completed both, "
        f"{', '.join(f'{who} won {times}' for who, times in Counter(who for who, _ in duels.won).items())}",
    )
    assert duels.kinds == {("Conflict", "done"): PAIRS}
    assert duels.untold == []
    assert_sound()
    with unit_of_work(reads_only=True):
        rows = db.session.execute(select(Activity.closing, Activity.closed_by).where(~IS_OPEN).order_by(Activity.id)).all()
        assert [tuple(row) for row in rows] == [(Closing.COMPLETED, who) for who, _ in duels.won]
        assert list(db.session.scalars(select(Article.body).order_by(Article.position))) == [words for _, words in duels.won]
        fields = select(HistoryEntry.data).where(HistoryEntry.event == Event.FIELD_CHANGED).order_by(HistoryEntry.position)
        assert [data["new"] for data in db.session.scalars(fields)] == [words for _, words in duels.won]
        assert db.session.scalars(select(Instance.step)).one() == PAIRS + 1
    assert told(Event.NOTE_ADDED) == told(Event.ACTIVITY_COMPLETED) == {duels.ticket_id: PAIRS}


def test_two_branches_that_are_completed_at_once_meet_once(racers: Racers):
    model = process(
        "both",
        node("startEvent", "start"),
        node("parallelGateway", "fork"),
        node("userTask", "work"),
        node("userTask", "check"),
        node("parallelGateway", "join"),
        node("userTask", "after"),
        flows("start > fork > work > join > after", "fork > check > join"),
    )
    tickets = tickets_in(model)
    work, check = activities(tickets), activities(tickets, "check")
    found = outcomes(racers, tickets, lambda key: ((moves.finish, work[key], SYSTEM), (moves.finish, check[key], SYSTEM)))
    assert kinds(found) == {("done", "done"): ROUNDS}
    assert [names_of_open(ticket_id) for ticket_id in tickets] == [["after"]] * ROUNDS


def test_what_one_claims_another_does_not_do(racers: Racers):
    anna, ben = agents("anna", "ben")
    tickets = tickets_in(LOOP)
    work = activities(tickets)
    found = outcomes(racers, tickets, lambda key: ((moves.claim, work[key], anna.actor), (moves.claim, work[key], ben.actor)))
    assert set(kinds(found)) <= {("True", "Conflict"), ("Conflict", "True")}
    with unit_of_work(reads_only=True):
        holders = dict(db.session.execute(select(Activity.ticket_id, Activity.claimed_by_id)).all())
    assert holders == {key: (anna if first.is_done else ben).id for key, (first, _) in found.items()}


def test_an_activity_is_completed_or_its_timer_fires(racers: Racers):
    model = process(
        "chasing",
        node("startEvent", "start"),
        node("userTask", "work"),
        node("boundaryEvent", "late", event("timer", "PT1H"), attachedToRef="work"),
        node("userTask", "done"),
        node("userTask", "chase"),
        flows("start > work > done", "late > chase"),
    )
    tickets = tickets_in(model)
    work, timers = activities(tickets), due_timers(tickets)
    found = outcomes(racers, tickets, lambda key: ((moves.finish, work[key], SYSTEM), (moves.fire, timers[key], key % 2 == 0)))
    assert set(kinds(found)) <= {("done", "False"), ("Conflict", "True")}
    opened = {key: ["done"] if finished.is_done else ["chase"] for key, (finished, _) in found.items()}
    assert {key: names_of_open(key) for key in tickets} == opened
    assert told(Event.TIMER_FIRED) == {key: 1 for key, names in opened.items() if names == ["chase"]}


def test_an_activity_is_completed_or_advanced_by_a_change(racers: Racers):
    model = process(
        "following",
        node("startEvent", "start"),
        node("userTask", "work", lz_advances="on-change"),
        node("exclusiveGateway", "which", default="which-work"),
        flow("which", "calm", "priority == '1 very low'"),
        node("userTask", "calm"),
        flows("start > work > which > work", "calm > over"),
        node("endEvent", "over"),
    )
    tickets = tickets_in(model)
    work = activities(tickets)
    found = outcomes(racers, tickets, lambda key: ((moves.finish, work[key], SYSTEM), (moves.set_priority, key, "1 very low", SYSTEM)))
    assert set(kinds(found)) <= {("done", "True"), ("Conflict", "True")}
    assert [names_of_open(ticket_id) for ticket_id in tickets] == [["calm"]] * ROUNDS
    assert told(Event.ACTIVITY_ADVANCED) == dict.fromkeys(tickets, 1)
    assert told(Event.ACTIVITY_COMPLETED) == {key: 1 for key, (finished, _) in found.items() if finished.is_done}


def test_whoever_had_to_wait_for_a_ticket_finds_it_as_it_is_then(racers: Racers):
    seen, counted = tickets_in(LOOP, number=2)
    while_held = moves.WHILE / 2
    first, second = racers.race((moves.change_and_linger, seen, "open", "NEW-1"), (moves.state_and_customer, seen), lead=while_held)
    assert (first.kind, second.told) == ("done", ("open", "NEW-1"))
    first, second = racers.race((moves.change_and_linger, counted, "open", "NEW-2"), (moves.recompute_escalation, counted), lead=while_held)
    assert (first.kind, second.told) == ("done", 1)


# ------------------------------------------------------------------------------------------------ time and messages
def test_a_timer_fires_once_whoever_fires_it(racers: Racers):
    model = process(
        "reminding",
        node("startEvent", "start"),
        node("userTask", "work"),
        node("boundaryEvent", "hourly", event("cycle", "R99/PT1H"), attachedToRef="work", cancelActivity="false"),
        node("endEvent", "told"),
        flows("start > work", "hourly > told"),
    )
    (ticket_id,) = tickets_in(model, number=1)
    fired: Counter[bool] = Counter()
    for number in range(ROUNDS):  # on SQLite, the timer that waits for the next hour has the number of the one that fired
        move = (moves.fire, due_timers([ticket_id])[ticket_id], number % 2 == 0)
        fired.update(outcome.told for outcome in racers.race(move, move))
    assert_sound()
    assert fired == {True: ROUNDS, False: ROUNDS}
    assert told(Event.TIMER_FIRED) == {ticket_id: ROUNDS}
    with unit_of_work(reads_only=True):
        (timer,) = db.session.scalars(select(Timer))
    assert timer.fired == ROUNDS
    assert timer.due_at is not None
    assert timer.due_at > now()


LISTENING = process(
    "listening",
    node("startEvent", "start"),
    node("intermediateCatchEvent", "hear", event("message", "told")),
    node("serviceTask", "note", ours(action("article-create", subject="Heard", body="{{ heard }}"))),
    flows("start > hear > note > hear"),
    declares='<lz:variable name="heard" type="integer"/>',
    messages=("told",),
)


def test_two_messages_are_both_heard_and_the_same_one_once(racers: Racers):
    tickets = tickets_in(LISTENING)
    same = set(tickets[::2])

    def pair(key: int) -> tuple[Move, Move]:
        if key in same:
            return (moves.deliver, key, f"mail-{key}", 1), (moves.deliver, key, f"mail-{key}", 1)
        return (moves.deliver, key, None, 1), (moves.deliver, key, None, 2)

    found = outcomes(racers, tickets, pair)
    assert set(kinds({key: found[key] for key in same})) <= {("True", "False"), ("False", "True")}
    assert kinds({key: found[key] for key in tickets if key not in same}) == {("True", "True"): ROUNDS - len(same)}
    with unit_of_work(reads_only=True):
        heard = Counter(tuple(row) for row in db.session.execute(select(Article.ticket_id, Article.body)))
        left = db.session.scalar(select(func.count()).select_from(IncomingMessage).where(IncomingMessage.taken_at.is_(None)))
    assert heard == Counter((key, str(number)) for key in tickets for number in (1, 2) if number == 1 or key not in same)
    assert left == 0


# ------------------------------------------------------------------------------------------------ administrators
def test_an_activity_is_completed_before_its_ticket_is_merged_or_not_at_all(racers: Racers):
    tickets = tickets_in(LOOP)
    work, halves = activities(tickets), list(zip(tickets[::2], tickets[1::2], strict=True))
    targets = dict(halves)
    said: Callable[[int], Move] = lambda key: (moves.complete, work[key], SYSTEM, "Said")  # noqa: E731 - a move
    found = outcomes(racers, targets, lambda key: (said(key), (moves.merge, key, targets[key], SYSTEM)))
    assert {(first.kind, second.told) for first, second in found.values()} <= {("done", True), ("Conflict", True)}
    assert {key: names_of_open(key) for key in tickets} == {key: [] if key in targets else ["work"] for key in tickets}
    assert told(Event.ACTIVITY_COMPLETED) == {key: 1 for key, (first, _) in found.items() if first.is_done}
    with unit_of_work(reads_only=True):
        kept = Counter(db.session.scalars(select(Article.ticket_id).where(Article.body == "Said")))
    assert kept == {targets[key]: 1 for key, (first, _) in found.items() if first.is_done}


def test_of_two_tickets_that_are_merged_into_each_other_one_stays(racers: Racers):
    tickets = tickets_in(LOOP)
    targets = dict(zip(tickets[::2], tickets[1::2], strict=True))
    found = outcomes(racers, targets, lambda key: ((moves.merge, key, targets[key], SYSTEM), (moves.merge, targets[key], key, SYSTEM)))
    assert set(kinds(found)) <= {("True", "Conflict"), ("Conflict", "True")}
    with unit_of_work(reads_only=True):
        merged = dict(db.session.execute(select(Ticket.id, Ticket.merged_into_id).where(Ticket.merged_into_id.is_not(None))).all())
    assert merged == dict((key, targets[key]) if first.is_done else (targets[key], key) for key, (first, _) in found.items())


def test_a_ticket_that_two_enrol_runs_one_process(racers: Racers):
    with unit_of_work():
        for name in ("one", "other"):
            work = f"work_{name}"
            deployed(process(name, node("startEvent", "start"), node("userTask", work), flows(f"start > {work}")))
    tickets = tickets_in(LOOP)
    found = outcomes(racers, tickets, lambda key: ((moves.enrol, key, "one", SYSTEM), (moves.enrol, key, "other", SYSTEM)))
    assert kinds(found) == {("done", "done"): ROUNDS}
    assert {tuple(names_of_open(ticket_id)) for ticket_id in tickets} <= {("work_one",), ("work_other",)}
    assert told(Event.PROCESS_CANCELLED) == dict.fromkeys(tickets, 2)


def test_an_activity_is_completed_whatever_version_runs(racers: Racers):
    tickets = tickets_in(LOOP)
    work = activities(tickets)
    with unit_of_work():
        newer = deployed(LOOP.replace('name="open"', 'name="reopen"'))
    found = outcomes(racers, tickets, lambda key: ((moves.complete, work[key], SYSTEM, "Said"), (moves.migrate, key, newer.id)))
    assert {(first.kind, second.told) for first, second in found.values()} == {("done", True)}
    with unit_of_work(reads_only=True):
        assert set(db.session.scalars(select(Instance.version_id))) == {newer.id}
        assert set(db.session.scalars(select(ProcessVersion.number).where(ProcessVersion.id == newer.id))) == {2}
    assert told(Event.ACTIVITY_COMPLETED) == told(Event.PROCESS_MIGRATED) == dict.fromkeys(tickets, 1)


def test_an_incident_is_retried_once(racers: Racers):
    model = process(
        "failing",
        node("startEvent", "start"),
        node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ title }}"))),
        node("userTask", "work"),
        flows("start > give > work"),
    )
    tickets = tickets_in(model)
    agents("ben")  # whom it wanted
    with unit_of_work(reads_only=True):
        incidents: dict[int, Any] = dict(db.session.execute(select(Incident.ticket_id, Incident.id)).all())
    found = outcomes(racers, tickets, lambda key: ((moves.retry, incidents[key]), (moves.retry, incidents[key])))
    assert set(kinds(found)) <= {("True", "Conflict"), ("Conflict", "True")}
    assert [names_of_open(ticket_id) for ticket_id in tickets] == [["work"]] * ROUNDS
    assert told(Event.OWNER_CHANGED) == told(Event.INCIDENT_RESOLVED) == dict.fromkeys(tickets, 1)
