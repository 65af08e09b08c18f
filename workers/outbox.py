"""The relay: hands due messages of the outbox over to the job queues in Redis. Several may run.

Rows are marked first and enqueued then, so that no lock is held while speaking to Redis. What gets lost in between (a relay killed, a
Redis gone) is found by the janitor: a row that is marked, untouched by any worker, and unknown to Redis.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.queue import EnqueueData
from sqlalchemy import ColumnElement, and_, select, update

from foundation import outbox
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.outbox import WAITING, Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from workers import JOBS, USUAL_TIMEOUT
from workers.job_queues import FAILURE_TTL, JOB_QUEUES, rq_queue

log = logging.getLogger(__name__)
BATCH = 500  # rows
POKE_KEY = "laufzettel:poke"


def connect(application: Flask, connection: Redis) -> None:
    """Have each commit that puts something into the outbox wake a relay."""
    outbox.poke_with(application, partial(poke, connection))


def poke(connection: Redis) -> None:
    """Wake a relay; without Redis, it finds the row by itself when Redis is back."""
    try:
        with connection.pipeline(transaction=False) as pipeline:
            pipeline.lpush(POKE_KEY, 1)
            pipeline.ltrim(POKE_KEY, 0, 0)
            pipeline.execute()
    except RedisError:
        log.debug("no relay was poked: Redis is away")


def wait_for_poke(connection: Redis, *, seconds: float) -> None:
    """Sleep until something was put, at most so long.

    Raises:
        RedisError: Redis is away.
    """
    connection.blpop([POKE_KEY], timeout=seconds)


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is handed over of a message."""

    id: UUID
    job: str
    job_queue: str
    attempt: int

    @property
    def job_id(self) -> str:
        return job_id(self.id, self.attempt)


def job_id(message_id: UUID, attempt: int) -> str:
    """The name of a job in Redis; none is used twice."""
    return f"{message_id}-{attempt}"


class Relay:
    """Hands messages over; `connection` is the Redis the workers listen to."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queues: dict[str, Queue] = {}

    def hand_over(self) -> int:
        """Hand over one batch of what is due; the number of messages.

        Raises:
            RedisError: Redis is away; nothing was marked, or it was taken back.
        """
        with unit_of_work(reads_only=True):
            if not any_due():
                return 0
        self._connection.ping()
        at = now()
        taken = in_unit_of_work(partial(take, at))
        try:
            self._enqueue(taken)
        except RedisError:
            in_unit_of_work(partial(take_back, [due.id for due in taken], at))
            raise
        return len(taken)

    def _enqueue(self, taken: list[Due]) -> None:
        by_queue: defaultdict[str, list[Due]] = defaultdict(list)
        for due in taken:
            by_queue[due.job_queue].append(due)
        for name, those in by_queue.items():
            queue = self._queues.setdefault(name, rq_queue(name, self._connection))
            queue.enqueue_many([as_rq_job(due) for due in those])


def as_rq_job(due: Due) -> EnqueueData:
    """The hint that RQ keeps."""
    timeout = JOBS[due.job].timeout if due.job in JOBS else USUAL_TIMEOUT
    return Queue.prepare_data(
        "workers.run_message",
        [str(due.id), due.attempt],
        job_id=due.job_id,
        timeout=timeout,
        result_ttl=0,
        failure_ttl=FAILURE_TTL,
        description=due.job,
    )


def is_due(at: datetime) -> ColumnElement[bool]:
    """What a relay may take; messages for job queues this version does not know are left to one that does."""
    return and_(WAITING, Message.due_at <= at, Message.job_queue.in_(JOB_QUEUES))


def any_due() -> bool:
    """Whether there is anything to hand over; asked without the lock of a writer."""
    return db.session.scalar(select(Message.id).where(is_due(now())).limit(1)) is not None


def take(at: datetime) -> list[Due]:
    """Mark the next batch as handed over; two relays take different rows."""
    rows = db.session.execute(
        select(Message.id, Message.job, Message.job_queue, Message.handovers)
        .where(is_due(at))
        .order_by(Message.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    taken = [Due(id=row.id, job=row.job, job_queue=row.job_queue, attempt=row.handovers + 1) for row in rows]
    change([due.id for due in taken], handed_over_at=at, handovers=Message.handovers + 1)
    return taken


def take_back(ids: list[UUID], at: datetime) -> None:
    """Let messages wait again whose handover at that moment did not reach Redis, or may not have."""
    change(ids, Message.handed_over_at == at, handed_over_at=None)


def change(ids: list[UUID], *conditions: ColumnElement[bool], **values: Any) -> None:
    """Set columns of many messages at once."""
    db.session.execute(update(Message).where(Message.id.in_(ids), *conditions).values(values), execution_options=UNSYNCHRONISED)
