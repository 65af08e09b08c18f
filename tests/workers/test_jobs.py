"""What happens to a message: its effects in the database once, outside at least once, and an error that is kept."""

import contextlib
import time
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask

from foundation import outbox
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.errors import NotFound
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.workers import jobs
from workers import JOBS, Job, leases, run_message
from workers.outbox import take
from workers.pace import USUAL, Pace, keep_to

pytestmark = pytest.mark.usefixtures("effects")


@pytest.fixture(autouse=True)
def _nothing_received() -> None:
    jobs.received.clear()
    jobs.answers.clear()
    jobs.meanwhile.clear()


def enqueued(job: Job, *args: object) -> str:
    """A message that was handed over."""
    with unit_of_work():
        message_id = job.enqueue(*args)
    in_unit_of_work(lambda: take(now()))
    return str(message_id)


def message(message_id: str) -> Message | None:
    with unit_of_work(reads_only=True):
        return db.session.get(Message, UUID(message_id))


def effects() -> list[int]:
    with unit_of_work(reads_only=True):
        return jobs.effects()


def test_rolling_back_leaves_nothing(house: Flask):
    with contextlib.suppress(ZeroDivisionError), unit_of_work():
        jobs.write.enqueue(1)
        db.session.flush()
        raise ZeroDivisionError
    with unit_of_work(reads_only=True):
        assert db.session.query(Message).count() == 0


def test_the_relay_is_poked_once_after_the_commit_and_not_after_a_rollback(house: Flask):
    pokes: list[int] = []
    outbox.poke_with(house, lambda: pokes.append(1))
    with unit_of_work():
        jobs.write.enqueue(1)
        jobs.write.enqueue(2)
        assert not pokes
    assert len(pokes) == 1
    with contextlib.suppress(ZeroDivisionError), unit_of_work():
        jobs.write.enqueue(3)
        raise ZeroDivisionError
    assert len(pokes) == 1


def test_nothing_is_put_outside_a_unit_of_work(house: Flask):
    with pytest.raises(RuntimeError, match="No unit of work"):
        jobs.write.enqueue(1)


@pytest.mark.parametrize("arguments", [(), (1, 2), (now(),), (float("nan"),)])
def test_arguments_are_checked_where_they_are_given(house: Flask, arguments: tuple[object, ...]):
    with pytest.raises((TypeError, ValueError)), unit_of_work():
        jobs.write.enqueue(*arguments)


def test_effects_happen_once_however_often_it_is_run(house: Flask):
    message_id = enqueued(jobs.write, 1)
    for attempt in (1, 1, 2):
        run_message(message_id, attempt)
    assert effects() == [1]
    assert message(message_id) is None


def test_arguments_may_be_named(house: Flask):
    with unit_of_work():
        message_id = outbox.put(jobs.write.name, {"number": 7}, job_queue="steps")
    run_message(str(message_id), 1)
    assert effects() == [7]


def test_what_a_job_enqueues_belongs_to_its_unit_of_work(house: Flask):
    run_message(enqueued(jobs.write_and_enqueue, 1), 1)
    (due,) = in_unit_of_work(lambda: take(now()))
    run_message(str(due.id), due.attempt)
    assert effects() == [1, 2]


def test_a_failing_job_is_put_off_and_then_given_up(house: Flask):
    message_id = enqueued(jobs.write_and_fail, 1)
    for attempt, seconds in ((1, 10), (2, 60)):
        run_message(message_id, attempt)
        found = message(message_id)
        assert found is not None
        assert found.failures == attempt
        assert found.last_error == "This is never right."
        assert timedelta(0) < found.due_at - now() <= timedelta(seconds=seconds)
        assert found.handed_over_at is None
        with moved_to(found.due_at):
            assert len(in_unit_of_work(lambda: take(now()))) == 1
    run_message(message_id, 3)
    found = message(message_id)
    assert found is not None
    assert found.given_up_at is not None
    assert effects() == []
    with moved_to(now() + timedelta(days=100)):
        assert in_unit_of_work(lambda: take(now())) == []


def test_a_message_that_was_given_up_can_be_tried_again(house: Flask):
    message_id = enqueued(jobs.write_and_fail, 1)
    with unit_of_work():
        found = db.session.get_one(Message, UUID(message_id))
        found.put_off("broken", delay=None)
    with unit_of_work():
        assert [one.last_error for one in outbox.given_up()] == ["broken"]
        assert outbox.figures().given_up == 1
        outbox.try_again(UUID(message_id))
    assert [str(due.id) for due in in_unit_of_work(lambda: take(now()))] == [message_id]
    with pytest.raises(NotFound), unit_of_work():
        outbox.try_again(UUID(message_id))


def test_the_failure_of_an_old_handover_does_not_disturb_a_newer_one(house: Flask):
    message_id = enqueued(jobs.write_and_fail, 1)
    with unit_of_work():
        db.session.get_one(Message, UUID(message_id)).handovers = 2
    run_message(message_id, 1)
    found = message(message_id)
    assert found is not None
    assert found.failures == 0


