"""What a story of the demo company is: things that happen one after the other, from which a ticket comes to be as people find it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from processes.demo.acts import Act
from processes.demo.people import AGENT
from processes.demo.queues import DESK

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WORKDAY: Final = 8.5  # hours
Hours = tuple[float, float]
ANY_AGE: Final[Hours] = (5 * WORKDAY, 42 * WORKDAY)  # of the last 60 days
AT_ONCE, SOON, SOMETIME, LATER = (0.0, 0.0), (0.1, 1.2), (0.5, 5.0), (4.0, 14.0)


@dataclass(frozen=True)
class Beat:
    """Something happens, so many working hours after the beat before, at least and at most, or so long before the end at any hour."""

    after: Hours
    act: Act
    before_end: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story.

    Args:
        name: in tests and messages.
        share: how often it is told among 200.
        beats: what happens; the first one opens the ticket. What would lie after the end of the play has not happened yet.
        age: how many working hours before the end it begins.
        about: what the words are about (`planning.py`).
        queue: where it begins.
        team: of whom one works on it.
        staff: whether one of the house's own people asks.
        tickets: how many it makes.
    """

    name: str
    share: int
    beats: tuple[Beat, ...]
    age: Hours = ANY_AGE
    about: str = "help"
    queue: str = DESK
    team: tuple[str, ...] = (AGENT, AGENT, "ben.okoro", "tarek.yilmaz")
    staff: bool = False
    tickets: int = 1


def punctually(before_end: timedelta, act: Act) -> Beat:
    """Something happens just so long before the end of the play, so that what follows from it does so soon after."""
    return Beat(AT_ONCE, act, before_end)
