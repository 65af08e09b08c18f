"""How often who looks at what, and how long one waits for a sign of life. Tests of faults run the same code at a faster pace.

A worker that died is noticed when its lease has run out, or when it is time to ask for what was handed over; the janitor comes by then,
the message waits a moment (`SOON` in `workers/janitor.py`), and the relay hands it over. All that takes less than a minute.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app

PACE = "pace"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Intervals of the schedule and of workers."""

    longest_nap: float = 1.0  # seconds between two rounds when nobody pokes
    lease: timedelta = timedelta(seconds=30)  # since the latest sign of life of a worker that reaches out
    renewed_every: timedelta = timedelta(seconds=8)
    lost_after: timedelta = timedelta(seconds=30)  # since a handover, before somebody asks what became of it
    sweep_every: timedelta = timedelta(seconds=10)
    clean_every: timedelta = timedelta(seconds=30)
    leads_for: timedelta = timedelta(seconds=10)  # without a sign of life; then another one leads
    ticks_again_after: timedelta = timedelta(seconds=32)  # if nobody ran a slot; asked four times in this time


USUAL = Pace()


def keep_to(application: Flask, chosen: Pace) -> None:
    """Have all that runs in an application keep to a pace."""
    application.extensions[PACE] = chosen


def pace() -> Pace:
    """The pace of the running application."""
    found: Pace = current_app.extensions.get(PACE, USUAL)
    return found
