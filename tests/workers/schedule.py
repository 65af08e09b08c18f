"""Schedules for tests: something each second."""

from datetime import timedelta

from tests.workers.jobs import note_tick
from workers import timed_events
from workers.ticking import Entry

QUICK = (Entry("each second something is noted", note_tick, every=timedelta(seconds=1)),)
TIMERS = (Entry("due timers are fired", timed_events.fire_due_timers, every=timedelta(seconds=1)),)
SCHEDULES = {"schedule": QUICK, "timers": TIMERS}
