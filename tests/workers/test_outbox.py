"""The relay and the janitor, with a real Redis: every message gets its job, and gets it anew when it was lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import ConnectionError as RedisIsAway
from rq.job import Job as RqJob, JobStatus

from foundation import outbox
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.workers import jobs
from workers import janitor
from workers.job_queues import rq_queue
from workers.outbox import BATCH, Due, Relay, connect, take, wait_for_poke
from workers.worker import StepWorker

pytestmark = pytest.mark.usefixtures("effects")
LOST_AFTER = timedelta(seconds=60)


def put(*numbers: int) -> list[UUID]:
    with unit_of_work():
        return [jobs.write.enqueue(number) for number in numbers]


def work(redis: Redis) -> None:
    """Do all that is queued."""
    for name in ("steps", "mail", "background"):
        StepWorker([rq_queue(name, redis)], connection=redis, serializer="json").work(burst=True, logging_level="ERROR")


def effects() -> list[int]:
    with unit_of_work(reads_only=True):
        return jobs.effects()


def messages() -> list[Message]:
    with unit_of_work(reads_only=True):
        return list(db.session.query(Message))


def messages_waiting() -> list[Message]:
    return list(db.session.query(Message).where(outbox.WAITING))


def sweep_later(redis: Redis) -> int:
    with moved_to(now() + timedelta(seconds=61)):
        return janitor.sweep(redis, lost_after=LOST_AFTER)


def test_what_was_put_is_done_and_gone(house: Flask, redis: Redis):
    put(1, 2, 3)
    assert Relay(redis).hand_over() == 3
    work(redis)
    assert effects() == [1, 2, 3]
    assert messages() == []
    assert redis.keys("rq:job:*") == []
    assert Relay(redis).hand_over() == 0


def test_jobs_in_redis_are_json_and_named_after_message_and_handover(house: Flask, redis: Redis):
    (message_id,) = put(1)
    Relay(redis).hand_over()
    assert rq_queue("steps", redis).get_job_ids() == [f"{message_id}-1"]
    found = RqJob.fetch(f"{message_id}-1", connection=redis, serializer="json")
    assert (found.func_name, found.args) == ("workers.run_message", [str(message_id), 1])


def test_what_is_not_due_waits(house: Flask, redis: Redis):
    with unit_of_work():
        jobs.write.enqueue_at(now() + timedelta(minutes=5), 1)
    assert Relay(redis).hand_over() == 0
    with moved_to(now() + timedelta(minutes=6)):
        assert Relay(redis).hand_over() == 1


def test_due_messages_go_in_batches_the_oldest_first(house: Flask, redis: Redis):
    put(*range(BATCH + 20))
    relay = Relay(redis)
    assert [relay.hand_over(), relay.hand_over(), relay.hand_over()] == [BATCH, 20, 0]
    first = RqJob.fetch(rq_queue("steps", redis).get_job_ids()[0], connection=redis, serializer="json")
    with unit_of_work(reads_only=True):
        assert db.session.get_one(Message, UUID(first.args[0])).arguments == [0]


def test_two_relays_take_different_messages(house: Flask, redis: Redis):
    put(*range(20))
    taken = [in_unit_of_work(lambda: take(now())), in_unit_of_work(lambda: take(now()))]
    assert [len(one) for one in taken] == [20, 0]


def test_with_redis_away_nothing_is_marked_and_nothing_is_lost(house: Flask):
    away = Redis.from_url("unix:///nowhere/redis.sock")
    connect(house, away)
    put(1)
    with pytest.raises(RedisIsAway):
        Relay(away).hand_over()
    (message,) = messages()
    assert (message.handed_over_at, message.handovers) == (None, 0)


def test_a_handover_that_broke_off_is_taken_back(house: Flask, redis: Redis):
    class Breaking(Relay):
        def _enqueue(self, taken: list[object]) -> None:  # type: ignore[override]
            raise RedisIsAway("gone in the middle")

    put(1)
    with pytest.raises(RedisIsAway):
        Breaking(redis).hand_over()
    (message,) = messages()
    assert (message.handed_over_at, message.handovers) == (None, 1)
    assert Relay(redis).hand_over() == 1
    work(redis)
    assert effects() == [1]


def test_a_commit_wakes_the_relay(house: Flask, redis: Redis):
    connect(house, redis)
    put(1)
    put(2)
    before = now()
    wait_for_poke(redis, seconds=5)
    assert now() - before < timedelta(seconds=2)
    assert redis.llen("laufzettel:poke") == 0  # two pokes are one


def test_after_redis_lost_everything_messages_are_handed_over_again(house: Flask, redis: Redis):
    put(1, 2)
    Relay(redis).hand_over()
    redis.flushall()
    assert janitor.sweep(redis, lost_after=LOST_AFTER) == 0  # not yet
    assert sweep_later(redis) == 2
    assert Relay(redis).hand_over() == 2
    work(redis)
    assert effects() == [1, 2]
    assert messages() == []


def test_what_waits_for_a_stopped_worker_is_left_alone(house: Flask, redis: Redis):
    put(1, 2)
    Relay(redis).hand_over()
    assert sweep_later(redis) == 0
    assert len(rq_queue("steps", redis).get_job_ids()) == 2
    with moved_to(now() + timedelta(seconds=61)):
        assert janitor.sweep(redis, lost_after=LOST_AFTER) == 0  # seen a moment ago
    work(redis)
    assert effects() == [1, 2]


@pytest.mark.parametrize("status", [JobStatus.STARTED, JobStatus.FAILED])
def test_dying_over_a_message_counts_as_its_failure(house: Flask, redis: Redis, status: JobStatus):
    put(1)
    Relay(redis).hand_over()
    queue = rq_queue("steps", redis)
    job_id = queue.pop_job_id()
    assert job_id is not None
    RqJob.fetch(job_id, connection=redis, serializer="json").set_status(status)
    assert sweep_later(redis) == 1
    (message,) = messages()
    assert (message.failures, message.last_error) == (1, "The worker died while it ran.")
    with moved_to(message.due_at):
        assert Relay(redis).hand_over() == 1
    work(redis)
    assert effects() == [1]


def test_who_works_outside_under_a_lease_is_not_disturbed(house: Flask, redis: Redis):
    with unit_of_work():
        message_id = jobs.reach_out.enqueue(1)
    Relay(redis).hand_over()
    redis.flushall()
    with unit_of_work():
        db.session.get_one(Message, message_id).claimed_until = now() + timedelta(minutes=3)
    assert sweep_later(redis) == 0
    with moved_to(now() + timedelta(minutes=4)):
        assert janitor.sweep(redis, lost_after=LOST_AFTER) == 1


def test_what_somebody_begins_with_while_the_janitor_looks_is_left_to_them(house: Flask, redis: Redis, monkeypatch: pytest.MonkeyPatch):
    with unit_of_work():
        message_id = jobs.reach_out.enqueue(1)
    Relay(redis).hand_over()
    redis.flushall()

    def begun_meanwhile(gone: list[Due], _connection: Redis) -> set[UUID]:
        with unit_of_work():
            db.session.get_one(Message, message_id).claimed_until = now() + timedelta(minutes=3)
        return {due.id for due in gone}

    monkeypatch.setattr(janitor, "died_over", begun_meanwhile)
    assert sweep_later(redis) == 0
    (message,) = messages()
    assert (message.failures, message.handovers, message.handed_over_at is None) == (0, 1, False)


def test_the_janitor_finds_what_is_lost_behind_all_that_waits(house: Flask, redis: Redis):
    put(*range(BATCH + 20))
    relay = Relay(redis)
    while relay.hand_over():
        pass
    last = rq_queue("steps", redis).get_job_ids()[-1]
    redis.lrem("rq:queue:steps", 0, last)
    assert sweep_later(redis) == 1
    with unit_of_work(reads_only=True):
        assert [str(each.id) for each in messages_waiting()] == [last.rpartition("-")[0]]


def test_figures_tell_how_the_outbox_is_doing(house: Flask, redis: Redis):
    put(1, 2, 3)
    in_unit_of_work(lambda: take(now()))
    put(4)
    with unit_of_work(reads_only=True):
        figures = outbox.figures()
    assert (figures.waiting, figures.handed_over, figures.given_up) == (1, 3, 0)
    assert figures.oldest_due_at is not None


def test_the_janitor_cleans_up_behind_the_dead(house: Flask, redis: Redis):
    redis.sadd("rq:workers:steps", "rq:worker:long-gone")
    janitor.clean(redis)
    assert redis.smembers("rq:workers:steps") == set()
