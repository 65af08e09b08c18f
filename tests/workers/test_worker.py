"""Workers and schedules as processes: they finish what they do, go on when Redis is back, and replace each other."""

import contextlib
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from foundation.application import settings
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from tests.faults.killing import kill
from tests.houses import KEY
from tests.workers import jobs
from tests.workers.processes import FAST, Processes
from tests.workers.redis import RedisServer
from workers.janitor import SOON
from workers.job_queues import SERIALIZER, rq_queue
from workers.outbox import connect
from workers.pace import USUAL, Pace
from workers.worker import StepWorker

PATIENCE = 30  # seconds


@dataclass
class Running:
    """A house whose processes can be started and killed."""

    processes: Processes
    redis_server: RedisServer

    @property
    def redis(self) -> Redis:
        return Redis.from_url(self.redis_server.url)

    def start(self, *names: str) -> list[int]:
        return [self.processes.start(name) for name in names]


@pytest.fixture
def running(house: Flask) -> Iterator[Running]:
    with unit_of_work():
        db.session.execute(text("CREATE TABLE effect (number INTEGER)"))
        db.session.execute(text("CREATE TABLE tick_noted (slot_before VARCHAR(40))"))
    with tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder:
        redis_server = RedisServer(Path(folder))
        redis_server.start()
        environment = {
            "LAUFZETTEL_DATA_DIR": str(settings().data_dir),
            "LAUFZETTEL_DATABASE_URL": settings().database_url,
            "LAUFZETTEL_SECRET_KEY": KEY,
            "LAUFZETTEL_REDIS_URL": redis_server.url,
            jobs.RECEIVED: str(received()),
        }
        processes = Processes(environment)
        connect(house, Redis.from_url(redis_server.url))
        yield Running(processes, redis_server)
        processes.end()
        with contextlib.suppress(ProcessLookupError):
            redis_server.kill()


def wait_for(what: Callable[[], object]) -> float:
    """Seconds until it is so."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - began


def effects() -> list[int]:
    with unit_of_work(reads_only=True):
        return jobs.effects()


def messages() -> int:
    with unit_of_work(reads_only=True):
        return db.session.query(Message).count()


def slots() -> list[str]:
    with unit_of_work(reads_only=True):
        return list(db.session.scalars(text("SELECT slot_before FROM tick_noted")))


def received() -> Path:
    """Where those who reach out leave their traces."""
    return settings().data_dir / "received"


def traces(moment: str) -> list[list[str]]:
    """Number, process and key of each that has begun, or ended, so far."""
    lines = received().read_text().splitlines() if received().exists() else []
    return [line.split()[1:] for line in lines if line.startswith(moment)]


def ended(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


def test_what_was_put_is_done_soon_after_the_commit(running: Running):
    running.start("schedule", "steps", "background")
    with unit_of_work():
        jobs.write.enqueue(1)
    wait_for(lambda: effects() == [1])
    with unit_of_work():
        jobs.write.enqueue(2)
        jobs.write_in_background.enqueue(3)
    seconds = wait_for(lambda: effects() == [1, 2, 3])
    assert seconds < 5
    wait_for(lambda: messages() == 0)


@pytest.mark.parametrize("job_queue", ["steps", "background"])
def test_a_worker_finishes_its_job_when_told_to_stop(running: Running, job_queue: str):
    _, worker = running.start("schedule", job_queue)
    slow = jobs.write_after_a_while if job_queue == "steps" else jobs.write_in_background_after_a_while
    with unit_of_work():
        slow.enqueue(1)
    wait_for(lambda: rq_queue(job_queue, running.redis).started_job_registry.get_job_ids(cleanup=False))
    os.kill(worker, signal.SIGTERM)
    wait_for(lambda: ended(worker))
    assert effects() == [1]
    assert messages() == 0


def test_all_stop_within_a_moment_when_told_to(running: Running):
    processes = running.start("schedule", "steps", "background")
    wait_for(slots)
    for process in processes:
        os.kill(process, signal.SIGTERM)
    assert wait_for(lambda: all(ended(process) for process in processes)) < 5


@pytest.fixture
def usual_signals() -> Iterator[None]:
    """A worker of this process takes signals as its own; afterwards they are as before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("usual_signals")
