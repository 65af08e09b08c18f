"""The janitor: finds messages whose job got lost, and clears away what dead workers left in Redis.

Whether a message is being worked on is seen in the database, not in Redis: its row is locked, or claimed for a while. One that was handed
over some time ago, that nobody works on and that does not wait in its job queue either, is handed over again.
"""

import logging
from datetime import timedelta
from functools import cache, partial
from uuid import UUID

from redis import Redis
from rq.job import Job as RqJob, JobStatus
from rq.registry import clean_registries
from rq.worker_registration import clean_worker_registry
from sqlalchemy import ColumnElement, and_, select

from foundation.clock import now
from foundation.db import db
from foundation.outbox import HANDED_OVER, Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from workers import note_failure
from workers.job_queues import JOB_QUEUES, SERIALIZER, rq_queue
from workers.leases import is_free
from workers.outbox import BATCH, Due, change

log = logging.getLogger(__name__)
SOON = timedelta(seconds=5)
MOST_BATCHES = 40  # in one sweep
DIED = frozenset({JobStatus.STARTED, JobStatus.FAILED, JobStatus.STOPPED})  # begun, and nobody is at it any more


def sweep(connection: Redis, *, lost_after: timedelta) -> int:
    """Look at the messages handed over longer ago than that; the number of those that wait anew.

    Raises:
        RedisError: Redis is away; nothing more was changed.
    """
    with unit_of_work(reads_only=True):
        if not any_old(lost_after):
            return 0
    queued = cache(lambda name: frozenset(rq_queue(name, connection).get_job_ids()))
    lost = 0
    for _ in range(MOST_BATCHES):  # the dead are not to wait behind all that waits
        idle = in_unit_of_work(partial(without_worker, lost_after))
        gone = [due for due in idle if due.job_id not in queued(due.job_queue)]
        died = died_over(gone, connection)
        in_unit_of_work(partial(note_seen, [due.id for due in idle if due not in gone]))
        lost += in_unit_of_work(partial(hand_over_again, gone, died))
        if len(idle) < BATCH:
            break
    return lost


def is_old(lost_after: timedelta) -> ColumnElement[bool]:
    return and_(HANDED_OVER, Message.handed_over_at < now() - lost_after, is_free())


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


def note_seen(ids: list[UUID]) -> None:
    """Ask no more for a while for messages that lie in their job queue."""
    change(still_idle(ids), handed_over_at=now())


def hand_over_again(gone: list[Due], died: set[UUID]) -> int:
    """Let lost messages wait anew; how many.

    Dying over one counts as its failure, so that no message can kill workers for ever. It was hardly its fault, though, and so it need not
    wait long.
    """
    idle = set(still_idle([due.id for due in gone]))
    lost = [due for due in gone if due.id in idle]
    for due in lost:
        if due.id in died:
            note_failure(due.id, attempt=due.attempt, problem="The worker died while it ran.", longest=SOON)
        else:
            change([due.id], Message.handovers == due.attempt, handed_over_at=None)
    if lost:
        log.info("%d messages were lost on their way and wait anew, %d of them outlived their worker", len(lost), len(died & idle))
    return len(lost)


def still_idle(ids: list[UUID]) -> list[UUID]:
    """Those that nobody has begun with since they were looked at, their rows locked."""
    idle = select(Message.id).where(Message.id.in_(ids), HANDED_OVER, is_free())
    return list(db.session.scalars(idle.with_for_update(skip_locked=True))) if ids else []


def clean(connection: Redis) -> None:
    """Clear away jobs and workers in Redis that nobody will come back for."""
    for name in JOB_QUEUES:
        queue = rq_queue(name, connection)
        clean_registries(queue, [])
        clean_worker_registry(queue)
