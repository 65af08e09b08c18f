"""Rounds of the schedule without its processes: what is due is enqueued, and workers do it, until nothing more follows."""

from collections.abc import Callable

from redis import Redis

from workers.job_queues import JOB_QUEUES, rq_queue
from workers.outbox import Relay
from workers.pace import USUAL
from workers.schedule import SCHEDULE
from workers.ticking import Leader
from workers.worker import StepWorker


class Rounds:
    """Time that passes in a house nobody sits in."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._leader, self._relay = Leader(redis, SCHEDULE, pace=USUAL), Relay(redis)

    def go_round(self, *, put: Callable[[], None] = lambda: None) -> None:
        """One round at the moment the clock shows, and all that follows from it; `put` is called when messages may lie in the outbox."""
        self._leader.tick()
        put()
        self._work()
        while self._relay.hand_over():
            self._work()
            put()

    def _work(self) -> None:
        for name in JOB_QUEUES:
            StepWorker([rq_queue(name, self._redis)], connection=self._redis, serializer="json").work(burst=True, logging_level="ERROR")
