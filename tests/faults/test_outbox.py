"""Two thousand effects while everything that carries them is killed again and again: none lost, none doubled."""

import contextlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask
from redis import Redis
from sqlalchemy import text

from foundation.application import settings
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.faults.killing import Killer
from tests.faults.receiver import Receiver
from tests.houses import KEY
from tests.workers import jobs
from tests.workers.processes import Processes
from tests.workers.redis import RedisServer
from workers.outbox import connect

SEED = 20261128
INSIDE, OUTSIDE = 1000, 1000  # effects
BATCHES = 50
SECONDS_OF_KILLING = 20
Tell = Callable[[str, object], None]
PATIENCE = 200  # seconds for the rest to arrive, on a busy machine too


def test_no_effect_is_lost_and_none_doubled(house: Flask, record_property: Tell):
    with unit_of_work():
        for table in ("effect (number INTEGER)", "answer (number INTEGER)", "tick_noted (slot_before VARCHAR(40))"):
            db.session.execute(text(f"CREATE TABLE {table}"))
    with tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder, Receiver(seed=SEED) as receiver:
        redis_server = RedisServer(Path(folder))
        redis_server.start()
        connect(house, Redis.from_url(redis_server.url))
        processes = Processes(environment(redis_server, receiver))
        began = time.monotonic()
        try:
            killer = Killer(processes, redis_server, seed=SEED)
            put_and_kill(killer)
            wait_until_done()
        finally:
            processes.end()
            redis_server.kill()
    tell_and_check(receiver, killer, time.monotonic() - began, partial(record_property, "figure"))


def environment(redis_server: RedisServer, receiver: Receiver) -> dict[str, str]:
    given = settings()
    return {
        "LAUFZETTEL_DATA_DIR": str(given.data_dir),
        "LAUFZETTEL_DATABASE_URL": given.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
        jobs.RECEIVER: receiver.address,
    }


def put_and_kill(killer: Killer) -> None:
    """Put the effects batch by batch, among them batches that are rolled back, killing all the while."""
    until = time.monotonic() + SECONDS_OF_KILLING
    chance = random.Random(SEED)
    for batch in range(BATCHES):
        if chance.random() < 0.2:
            roll_back(batch)
        in_unit_of_work(lambda batch=batch: put(batch))  # type: ignore[misc]
        if batch % 2 == 0 and time.monotonic() < until:
            killer.kill_something()
        if batch == BATCHES // 2:
            killer.flush_redis()
    while time.monotonic() < until and anything_left():
        killer.kill_something()


def put(batch: int) -> None:
    for number in range(batch, INSIDE, BATCHES):
        jobs.write_slowly.enqueue(number)
    for number in range(batch, OUTSIDE, BATCHES):
        (jobs.deliver_from_background if number % 10 < 3 else jobs.deliver_from_steps).enqueue(number)


def roll_back(batch: int) -> None:
    with contextlib.suppress(ZeroDivisionError), unit_of_work():
        put(batch)
        db.session.flush()
        raise ZeroDivisionError


def anything_left() -> int:
    with unit_of_work(reads_only=True):
        return db.session.query(Message).count()


def wait_until_done() -> None:
    until = time.monotonic() + PATIENCE
    while anything_left() and time.monotonic() < until:
        time.sleep(0.2)


def tell_and_check(receiver: Receiver, killer: Killer, seconds: float, tell: Callable[[str], None]) -> None:
    with unit_of_work(reads_only=True):
        inside = Counter(db.session.scalars(text("SELECT number FROM effect")))
        answers = Counter(db.session.scalars(text("SELECT number FROM answer")))
        ticks = Counter(db.session.scalars(text("SELECT slot_before FROM tick_noted")))
        left = [(message.job, message.failures, message.last_error) for message in db.session.query(Message)]
    outside = Counter(map(int, receiver.taken.values()))
    counted = {"inside": (inside, INSIDE), "outside": (outside, OUTSIDE), "answers from outside": (answers, OUTSIDE)}
    for what, (found, wanted) in counted.items():
        lost, doubled = wanted - len(found), found.total() - len(found)
        tell(f"{what}: {found.total()} effects, {lost} lost, {doubled} doubled")
    tell(f"deliveries to the outside: {receiver.asked.total()} for {len(receiver.asked)} keys")
    tell(f"ticks: {ticks.total()}, {ticks.total() - len(ticks)} slots twice")
    tell(f"killed: {', '.join(f'{what} {times} times' for what, times in sorted(killer.kills.items()))}; {seconds:.0f} s in all")
    assert left == []
    for found, wanted in counted.values():
        assert found == Counter(range(wanted))
    assert ticks
    assert set(ticks.values()) == {1}
