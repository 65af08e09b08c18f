"""All recurring work, in one list to be read aloud; and the process that sees to it, hands the outbox over, and tidies up.

Several may run: each hands over other messages, and one of them, the leader, ticks.
"""

import logging
import signal
import time
from datetime import timedelta
from types import FrameType

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from foundation.application import make_application
from foundation.errors import HouseError
from foundation.settings import Settings
from processes import due
from workers import escalation, history, housekeeping, janitor, notifications, pending, timed_events, unlocking
from workers.job_queues import redis_of
from workers.outbox import BATCH, Relay, connect, wait_for_poke
from workers.pace import USUAL, Pace
from workers.ticking import Entry, Leader

log = logging.getLogger(__name__)

SCHEDULE = (
    Entry("the workers of steps give a sign of life", housekeeping.give_a_sign, job_queue="steps", every=timedelta(minutes=1)),
    Entry("the workers of mail give a sign of life", housekeeping.give_a_sign, job_queue="mail", every=timedelta(minutes=1)),
    Entry("the workers of background give a sign of life", housekeeping.give_a_sign, job_queue="background", every=timedelta(minutes=1)),
    Entry("due timers are fired", timed_events.fire_due_timers, every=timedelta(seconds=5), sooner=due.timers_between),
    Entry("processes begin at their time", timed_events.begin_due_tickets, every=timedelta(seconds=15), sooner=due.starts_between),
    Entry("pending tickets that close by themselves do", pending.end_pending, every=timedelta(minutes=1)),
    Entry("reminders are given when their time comes", pending.remind_at_once, every=timedelta(minutes=10)),
    Entry("reminders are given again", pending.remind, cron="45 */2 * * *"),
    Entry("claims run out", unlocking.unlock_timed_out, every=timedelta(minutes=5)),
    Entry("clocks that are late, or soon will be, are told of", escalation.tell_escalations, every=timedelta(minutes=1)),
    Entry("what processes have to tell is told", notifications.tell_notices, every=timedelta(minutes=1)),
    Entry("messages nobody took expire", timed_events.expire_messages, every=timedelta(hours=1)),
    Entry("drafts nobody has gone on with are forgotten", housekeeping.forget_drafts, every=timedelta(hours=1)),
    Entry("sessions that are over are forgotten", housekeeping.forget_logins, every=timedelta(hours=1)),
    Entry("old changes of many tickets are forgotten", housekeeping.forget_bulk_changes, every=timedelta(hours=1)),
    Entry("files nobody refers to are removed", housekeeping.sweep_files, cron="30 3 * * *"),
    Entry("the ends of all histories are stated and signed", history.sign_checkpoint, every=timedelta(hours=1)),
    Entry("the database is kept in shape", housekeeping.keep_database_in_shape, every=timedelta(hours=1)),
)


def run(settings: Settings, *, pace: Pace = USUAL, schedule: tuple[Entry, ...] = SCHEDULE) -> None:
    """See to it all until told to stop."""
    application = make_application(settings)
    connection = redis_of(settings)
    connect(application, connection)
    Rounds(application, connection, pace=pace, schedule=schedule).go_on()


class Rounds:
    """One round after the other: hand over, tick, look for what got lost, sleep until poked."""

    def __init__(self, application: Flask, connection: Redis, *, pace: Pace, schedule: tuple[Entry, ...]) -> None:
        self._application, self._connection, self._pace = application, connection, pace
        self._relay = Relay(connection)
        self._leader = Leader(connection, schedule, pace=pace)
        self._sweep_at = self._clean_at = 0.0
        self._stopping = False
        self._trouble: str | None = None

    def go_on(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._stopping:
            self._one_round()
        try:
            self._leader.step_down()
        except RedisError:
            log.debug("Redis is away, and forgets the leader by itself")

    def _one_round(self) -> None:
        """Trouble with Redis or the database is told once, and then waited for to pass."""
        try:
            with self._application.app_context():
                busy = self.work()
            if not busy and not self._stopping:
                wait_for_poke(self._connection, seconds=self._pace.longest_nap)
            self._trouble = None
        except (RedisError, SQLAlchemyError, HouseError) as error:
            trouble = f"{type(error).__name__}: {error}".splitlines()[0]
            if trouble != self._trouble:
                log.warning("the schedule waits: %s", trouble)
            self._trouble = trouble
            time.sleep(self._pace.longest_nap)

    def work(self) -> bool:
        """One round; whether there is more to do at once."""
        moved = self._relay.hand_over()
        leads = self._leader.tick()
        swept = 0
        if time.monotonic() >= self._sweep_at:
            swept = janitor.sweep(self._connection, lost_after=self._pace.lost_after)
            self._sweep_at = time.monotonic() + self._pace.sweep_every.total_seconds()
        if leads and time.monotonic() >= self._clean_at:
            janitor.clean(self._connection)
            self._clean_at = time.monotonic() + self._pace.clean_every.total_seconds()
        return moved == BATCH or swept > 0

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._stopping = True
