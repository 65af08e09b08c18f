"""What time brings to processes: due timers fire, start timers begin tickets, messages nobody took expire."""

import logging
from functools import partial

from rq import Retry
from sqlalchemy import delete

from foundation.clock import now
from foundation.db import db
from foundation.errors import HouseError
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import due, runner
from processes.messages import IncomingMessage
from workers import job

log = logging.getLogger(__name__)
MOST_FIRED = 1_000  # in one job; the next one goes on
MANY = 20  # of which it is worth to tell another worker
NEXT_TICK = Retry(max=1, interval=5)  # the schedule asks again anyway


def nothing_lost(_problem: str, **_arguments: object) -> bool:
    """What was not fired is still due."""
    return True


@job("steps", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def fire_due_timers(*, key: str) -> None:  # noqa: ARG001 - each timer is a transaction of its own, and fires once
    """Fire what is due, one transaction each; one bad timer cannot stop the others. Where there is much, another worker is to help."""
    left: set[int] = set()
    for fired in range(MOST_FIRED):
        if fired == MANY:
            in_unit_of_work(fire_due_timers.enqueue)
        if not fire_next(left):
            return


def fire_next(left: set[int]) -> bool:
    """Fire the timer that has been due longest and that nobody else is at; False: there is none.

    `left`: those not to try, and from now on this one, too, if its ticket is held or if it cannot fire.
    """
    at, taken = now(), list[int]()

    def act() -> bool:
        taken[:] = due.next_timer(at, but=left)  # and another one, if this is tried again
        return all(runner.fire(timer_id, wait=False, by=at) for timer_id in taken)

    try:
        if not in_unit_of_work(act):
            left.update(taken)
    except HouseError as error:
        if not taken:
            raise
        log.error("timer %s could not fire: %s", taken[0], error)  # noqa: TRY400 - the sentence says it all
        left.update(taken)
    return bool(taken)


@job("steps", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def begin_due_tickets(*, key: str) -> None:  # noqa: ARG001 - as above
    """Open tickets whose process time begins, one transaction each."""
    with unit_of_work(reads_only=True):
        page = due.due_starts(now())
    for start_timer_id in page:
        begin(start_timer_id)


def begin(start_timer_id: int) -> None:
    """A process that cannot begin is told to whoever looks at it or at incidents, and waits for its next time."""
    at = now()
    try:
        in_unit_of_work(partial(due.fire_start, start_timer_id, at))
    except HouseError as error:
        log.error("start timer %s opened no ticket: %s", start_timer_id, error)  # noqa: TRY400 - the sentence says it all
        in_unit_of_work(partial(due.give_up_start, start_timer_id, at, str(error)))


@job("background")
def expire_messages() -> None:
    """Forget messages that nobody took in time."""
    db.session.execute(delete(IncomingMessage).where(IncomingMessage.expires_at <= now()), execution_options={"synchronize_session": False})