def test_a_worker_stops_though_what_the_signal_raised_was_lost(house: Flask, redis: Redis, monkeypatch: pytest.MonkeyPatch):
    worker = StepWorker([rq_queue("steps", redis)], connection=redis, serializer=SERIALIZER)
    monkeypatch.setattr(worker, "_shutdown", lambda: None)  # as if it had been raised where Python drops it
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    worker.work(logging_level="WARNING")
    assert worker.asked_to_stop
    assert time.monotonic() - began < PATIENCE


def test_without_redis_all_wait_and_then_go_on(running: Running):
    running.start("schedule", "steps")
    wait_for(slots)
    running.redis_server.kill()
    with unit_of_work():
        jobs.write.enqueue(1)
    time.sleep(1)
    assert effects() == []
    running.redis_server.start()
    assert wait_for(lambda: effects() == [1]) < 15


def test_processes_started_without_redis_wait_for_it(running: Running):
    running.redis_server.kill()
    processes = running.start("schedule", "steps")
    time.sleep(1)
    assert not any(ended(process) for process in processes)
    with unit_of_work():
        jobs.write.enqueue(1)
    running.redis_server.start()
    wait_for(lambda: effects() == [1])
    running.redis_server.kill()
    for process in processes:
        os.kill(process, signal.SIGTERM)
    assert wait_for(lambda: all(ended(process) for process in processes)) < 10


def test_two_schedules_run_each_slot_once_and_one_replaces_the_other(running: Running):
    first, _, _ = running.start("schedule", "schedule", "steps")
    wait_for(lambda: len(slots()) >= 2)
    os.kill(first, signal.SIGKILL)
    running.start("schedule")
    before = len(slots())
    assert wait_for(lambda: len(slots()) >= before + 2) < 15
    found = slots()
    assert len(found) == len(set(found))


def test_a_job_that_takes_its_worker_along_is_given_up(running: Running):
    running.start("schedule", "background")
    with unit_of_work():
        message_id = jobs.die.enqueue()

    def is_given_up() -> bool:
        with unit_of_work(reads_only=True):
            return db.session.get_one(Message, message_id).given_up_at is not None

    wait_for(is_given_up)
    with unit_of_work(reads_only=True):
        found = db.session.get_one(Message, message_id)
        assert (found.failures, found.last_error) == (2, "The worker died while it ran.")


SLOW = {"steps": jobs.append_slowly_from_steps, "background": jobs.append_slowly_from_background}


@pytest.mark.parametrize("job_queue", SLOW)
def test_what_a_killed_worker_was_at_outside_the_house_is_begun_anew_under_the_same_key(running: Running, job_queue: str):
    _, worker = running.start("schedule", job_queue)
    with unit_of_work():
        SLOW[job_queue].enqueue(1)
    wait_for(lambda: traces("begun"))
    kill(worker, horses=True)
    running.start(job_queue)
    seconds = wait_for(lambda: len(traces("begun")) == 2)
    assert seconds < longest_way_back(FAST).total_seconds() + 3  # which starting takes on a busy machine
    wait_for(lambda: effects() == [1] and messages() == 0)
    assert len(traces("ended")) == 1
    assert len({process for _, process, _ in traces("begun")}) == 2
    assert len({key for _, _, key in traces("begun")}) == 1


@pytest.mark.parametrize("job_queue", SLOW)
def test_what_takes_longer_than_a_lease_is_begun_once_while_its_worker_lives(running: Running, job_queue: str):
    assert timedelta(seconds=jobs.SECONDS_OUTSIDE) > FAST.lease + FAST.sweep_every
    running.start("schedule", job_queue, job_queue)
    with unit_of_work():
        SLOW[job_queue].enqueue(1)
    wait_for(lambda: traces("begun"))
    running.redis.flushall()
    wait_for(lambda: effects() == [1] and messages() == 0)
    assert (len(traces("begun")), len(traces("ended"))) == (1, 1)


def longest_way_back(pace: Pace) -> timedelta:
    """From the death of a worker until its job is handed over again, by the constants in use."""
    nap = timedelta(seconds=pace.longest_nap)
    return max(pace.lease, pace.lost_after) + pace.sweep_every + nap + SOON + nap


def test_a_dead_worker_is_noticed_and_its_job_runs_again_within_a_minute():
    assert longest_way_back(USUAL) < timedelta(seconds=50)
    assert 3 * USUAL.renewed_every < USUAL.lease  # a sign may come late, or be missed
    a_slot_anew = USUAL.leads_for + USUAL.ticks_again_after * 5 / 4 + timedelta(seconds=USUAL.longest_nap)
    assert a_slot_anew < timedelta(seconds=55)
