"""The janitor: finds messages whose job got lost, and clears away what dead workers left in Redis.

Whether a message is being worked on is seen in the database, not in Redis: its row is locked, or claimed for a while. One that was handed
over some time ago, that nobody works on and that does not wait in its job queue either, is handed over again.
"""

import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

from redis import Redis
from rq.job import Job as RqJob, JobStatus
from rq.registry import clean_registries
from rq.worker_registration import clean_worker_registry
from sqlalchemy import ColumnElement, and_, or_, select

from foundation.clock import now
from foundation.db import db
from foundation.outbox import HANDED_OVER, Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from workers import note_failure
from workers.job_queues import JOB_QUEUES, SERIALIZER, rq_queue
from workers.outbox import BATCH, Due, change

log = logging.getLogger(__name__)
SOON = timedelta(seconds=10)
DIED = frozenset({JobStatus.STARTED, JobStatus.FAILED, JobStatus.STOPPED})  # begun, and nobody is at it any more


def sweep(connection: Redis, *, lost_after: timedelta) -> int:
    """Look at one batch of messages handed over longer ago than that; the number of those that wait anew.

    Raises:
        RedisError: Redis is away; nothing was changed.
    """
    with unit_of_work(reads_only=True):
        if not any_old(lost_after):
            return 0
    idle = in_unit_of_work(partial(without_worker, lost_after))
    queued = {job_id for name in {due.job_queue for due in idle} for job_id in rq_queue(name, connection).get_job_ids()}
    there = [due.id for due in idle if due.job_id in queued]
    gone = [due for due in idle if due.job_id not in queued]
    died = died_over(gone, connection)
    in_unit_of_work(partial(change, there, handed_over_at=now()))
    in_unit_of_work(partial(hand_over_again, gone, died))
    return len(gone)


def is_old(lost_after: timedelta) -> ColumnElement[bool]:
    moment = now()
    unclaimed = or_(Message.claimed_until.is_(None), Message.claimed_until < moment)
    return and_(HANDED_OVER, Message.handed_over_at < moment - lost_after, unclaimed)


def any_old(lost_after: timedelta) -> bool:
    """Whether there is anything to look at; asked without the lock of a writer."""
    return db.session.scalar(select(Message.id).where(is_old(lost_after)).limit(1)) is not None


def without_worker(lost_after: timedelta) -> list[Due]:
    """Old messages nobody works on: on PostgreSQL their rows can be locked, on SQLite whoever has the lock of the writer is alone."""
    rows = db.session.execute(
        select(Message.id, Message.job, Message.job_queue, Message.handovers)
        .where(is_old(lost_after))
        .order_by(Message.handed_over_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [Due(id=row.id, job=row.job, job_queue=row.job_queue, attempt=row.handovers) for row in rows]


def died_over(gone: list[Due], connection: Redis) -> set[UUID]:
    """Those whose job had begun: it took its worker along, or somebody killed the worker."""
    jobs = RqJob.fetch_many([due.job_id for due in gone], connection=connection, serializer=SERIALIZER) if gone else []
    return {due.id for due, found in zip(gone, jobs, strict=True) if found is not None and found.get_status(refresh=False) in DIED}


def hand_over_again(gone: list[Due], died: set[UUID]) -> None:
    """Let lost messages wait anew.

    Dying over one counts as its failure, so that no message can kill workers for ever. It was hardly its fault, though, and so it need not
    wait long.
    """
    for due in gone:
        if due.id in died:
            note_failure(due.id, attempt=due.attempt, problem="The worker died while it ran.", longest=SOON)
        else:
            change([due.id], Message.handovers == due.attempt, handed_over_at=None)
    if gone:
        log.info("%d messages were lost on their way and wait anew, %d of them outlived their worker", len(gone), len(died))


def clean(connection: Redis) -> None:
    """Clear away jobs and workers in Redis that nobody will come back for."""
    for name in JOB_QUEUES:
        queue = rq_queue(name, connection)
        clean_registries(queue, [])
        clean_worker_registry(queue)
