"""Background jobs: shallow functions that find, call and log, and the schedule of all recurring work.

    @job("steps")
    def escalate_ticket(ticket_id: int) -> None: ...

    escalate_ticket.enqueue(7)  # in a unit of work; leaves with its commit

A job runs in one unit of work together with the deletion of its message, so that its effects in the database happen exactly once however
often RQ runs it and wherever a process dies. A job that reaches out (`outside=True`) runs with no transaction open, under a lease that is
renewed as long as its worker lives (`workers/leases.py`): at least once, with a key that stays the same, on which the receiver is
idempotent.

It imports mail, notifications, reports, processes, desk and foundation.
"""

import inspect
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import current_app
from rq import Retry
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from foundation.db import db
from foundation.errors import HouseError
from foundation.logs import bound
from foundation.outbox import Arguments, Message, put
from foundation.registry import Registry
from foundation.unit_of_work import in_unit_of_work
from workers import leases
from workers.job_queues import job_queue as known

log = logging.getLogger(__name__)
USUAL_RETRY = Retry(max=8, interval=[10, 60, 300, 1800, 7200])  # seconds; the last one repeats
USUAL_TIMEOUT = 180  # seconds
FRAMES_TOLD = 6  # of a traceback


@dataclass(frozen=True, kw_only=True)
class Job:
    """A function that can be called now, and enqueued to be called by a worker; see `job` for the fields."""

    function: Callable[..., Any]
    job_queue: str
    retry: Retry
    outside: bool
    timeout: int
    then: Callable[..., None] | None
    otherwise: Callable[..., bool] | None = None

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self.function(*args, **named)

    def enqueue(self, *args: Any, **named: Any) -> UUID:
        """Have it run after the commit of the open unit of work."""
        return self.enqueue_at(None, *args, **named)

    def enqueue_at(self, due_at: datetime | None, /, *args: Any, **named: Any) -> UUID:
        """Have it run at `due_at` or soon after.

        Raises:
            TypeError: the function does not take these arguments, or they are no JSON.
        """
        inspect.signature(self.function).bind(*args, **named, **({"key": ""} if self.outside else {}))
        if args and named:
            raise TypeError(f"{self.name} is enqueued with arguments by place or by name, not both.")
        return put(self.name, named or list(args), job_queue=self.job_queue, due_at=due_at)


JOBS: Registry[Job] = Registry("job", package=__name__)


def job(  # noqa: PLR0913 - all but the first have a usual value
    job_queue: str,
    *,
    retry: Retry = USUAL_RETRY,
    outside: bool = False,
    timeout: int = USUAL_TIMEOUT,
    then: Callable[..., None] | None = None,
    otherwise: Callable[..., bool] | None = None,
) -> Callable[[Callable[..., Any]], Job]:
    """Make a function a job of this job queue.

    Args:
        job_queue: one of `workers/job_queues.py`.
        retry: how often and after how many seconds it is tried again.
        outside: it reaches out of the house. It is called with `key=`, the same text at every attempt, and with no transaction open.
        timeout: seconds after which it is stopped.
        then: called with the result and the arguments of a job that reached out, in a unit of work of its own, exactly once.
        otherwise: called with the last problem and the arguments of a job that is given up, in the unit of work that notes it. True: it has
            been seen to, and the message goes.
    """
    known(job_queue)

    def make(function: Callable[..., Any]) -> Job:
        made = Job(
            function=function,
            job_queue=job_queue,
            retry=retry,
            outside=outside,
            timeout=timeout,
            then=then,
            otherwise=otherwise,
        )
        return JOBS.register(made.name)(made)

    return make


