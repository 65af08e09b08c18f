"""Steps while those who take them are killed again and again: each happens once and as a whole, with all that follows from it."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.db import Base, db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.instances import Instance
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from tests.faults.dying import died
from tests.faults.soundness import assert_sound
from tests.faults.stepping import RESTLESS, Stepper, take_step
from tests.processes.models import deployed

SEED = 20261129
TICKETS, ROUNDS = 25, 10  # each round is two steps: somebody says something, a timer fires
STEPPERS = 2
MOST_STEPS = 12  # until whoever takes them is killed in the next one
PATIENCE = 180  # seconds
MOST_SEAMS = 120
Tell = Callable[[str, object], None]


def restless_tickets(number: int) -> list[int]:
    with unit_of_work():
        process_id = deployed(RESTLESS).definition.process_id
        opened = [runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id=process_id) for _ in range(number)]
        return [ticket.id for ticket in opened]


# ------------------------------------------------------------------------------------------------ at random moments
def test_no_step_is_lost_and_none_doubled(seeded_house: Flask, record_property: Tell):
    ticket_ids = restless_tickets(TICKETS)
    began = time.monotonic()
    kills = step_and_kill(ticket_ids)
    record_property(
        "figure",
        f"{2 * ROUNDS * TICKETS} steps in {time.monotonic() - began:.0f} s, {kills.total()} times somebody was killed, "
        f"{kills[True]} times in the middle of a step",
    )
    assert kills[True] >= 10
    assert_done(ticket_ids)
    assert_sound()


def step_and_kill(ticket_ids: Sequence[int]) -> Counter[bool]:
    """Kill those who take the steps, and have others go on, until nothing is left; how often, by whether it was in the middle of a step."""
    chance, kills, until = random.Random(SEED), Counter[bool](), time.monotonic() + PATIENCE
    for _ in range(3):
        take_step(ticket_ids[0], ROUNDS)  # whoever is forked from here knows the way
    steppers = [stepper(ticket_ids, chance) for _ in range(STEPPERS)]
    while not any(each.is_done for each in steppers) and time.monotonic() < until:
        time.sleep(chance.uniform(0, 0.03))
        for place, each in enumerate(steppers):
            if each.is_old:
                kills[each.kill()] += 1
                steppers[place] = stepper(ticket_ids, chance)
    for each in steppers:
        each.kill()
    for ticket_id in ticket_ids:
        while take_step(ticket_id, ROUNDS):
            assert time.monotonic() < until
    return kills


def stepper(ticket_ids: Sequence[int], chance: random.Random) -> Stepper:
    return Stepper(ticket_ids, ROUNDS, seed=chance.randrange(1_000_000), lives_for=chance.randrange(MOST_STEPS))


def assert_done(ticket_ids: Sequence[int]) -> None:
    """Each round of each ticket once: what was said, written, told to others and recorded."""
    intended = [(ticket_id, f"{ticket_id}/{number}") for ticket_id in ticket_ids for number in range(1, ROUNDS + 1)]
    once = dict.fromkeys(ticket_ids, ROUNDS)
    with unit_of_work(reads_only=True):
        articles = db.session.execute(select(Article.ticket_id, Article.body).order_by(Article.ticket_id, Article.position))
        assert [tuple(row) for row in articles] == intended
        messages = [message.arguments for message in db.session.scalars(select(Message))]
        assert Counter((each["from_id"], each["data"]["heard"]) for each in messages) == Counter(intended)
        entries = Counter((entry.event, entry.ticket_id) for entry in db.session.scalars(select(HistoryEntry)))
        for event in (Event.ACTIVITY_COMPLETED, Event.NOTE_ADDED, Event.FIELD_CHANGED, Event.TITLE_CHANGED, Event.TIMER_FIRED):
            assert {ticket_id: entries[event, ticket_id] for ticket_id in ticket_ids} == once, event
        assert {entries[Event.TRANSITIONS_TAKEN, ticket_id] for ticket_id in ticket_ids} == {2 * ROUNDS + 1}
        assert set(db.session.scalars(select(Instance.step))) == {2 * ROUNDS + 1}
        assert dict(Counter(db.session.scalars(select(Activity.ticket_id).where(~IS_OPEN)))) == once
        assert Counter(db.session.scalars(select(Timer.ticket_id))) == dict.fromkeys(ticket_ids, 1)
        assert [*db.session.scalars(select(Ticket.title).order_by(Ticket.id))] == [said for _, said in intended[ROUNDS - 1 :: ROUNDS]]


# ------------------------------------------------------------------------------------------------ at each seam
WHOLE = {"article": 1, "fulltext_entry": 1, "history_entry": 5, "outbox_message": 1}  # rows that are more when somebody said something


def test_a_step_happens_as_a_whole_or_not_at_all_wherever_it_dies(seeded_house: Flask):
    (ticket_id,) = restless_tickets(1)
    for _ in range(4):
        take_step(ticket_id, MOST_SEAMS)
    before, happened = everything(), []
    for seam in range(1, MOST_SEAMS):
        dies = died(partial(take_step, ticket_id, MOST_SEAMS), seam=seam)
        after = everything()
        happened.append(after != before)
        if happened[-1]:
            assert {name: len(after[name]) - len(before[name]) for name in after if len(after[name]) != len(before[name])} == WHOLE
            assert_sound()
            take_step(ticket_id, MOST_SEAMS)  # its timer fires
            before = everything()
        if not dies:
            break
    assert 20 < seam < MOST_SEAMS - 1
    assert happened == [False] * (seam - 2) + [True, True]  # it dies after its commit, and not at all


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    with unit_of_work(reads_only=True):
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}
