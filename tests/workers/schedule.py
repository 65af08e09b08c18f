"""A schedule for tests: something each second."""

from datetime import timedelta

from tests.workers.jobs import note_tick
from workers.ticking import Entry

QUICK = (Entry("each second something is noted", note_tick, every=timedelta(seconds=1)),)
