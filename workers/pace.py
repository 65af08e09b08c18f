"""How often the schedule looks at what. Tests of faults run the same code at a faster pace."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Intervals of the schedule."""

    longest_nap: float = 1.0  # seconds between two rounds when nobody pokes
    lost_after: timedelta = timedelta(seconds=60)  # since a handover, before somebody asks what became of it
    sweep_every: timedelta = timedelta(seconds=15)
    clean_every: timedelta = timedelta(seconds=30)
    leads_for: timedelta = timedelta(seconds=10)  # without a sign of life; then another one leads
    ticks_again_after: timedelta = timedelta(seconds=60)  # if nobody ran a slot


USUAL = Pace()