def test_a_job_nobody_knows_waits_for_a_version_that_does(house: Flask):
    with unit_of_work():
        message_id = outbox.put("workers.gone.vanished", [], job_queue="steps")
    in_unit_of_work(lambda: take(now()))
    run_message(str(message_id), 1)
    found = message(str(message_id))
    assert found is not None
    assert found.failures == 1
    assert "no job 'workers.gone.vanished'" in str(found.last_error)


def test_reaching_out_happens_under_one_key_and_its_answer_arrives_once(house: Flask):
    message_id = enqueued(jobs.reach_out, 1)
    run_message(message_id, 1)
    run_message(message_id, 1)
    assert jobs.received == [(1, message_id)]
    assert jobs.answers == [("thanks", 1)]
    assert effects() == [1]
    assert message(message_id) is None


def test_nobody_else_reaches_out_while_the_lease_runs(house: Flask):
    message_id = enqueued(jobs.reach_out, 1)
    with unit_of_work():
        db.session.get_one(Message, UUID(message_id)).claimed_until = now() + timedelta(seconds=5)
    run_message(message_id, 1)
    assert jobs.received == []
    with moved_to(now() + timedelta(seconds=6)):
        run_message(message_id, 2)
    assert jobs.received == [(1, message_id)]


def test_who_hung_for_longer_than_its_lease_doubles_nothing(house: Flask):
    message_id = enqueued(jobs.reach_out, 1)

    def somebody_else_is_through() -> None:
        with moved_to(now() + USUAL.lease + timedelta(seconds=1)):
            run_message(message_id, 2)

    jobs.meanwhile.append(somebody_else_is_through)
    run_message(message_id, 1)
    assert jobs.received == [(1, message_id)] * 2
    assert jobs.answers == [("thanks", 1)]
    assert effects() == [1]
    assert message(message_id) is None


def test_a_lease_is_renewed_by_nobody_but_who_has_it(house: Flask):
    message_id = UUID(enqueued(jobs.reach_out, 1))

    def renewed(until: datetime) -> datetime | None:
        return in_unit_of_work(partial(leases.renew, message_id, until))

    with unit_of_work():
        found = db.session.get_one(Message, message_id)
        leases.claim(found)
        first = found.claimed_until
    assert first is not None
    second = renewed(first)
    assert second is not None
    assert second > first
    assert renewed(first) is None  # somebody else has it by now
    with unit_of_work():
        db.session.get_one(Message, message_id).put_off("The worker died while it ran.", delay=timedelta(0))
    assert renewed(second) is None  # it waits anew
    with unit_of_work():
        db.session.delete(db.session.get_one(Message, message_id))
    assert renewed(second) is None  # it is done
    assert message(str(message_id)) is None


def test_a_lease_is_renewed_as_long_as_the_job_may_take(house: Flask):
    keep_to(house, Pace(renewed_every=timedelta(seconds=0.02)))
    message_id = enqueued(jobs.reach_out, 1)
    leases_seen: list[datetime | None] = []

    def look() -> None:
        for _ in range(2):
            time.sleep(0.3)
            found = message(message_id)
            assert found is not None
            leases_seen.append(found.claimed_until)

    jobs.meanwhile.append(look)
    run_message(message_id, 1)
    first, second = leases_seen
    assert first is not None
    assert second is not None
    assert second > first
    message_id = enqueued(jobs.reach_out, 2)
    with unit_of_work():
        found = db.session.get_one(Message, UUID(message_id))
        leases.claim(found)
    with leases.renewed(found, seconds=0):
        time.sleep(0.2)
    after = message(message_id)
    assert after is not None
    assert after.claimed_until == found.claimed_until


def test_reaching_out_in_vain_is_tried_again_under_the_same_key(house: Flask):
    message_id = enqueued(jobs.reach_nobody, 1)
    run_message(message_id, 1)
    found = message(message_id)
    assert found is not None
    assert found.last_error == "ConnectionError: Nobody is there."
    assert found.claimed_until is None
    with moved_to(found.due_at):
        in_unit_of_work(lambda: take(now()))
        run_message(message_id, 2)
    assert jobs.received == [(1, message_id)] * 2
    found = message(message_id)
    assert found is not None
    assert found.given_up_at is not None


def test_a_message_that_never_was_is_nobodys_trouble(house: Flask):
    run_message(str(uuid4()), 1)


def test_jobs_are_known_by_their_dotted_names():
    assert JOBS["tests.workers.jobs.write"] is jobs.write
    assert "workers.housekeeping.give_a_sign" in JOBS


def test_ids_are_never_used_twice(house: Flask):
    first = enqueued(jobs.write, 1)
    run_message(first, 1)
    assert enqueued(jobs.write, 2) != first