# ------------------------------------------------------------------------------------------------------- inside a worker
def run_message(message_id: str, attempt: int) -> None:
    """Do what a message asks for; RQ calls this. A failure is noted in the row, and the relay hands it over again when it is due.

    Args:
        message_id: the row.
        attempt: the number of the handover this job comes from.
    """
    identity = UUID(message_id)
    with current_app.app_context(), bound(job_id=message_id):
        try:
            claimed = in_unit_of_work(partial(_do_or_claim, identity))
            if claimed is not None:
                _reach_out(identity, claimed)
        except Exception as error:  # noqa: BLE001 - whatever a job raises becomes a row's error here, and nowhere else
            _note(identity, attempt, error)


def _do_or_claim(identity: UUID) -> Message | None:
    """Do it now and here; what reaches out is claimed only, and given back to be done with no transaction open."""
    message = db.session.scalar(
        select(Message)
        .where(Message.id == identity, Message.given_up_at.is_(None))
        .where(leases.is_free())
        .with_for_update(skip_locked=True)
    )
    if message is None:
        log.debug("message %s is done, or somebody is at it", identity)
        return None
    found = JOBS[message.job]
    if found.outside:
        leases.claim(message)
        return message
    call(found.function, message.arguments)
    db.session.delete(message)
    return None


def _reach_out(identity: UUID, claimed: Message) -> None:
    found = JOBS[claimed.job]
    with leases.renewed(claimed, seconds=found.timeout):
        result = call(found.function, claimed.arguments, key=str(identity))
    in_unit_of_work(partial(_finish, identity, found, result))


def _finish(identity: UUID, found: Job, result: Any) -> None:
    message = db.session.get(Message, identity, with_for_update=True)
    if message is None:
        return  # the lease was lost, and another worker was through first
    if found.then is not None:
        call(partial(found.then, result), message.arguments)
    db.session.delete(message)


def call(function: Callable[..., Any], arguments: Arguments, **further: Any) -> Any:
    """Call a function with arguments as a message holds them."""
    if isinstance(arguments, dict):
        return function(**arguments, **further)
    else:
        return function(*arguments, **further)


# ---------------------------------------------------------------------------------------------------------- what failed
def _note(identity: UUID, attempt: int, error: Exception) -> None:
    told = "".join(traceback.format_exception(error, limit=-FRAMES_TOLD))
    log.warning("message %s failed at attempt %d\n%s", identity, attempt, told)
    try:
        in_unit_of_work(partial(note_failure, identity, attempt=attempt, problem=sentence(error)))
    except (HouseError, SQLAlchemyError):
        log.warning("the failure of message %s could not be noted; the janitor will find it", identity)


def note_failure(identity: UUID, *, attempt: int, problem: str, longest: timedelta | None = None) -> None:
    """Put a message off, for `longest` at most if that is given, or give it up; a newer handover than `attempt` speaks for itself."""
    message = db.session.scalar(select(Message).where(Message.id == identity, Message.handovers == attempt).with_for_update())
    if message is not None:
        retry = JOBS[message.job].retry if message.job in JOBS else USUAL_RETRY
        delay = delay_after(message.failures + 1, retry=retry)
        message.put_off(problem, delay=min(delay, longest) if delay and longest else delay)
        if message.given_up_at is not None:
            log.error("message %s (%s) failed %d times and is given up: %s", identity, message.job, message.failures, problem)
            _see_to(message, problem)


def _see_to(message: Message, problem: str) -> None:
    """Let the job say what becomes of a message that is given up; unless it does, the message is kept."""
    otherwise = JOBS[message.job].otherwise if message.job in JOBS else None
    if otherwise is not None and call(partial(otherwise, problem), message.arguments):
        db.session.delete(message)


def delay_after(failures: int, *, retry: Retry) -> timedelta | None:
    """How long to wait before the next attempt; None: give up."""
    if failures > retry.max:
        return None
    return timedelta(seconds=retry.intervals[min(failures, len(retry.intervals)) - 1])


def sentence(error: Exception) -> str:
    """An error in one line."""
    first = (str(error).strip() or "no message").splitlines()[0]
    return first if isinstance(error, HouseError) else f"{type(error).__name__}: {first}"
