"""The schedule: which slots there are, that each runs once, and what is told when nothing ticks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from foundation import ticks
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import NotFound
from foundation.ticks import Tick
from foundation.unit_of_work import unit_of_work
from tests.workers import jobs
from tests.workers.jobs import note_tick
from workers import housekeeping
from workers.job_queues import JOB_QUEUES, rq_queue
from workers.pace import USUAL
from workers.schedule import SCHEDULE
from workers.ticking import Entry, Leader, run_tick
from workers.worker import StepWorker

NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
EACH_MINUTE = Entry("each minute something is noted", note_tick, every=timedelta(minutes=1))


@pytest.fixture(autouse=True)
def _notes(house: Flask) -> None:
    with unit_of_work():
        db.session.execute(text("CREATE TABLE tick_noted (slot_before VARCHAR(40))"))
        db.session.execute(text("CREATE TABLE effect (number INTEGER)"))


def leader(redis: Redis, *schedule: Entry) -> Leader:
    return Leader(redis, schedule or (EACH_MINUTE,), pace=USUAL)


def work(redis: Redis, job_queue: str = "steps") -> None:
    StepWorker([rq_queue(job_queue, redis)], connection=redis, serializer="json").work(burst=True, logging_level="ERROR")


def times_noted() -> int:
    with unit_of_work(reads_only=True):
        return db.session.scalar(text("SELECT count(*) FROM tick_noted")) or 0


def overdue() -> list[tuple[str, str]]:
    with unit_of_work(reads_only=True):
        return [(late.name, late.remedy.partition(":")[0]) for late in ticks.overdue()]


@pytest.mark.parametrize(
    "every, cron, at, slot",
    [
        (timedelta(minutes=1), None, NOON, "2026-03-02T12:00"),
        (timedelta(minutes=10), None, datetime(2026, 3, 2, 12, 9, 59, tzinfo=UTC), "2026-03-02T12:00"),
        (timedelta(days=1), None, NOON, "2026-03-02T00:00"),
        (None, "15 3 * * *", NOON, "2026-03-02T03:15"),
        (None, "0 12 * * *", datetime(2026, 3, 2, 12, 0, tzinfo=UTC), "2026-03-02T12:00"),
        (None, "0 0 1 * *", NOON, "2026-03-01T00:00"),
    ],
)
def test_a_slot_is_the_latest_moment_to_run_at(house: Flask, every: timedelta | None, cron: str | None, at: datetime, slot: str):
    found = Entry("something", note_tick, every=every, cron=cron).slot(at)
    assert found == datetime.fromisoformat(f"{slot}:00+00:00")


def test_an_entry_recurs_in_one_way_and_in_a_job_queue_there_is(house: Flask):
    with pytest.raises(ValueError, match="either every or cron"):
        Entry("something", note_tick)
    with pytest.raises(NotFound, match="steps, mail, background"):
        Entry("something", note_tick, every=timedelta(minutes=1), job_queue="nowhere")


def test_the_list_has_names_of_its_own_and_a_sign_of_life_for_each_job_queue():
    assert len({entry.name for entry in SCHEDULE}) == len(SCHEDULE)
    assert {entry.job_queue for entry in SCHEDULE if entry.job is housekeeping.give_a_sign} == set(JOB_QUEUES)


def test_the_page_about_time_names_all_of_them(root: Path):
    page = (root / "docs" / "time.md").read_text()
    signs = {entry.name for entry in SCHEDULE if entry.job is housekeeping.give_a_sign}  # in one line
    assert [entry.name for entry in SCHEDULE if entry.name not in signs and f"| {entry.name} |" not in page] == []


def test_a_slot_is_enqueued_once_and_runs_once(house: Flask, redis: Redis):
    first = leader(redis)
    with moved_to(NOON):
        assert [first.tick(), first.tick()] == [True, True]
        assert rq_queue("steps", redis).get_job_ids() == ["tick-each-minute-something-is-noted-20260302T120000-1"]
        work(redis)
        first.tick()
        work(redis)
    assert times_noted() == 1
    with moved_to(NOON + timedelta(minutes=1)):
        first.tick()
        work(redis)
    assert times_noted() == 2


def test_one_of_two_leads_and_the_other_takes_over_within_fifteen_seconds(house: Flask, redis: Redis):
    first, second = leader(redis), leader(redis)
    with moved_to(NOON):
        assert [first.tick(), second.tick()] == [True, False]
        work(redis)
        assert 0 < redis.pttl("laufzettel:schedule:leader") <= 10_000
        first.step_down()
        assert [second.tick(), first.tick()] == [True, False]
        work(redis)
    assert times_noted() == 1


def test_a_slot_runs_once_even_if_redis_forgets_and_another_leads(house: Flask, redis: Redis):
    with moved_to(NOON):
        leader(redis).tick()
        work(redis)
        redis.flushall()
        leader(redis).tick()
        work(redis)
    run_tick(EACH_MINUTE.name, note_tick.name, "2026-03-02T12:00:00+00:00")
    assert times_noted() == 1


def test_a_slot_that_got_lost_is_enqueued_again(house: Flask, redis: Redis):
    daily = Entry("each night something is noted", note_tick, every=timedelta(days=1))
    leads = leader(redis, daily)
    with moved_to(NOON):
        leads.tick()
        redis.flushall()
        leads.tick()
        work(redis)
        assert times_noted() == 0
    with moved_to(NOON + timedelta(seconds=61)):
        leads.tick()
        work(redis)
    assert times_noted() == 1


def test_after_an_absence_the_latest_slot_runs_and_new_work_by_the_calendar_waits_for_its_time(house: Flask, redis: Redis):
    nightly = Entry("each night something is noted", note_tick, cron="15 3 * * *")
    with moved_to(NOON):
        leader(redis, nightly).tick()
        work(redis)
    assert times_noted() == 0
    redis.flushall()
    with moved_to(NOON + timedelta(days=3)):
        leader(redis, nightly).tick()
        work(redis)
    assert times_noted() == 1


def test_recurring_work_that_reaches_out_goes_through_the_outbox(house: Flask, redis: Redis):
    entry = Entry("each minute somebody is told", jobs.tell_somebody, every=timedelta(minutes=1))
    with moved_to(NOON):
        leader(redis, entry).tick()
        work(redis, "background")
        work(redis, "background")
    with unit_of_work(reads_only=True):
        assert db.session.scalar(text("SELECT count(*) FROM outbox_message")) == 1


def test_what_cannot_wait_makes_a_slot_of_its_own(house: Flask, redis: Redis):
    asked: list[tuple[datetime, datetime]] = []

    def sooner(after: datetime, at: datetime) -> bool:
        asked.append((after, at))
        return after < NOON + timedelta(seconds=3) <= at

    leads = leader(redis, Entry("each minute something is noted", note_tick, every=timedelta(minutes=1), sooner=sooner))
    for second, noted in ((0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (30, 3), (31, 3)):
        with moved_to(NOON + timedelta(seconds=second)):
            leads.tick()
            work(redis)
        assert times_noted() == noted, second
    assert asked[:2] == [(NOON, NOON + timedelta(seconds=1)), (NOON + timedelta(seconds=1), NOON + timedelta(seconds=2))]


def test_what_does_not_tick_is_told_with_its_remedy(house: Flask, redis: Redis):
    with unit_of_work(reads_only=True):
        assert ticks.never_scheduled()
    broken = Entry("each minute something breaks", jobs.break_something, every=timedelta(minutes=1))
    leads = leader(redis, EACH_MINUTE, broken)
    with moved_to(NOON):
        leads.tick()
        assert overdue() == []
        work(redis)
    later = NOON + timedelta(minutes=4)
    with moved_to(later):
        assert overdue() == [
            (broken.name, "it fails"),
            (EACH_MINUTE.name, "no schedule is running"),
        ]
        redis.flushall()
        leads.tick()
        assert overdue() == [
            (broken.name, "it fails"),
            (EACH_MINUTE.name, "nobody does its job"),
        ]
        run_tick(EACH_MINUTE.name, note_tick.name, EACH_MINUTE.slot(later).isoformat())
        assert [name for name, _ in overdue()] == [broken.name]
    with unit_of_work(reads_only=True):
        tick = db.session.get_one(Tick, broken.name)
        assert tick.last_error == "Something is broken."


def test_rows_of_work_that_recurs_no_more_go(house: Flask, redis: Redis):
    with moved_to(NOON):
        first = leader(redis)
        first.tick()
        first.step_down()
        leader(redis, Entry("something else", note_tick, every=timedelta(hours=1))).tick()
    with unit_of_work(reads_only=True):
        assert [tick.name for tick in db.session.query(Tick)] == ["something else"]


def test_the_shipped_schedule_runs(house: Flask, redis: Redis):
    leads = Leader(redis, SCHEDULE, pace=USUAL)
    leads.tick()
    for name in JOB_QUEUES:
        work(redis, name)
    with unit_of_work(reads_only=True):
        found = {tick.name: tick.ran_at for tick in db.session.query(Tick)}
    assert set(found) == {entry.name for entry in SCHEDULE}
    assert all(found[entry.name] for entry in SCHEDULE if entry.cron is None)
