"""The job queues: which there are, and what sort of worker each has. A worker process listens on one of them.

Jobs lie in Redis as JSON and hold ids only. What RQ keeps about a job that has ended goes at once: the rows know.
"""

from dataclasses import dataclass

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from rq import Queue

from foundation.errors import NotFound
from foundation.settings import Settings


@dataclass(frozen=True, kw_only=True)
class JobQueue:
    """One job queue; `forks`: each job gets a process of its own, which costs some 20 ms and confines what foreign data can do."""

    purpose: str
    forks: bool


JOB_QUEUES = {
    "steps": JobQueue(purpose="many small steps of processes: timers, messages, reactions", forks=False),
    "mail": JobQueue(purpose="mail in and out: foreign data, slow servers", forks=True),
    "background": JobQueue(purpose="all that may take long: webhooks, reports, index, housekeeping", forks=True),
}
SERIALIZER = "json"  # pickled arguments would let whoever reaches Redis run code
FAILURE_TTL = 600  # seconds; long enough for the janitor to see that a worker died over a job


def job_queue(name: str) -> JobQueue:
    """The job queue of that name; NotFound, naming those there are, if there is none."""
    if name not in JOB_QUEUES:
        raise NotFound(f"There is no job queue {name!r}; there are {', '.join(JOB_QUEUES)}.")
    return JOB_QUEUES[name]


def redis_of(settings: Settings) -> Redis:
    """A connection that fails soon instead of waiting for a server that hangs; it connects on first use."""
    soon = Retry(ConstantBackoff(0.05), 1)  # the client's own rule waits for seconds, in the middle of a request
    return Redis.from_url(settings.redis_address, socket_connect_timeout=2, socket_timeout=5, health_check_interval=30, retry=soon)


def rq_queue(name: str, connection: Redis) -> Queue:
    """The job queue as RQ knows it."""
    return Queue(name, connection=connection, serializer=SERIALIZER)
