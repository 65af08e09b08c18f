"""A worker: a process that does the jobs of one job queue, one after the other."""

import logging
import signal
import time
from types import FrameType
from typing import Any, NoReturn

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker, worker_registration
from rq.exceptions import StopRequested
from rq.job import Job as RqJob
from rq.worker import BaseWorker, WorkerStatus

from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from workers import JOBS
from workers.job_queues import SERIALIZER, job_queue as known, redis_of, rq_queue
from workers.outbox import connect
from workers.pace import USUAL, Pace, keep_to

log = logging.getLogger(__name__)
WORKER_TTL = 30  # seconds: a worker says twice in this time that it lives
GRACE = 15  # seconds more until it counts as dead
MAINTENANCE = 60  # seconds
WAIT_FOR_REDIS = 1.0  # seconds
WAIT_FOR_JOBS = 2  # seconds at a time


class _Ours(BaseWorker):
    """What our two sorts of workers share."""

    max_connection_wait_time = 2.0  # seconds; work goes on soon after Redis is back
    asked_to_stop = False

    @property
    def dequeue_timeout(self) -> int:
        return WAIT_FOR_JOBS

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def set_shutdown_requested_date(self) -> None:
        """Nobody reads it, and it would break the running job where Redis is away."""

    def subscribe(self) -> None:
        """Commands through Redis are not taken, so no thread listens for them."""

    def unsubscribe(self) -> None:
        """See `subscribe`."""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Say that it lives, before each wait for jobs, too.

        Raises:
            StopRequested: it was told to stop and waits for jobs. RQ raises this where the signal comes in, once; Python drops it where
                that is a callback or the end of an object, and the worker would wait for another job.
        """
        if self.asked_to_stop and self.get_state() == WorkerStatus.IDLE:
            raise StopRequested
        super().heartbeat(timeout or self.worker_ttl + GRACE, pipeline)

    def run_maintenance_tasks(self) -> None:
        """Be known again after Redis has lost everything."""
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        worker_registration.register(self)
        self.connection.hset(self.key, mapping=self.serialize())


class StepWorker(_Ours, SimpleWorker):
    """Does jobs in its own process: some milliseconds each."""


class ForkingWorker(_Ours, Worker):
    """Does each job in a process of its own, which may crash or hang."""

    def main_work_horse(self, job: RqJob, queue: Queue) -> None:
        db.engine.dispose(close=False)  # connections of the parent are not ours
        super().main_work_horse(job, queue)


def run(settings: Settings, job_queue: str, *, pace: Pace = USUAL) -> None:
    """Work until told to stop; the running job is finished first. Redis may come and go."""
    kind = ForkingWorker if known(job_queue).forks else StepWorker
    application = make_application(settings)
    keep_to(application, pace)
    log.debug("%d jobs are known", len(JOBS))  # and imported, before anything is forked
    connection = redis_of(settings)
    connect(application, connection)
    stop_at_once_when_told()
    with application.app_context():
        while not worked(kind, job_queue, connection):
            stop_at_once_when_told()
            log.warning("the worker of %s begins anew", job_queue)
            time.sleep(WAIT_FOR_REDIS)


def worked(kind: type[_Ours], job_queue: str, connection: Redis) -> bool:
    """Work until told to stop, which is True, or until Redis fails in the middle of something, which is False."""
    worker = None
    try:
        worker = kind(
            [rq_queue(job_queue, connection)],
            connection=connection,
            serializer=SERIALIZER,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE,
            job_monitoring_interval=10,
            log_job_description=False,
        )
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log.info("worker of %s: %s", job_queue, error)
    return worker is not None and worker.asked_to_stop


def stop_at_once_when_told() -> None:
    """While no job runs, there is nothing to finish."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)


def _stop(_signum: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
