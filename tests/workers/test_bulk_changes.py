"""Changes of many tickets as workers do them: piece by piece, going on where a killed one was, and told where it did not work out."""

from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission
from desk.queues import Queue
from foundation.application import settings
from foundation.db import db
from foundation.errors import Refused, Unavailable
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.bulk_changes import doing, moving, selecting
from processes.bulk_changes.records import BulkChange, Outcome
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.prioritising import Prioritising
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.faults.killing import kill
from tests.houses import KEY
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.workers.processes import Processes
from tests.workers.redis import RedisServer
from tests.workers.test_steps import run_all
from tests.workers.test_worker import wait_for
from workers import bulk_changes
from workers.outbox import connect

MANY = 80
FIRST = process("short", node("startEvent", "start"), node("userTask", "wait"), flows("start > wait"))
SECOND = process("short", node("startEvent", "start"), node("userTask", "wait"), node("task", "more"), flows("start > wait > more"))


@pytest.fixture
def processes(seeded_house: Flask, redis_server: RedisServer, redis: Redis) -> Iterator[Processes]:
    """Of the house, none of which runs yet."""
    given = settings()
    connect(seeded_house, redis)
    processes = Processes(
        {
            "LAUFZETTEL_DATA_DIR": str(given.data_dir),
            "LAUFZETTEL_DATABASE_URL": given.database_url,
            "LAUFZETTEL_SECRET_KEY": KEY,
            "LAUFZETTEL_REDIS_URL": redis_server.url,
        }
    )
    yield processes
    processes.end()


def begun(number: int) -> int:
    """A change of so many tickets, put into the outbox."""
    with unit_of_work():
        anna = a_worker("anna").actor
        made = [a_ticket(title=f"T{place}").id for place in range(number)]
        change = selecting.keep(select(Ticket).where(Ticket.id.in_(made)), actor=anna)
        selecting.plan(change, {"priority": "5 very high", "note": "The line is down."}, actor=anna)
        selecting.begin(change, actor=anna)
        return change.id


def outcomes(change_id: int) -> dict[Outcome, int]:
    with unit_of_work(reads_only=True):
        return {outcome: number for outcome, number in selecting.outcomes(change_id)[change_id].items() if number}


def recorded(event: Event) -> int:
    with unit_of_work(reads_only=True):
        return db.session.scalar(select(func.count()).select_from(HistoryEntry).where(HistoryEntry.event == event)) or 0


def test_a_long_one_is_done_in_pieces(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 2)
    change_id = begun(5)
    assert run_all() == 3
    assert outcomes(change_id) == {Outcome.DONE: 5}
    assert recorded(Event.PRIORITY_CHANGED) == 5


def test_what_cannot_be_done_stops_no_other_and_is_tried_again_when_asked_for(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    change_id = begun(3)
    real = Prioritising.set_priority

    def refusing(ticket: Ticket, *arguments: object, **named: object) -> bool:
        if ticket.title == "T1":
            raise Refused({"priority": "Not today."})
        return real(ticket, *arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Ticket, "set_priority", refusing)
        run_all()
    assert outcomes(change_id) == {Outcome.DONE: 2, Outcome.FAILED: 1}
    with unit_of_work():
        change = db.session.get_one(BulkChange, change_id)
        assert selecting.try_again(change, actor=db.session.get_one(Agent, change.agent_id).actor) == 1
    run_all()
    assert outcomes(change_id) == {Outcome.DONE: 3}
    assert recorded(Event.PRIORITY_CHANGED) == 3


def test_stopped_in_the_middle_it_does_no_more(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    change_id = begun(4)
    real, done = doing.do, []

    def stopped_after_the_second(item_id: int) -> bool:
        done.append(item_id)
        if len(done) == 3:
            change = db.session.get_one(BulkChange, change_id)
            selecting.stop(change, actor=db.session.get_one(Agent, change.agent_id).actor)
        return real(item_id)

    monkeypatch.setattr(doing, "do", stopped_after_the_second)
    run_all()
    assert outcomes(change_id) == {Outcome.DONE: 2, Outcome.STOPPED: 2}
    assert recorded(Event.PRIORITY_CHANGED) == 2


def test_with_the_database_away_everything_waits_and_is_told_in_the_end(seeded_house: Flask, monkeypatch: pytest.MonkeyPatch):
    change_id = begun(2)

    def away(_item_id: int) -> bool:
        raise Unavailable("The database is away.")

    monkeypatch.setattr(doing, "do", away)
    with pytest.raises(Unavailable):
        bulk_changes.do_bulk_change(change_id=change_id, key="")
    assert outcomes(change_id) == {Outcome.WAITING: 2}
    with unit_of_work():
        assert bulk_changes.left_undone("The database is away.", change_id=change_id)
    assert outcomes(change_id) == {Outcome.FAILED: 2}


def test_a_worker_that_takes_over_from_a_killed_one_does_nothing_twice(processes: Processes):
    change_id = begun(MANY)
    processes.start("schedule")
    first = processes.start("background")
    wait_for(lambda: outcomes(change_id).get(Outcome.DONE, 0) >= 3)
    kill(first, horses=True)
    left = outcomes(change_id)
    assert left.get(Outcome.WAITING, 0) > 0, "it was done before anybody could be killed"
    processes.start("background")
    wait_for(lambda: outcomes(change_id) == {Outcome.DONE: MANY})
    assert recorded(Event.PRIORITY_CHANGED) == MANY
    assert recorded(Event.NOTE_ADDED) == MANY
    wait_for(nothing_left)


def test_moves_to_another_version_are_gone_on_with_by_the_next_worker(processes: Processes):
    with unit_of_work():
        deployed(FIRST)
        made = [runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id="short").id for _ in range(MANY)]
        version = deployed(SECOND)
        dora = people.admin("dora")
        house_permissions.grant(HousePermission.DESIGNER, to=dora, actor=SYSTEM)
        move_id = moving.look(version, {}, actor=dora.actor).id
    run_all()
    assert outcomes(move_id) == {Outcome.FITTING: len(made)}
    with unit_of_work():
        moving.begin(db.session.get_one(BulkChange, move_id), actor=Agent.named("dora").actor)
    processes.start("schedule")
    first = processes.start("background")
    wait_for(lambda: outcomes(move_id).get(Outcome.DONE, 0) >= 3)
    kill(first, horses=True)
    assert outcomes(move_id).get(Outcome.WAITING, 0) > 0, "it was done before anybody could be killed"
    processes.start("background")
    wait_for(lambda: outcomes(move_id) == {Outcome.DONE: MANY})
    assert recorded(Event.PROCESS_MIGRATED) == MANY, "none was moved twice"
    wait_for(nothing_left)


def nothing_left() -> bool:
    with unit_of_work(reads_only=True):
        return db.session.scalar(select(func.count()).select_from(Message).where(Message.job == selecting.DO)) == 0
