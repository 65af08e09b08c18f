"""Ticking: one leader among the schedules enqueues what is due, once per slot; the job itself sees to it that a slot runs once.

A slot is the moment something was to run at: every ten minutes has the slots 12:00, 12:10 and so on; what cannot wait makes one more. After
an absence only the latest slot is run. The lock of the leader and the job's name make doubles rare; the row of the tick, locked while it
runs, makes them harmless.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

from croniter import croniter
from flask import current_app
from redis import Redis
from rq.exceptions import DuplicateJobError
from rq.scripts import acquire_or_refresh_lock, release_lock
from sqlalchemy import delete, select

from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from foundation.outbox import LONGEST_ERROR
from foundation.ticks import Tick
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from workers import JOBS, Job, call, sentence
from workers.job_queues import FAILURE_TTL, job_queue as known, rq_queue
from workers.pace import Pace

log = logging.getLogger(__name__)
LEADER_KEY = "laufzettel:schedule:leader"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_PATIENCE = timedelta(hours=1)


Sooner = Callable[[datetime, datetime], bool]


class Entry:
    """A piece of recurring work: its name as a sentence, the job, and either `every` or `cron` (in the zone of the house).

    `sooner` is asked at each round, in a unit of work that reads only, with the moment of the round before and this one: whether something
    came up in between that cannot wait for the next slot. Then this moment is a slot, too.
    """

    def __init__(  # noqa: PLR0913 - what, and when
        self,
        name: str,
        job: Job,
        *,
        every: timedelta | None = None,
        cron: str | None = None,
        job_queue: str | None = None,
        sooner: Sooner | None = None,
    ) -> None:
        if (every is None) == (cron is None):
            raise ValueError(f"{name}: give either every or cron.")
        self.name, self.job, self.every, self.cron = name, job, every, cron
        self.job_queue, self.sooner = job_queue or job.job_queue, sooner
        known(self.job_queue)

    def slot(self, moment: datetime) -> datetime:
        """The latest moment up to now at which it was to run."""
        if self.every is not None:
            return moment - (moment - EPOCH) % self.every
        else:
            return self._local(moment + timedelta(seconds=1)).get_prev(datetime).astimezone(UTC)

    @property
    def every_seconds(self) -> int:
        """How far slots lie apart, at most of the next three."""
        if self.every is not None:
            return int(self.every.total_seconds())
        times = self._local(now())
        slots = [times.get_next(datetime) for _ in range(3)]
        return int(max(later - earlier for earlier, later in pairwise(slots)).total_seconds())

    def _local(self, moment: datetime) -> croniter:
        return croniter(self.cron or "", moment.astimezone(ZoneInfo(settings().time_zone)))


@dataclass(kw_only=True)
class Fired:
    """What the leader remembers of the latest slot it enqueued."""

    slot: datetime
    at: datetime
    times: int = 1


class Leader:
    """Ticks as long as it leads."""

    def __init__(self, connection: Redis, schedule: tuple[Entry, ...], *, pace: Pace) -> None:
        self._connection, self._schedule, self._pace = connection, schedule, pace
        self._token = uuid4().hex
        self._fired: dict[str, Fired] | None = None  # None: does not lead
        self._look_again_at = EPOCH
        self._looked_at: datetime | None = None

    def tick(self) -> bool:
        """Enqueue what is due; whether this one leads."""
        held = acquire_or_refresh_lock(self._connection, LEADER_KEY, self._token, int(self._pace.leads_for.total_seconds()))
        if held == "taken":
            self._fired = None
            return False
        if self._fired is None:
            log.info("this schedule leads")
            self._fired = in_unit_of_work(partial(register, self._schedule))
        self._fire(self._fired)
        if now() >= self._look_again_at:
            self._look_again_at = now() + self._pace.ticks_again_after / 4
            self._fire_again(self._fired)
        return True

    def step_down(self) -> None:
        """Let another one lead at once."""
        release_lock(self._connection, LEADER_KEY, self._token)

    def _fire(self, fired: dict[str, Fired]) -> None:
        moment = now()
        urgent = self._urgent(moment)
        for entry in self._schedule:
            slot = moment.replace(microsecond=0) if entry.name in urgent else entry.slot(moment)
            before = fired.get(entry.name)
            if before is None or before.slot < slot:
                self._enqueue(entry, slot, 1)
                fired[entry.name] = Fired(slot=slot, at=moment)

    def _urgent(self, moment: datetime) -> set[str]:
        """The names of entries for which something came up since the round before."""
        before, self._looked_at = self._looked_at, moment
        asking = [entry for entry in self._schedule if entry.sooner is not None]
        if before is None or not asking:
            return set()
        with unit_of_work(reads_only=True):
            return {entry.name for entry in asking if entry.sooner is not None and entry.sooner(before, moment)}

    def _fire_again(self, fired: dict[str, Fired]) -> None:
        """Slots that did not run: the job got lost with a worker or with Redis, or it failed."""
        ran = in_unit_of_work(ran_slots)
        for entry in self._schedule:
            latest = fired[entry.name]
            patience = min(self._pace.ticks_again_after * 2 ** (latest.times - 1), LONGEST_PATIENCE)
            if ran.get(entry.name, EPOCH) < latest.slot and now() >= latest.at + patience:
                latest.times += 1
                latest.at = now()
                self._enqueue(entry, latest.slot, latest.times)

    def _enqueue(self, entry: Entry, slot: datetime, times: int) -> None:
        try:
            rq_queue(entry.job_queue, self._connection).enqueue_call(
                "workers.ticking.run_tick",
                args=[entry.name, entry.job.name, slot.isoformat()],
                job_id=f"tick-{re.sub('[^a-z0-9]+', '-', entry.name.lower())}-{slot:%Y%m%dT%H%M%S}-{times}",
                unique=True,
                timeout=entry.job.timeout,
                ttl=max(entry.every_seconds, 60),  # a queue nobody works on does not fill up with ticks
                result_ttl=0,
                failure_ttl=FAILURE_TTL,
                description=entry.name,
            )
        except DuplicateJobError:
            log.debug("%s is enqueued for %s already", entry.name, slot)
        in_unit_of_work(partial(note_enqueued, entry.name, slot))


def register(schedule: tuple[Entry, ...]) -> dict[str, Fired]:
    """Have a row for each entry and none besides; what ran last. New work by the calendar begins with its next slot."""
    known_ticks = {tick.name: tick for tick in db.session.scalars(select(Tick).with_for_update())}
    fired = {}
    for entry in schedule:
        tick = known_ticks.get(entry.name)
        if tick is None:
            tick = Tick(name=entry.name, job_queue=entry.job_queue, every_seconds=0)
            tick.ran_slot = entry.slot(now()) if entry.cron is not None else None
            db.session.add(tick)
        tick.job_queue, tick.every_seconds = entry.job_queue, entry.every_seconds
        if tick.ran_slot is not None:
            fired[entry.name] = Fired(slot=tick.ran_slot, at=now())
    db.session.execute(delete(Tick).where(Tick.name.not_in([entry.name for entry in schedule])))
    return fired


def ran_slots() -> dict[str, datetime]:
    """The latest slot of each that ran."""
    return {name: slot for name, slot in db.session.execute(select(Tick.name, Tick.ran_slot)) if slot is not None}


def note_enqueued(name: str, slot: datetime) -> None:
    tick = db.session.get(Tick, name, with_for_update=True)
    if tick is not None:
        tick.enqueued_slot, tick.enqueued_at = slot, now()


# ------------------------------------------------------------------------------------------------------- inside a worker
def run_tick(name: str, job_name: str, slot: str) -> None:
    """Run the job of an entry for a slot, in one unit of work that notes the slot; RQ calls this."""
    with current_app.app_context():
        try:
            in_unit_of_work(partial(_run_slot, name, JOBS[job_name], datetime.fromisoformat(slot)))
        except Exception as error:
            log.exception("%s: failed", name)
            in_unit_of_work(partial(_note_failure, name, sentence(error)))


def _run_slot(name: str, job: Job, slot: datetime) -> None:
    tick = db.session.get(Tick, name, with_for_update=True)
    if tick is None or (tick.ran_slot is not None and tick.ran_slot >= slot):
        return
    if job.outside:
        job.enqueue()
    else:
        call(job.function, [])
    tick.ran_slot, tick.ran_at = slot, now()


def _note_failure(name: str, problem: str) -> None:
    tick = db.session.get(Tick, name, with_for_update=True)
    if tick is not None:
        tick.failed_at, tick.last_error = now(), problem[:LONGEST_ERROR]
