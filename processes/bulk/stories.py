"""The life stories of tickets: what happens in each, beat by beat, and how long after the beat before.

Two are told much more often than the others, as in every house: a mail that is answered and done with, and a call that is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from processes.bulk import acts
from processes.bulk.acts import Play

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
QUARTER: Final = (93 * DAY, 97 * DAY)  # later than any three months last
Act = Callable[[Play], None]
Gap = tuple[timedelta, timedelta]
AT_ONCE: Final[Gap] = (timedelta(), timedelta())
SOON: Final[Gap] = (2 * MINUTE, 50 * MINUTE)
HOURS: Final[Gap] = (HOUR, 9 * HOUR)
DAYS: Final[Gap] = (DAY, 4 * DAY)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something happens, so long after the beat before: at least and at most; `until`: the same for when it is put off to."""

    after: Gap
    act: Act
    until: Gap | None = None


class Times(NamedTuple):
    """The moments of the beats of a story, and those to which its ticket is put off."""

    beats: list[datetime]
    untils: list[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A life story.

    Args:
        name: in tests and messages.
        share: how often it is told, among those that are as open or closed as it is.
        beats: what happens; the first one opens the ticket.
        is_open: whether it ends with an open ticket.
        oldest: since when at most it stands as it ends; what is waited for would have come otherwise.
        is_leave: it is an application for leave.
    """

    name: str
    share: int
    beats: tuple[Beat, ...]
    is_open: bool = False
    oldest: timedelta | None = None
    is_leave: bool = False

    @property
    def longest(self) -> timedelta:
        """How long it takes at most."""
        return sum((beat.after[1] for beat in self.beats), timedelta())

    def times(self, begin: datetime, chance: Random) -> Times:
        """When everything happens if the first beat does at `begin`."""
        at, found = begin, Times([], [])
        for beat in self.beats:
            at += between(beat.after, chance)
            found.beats.append(at)
            if beat.until is not None:
                found.untils.append(at + between(beat.until, chance))
        return found


def between(gap: Gap, chance: Random) -> timedelta:
    """A time within a gap; most are nearer to its short end."""
    return gap[0] + (gap[1] - gap[0]) * chance.random() ** 2


# ------------------------------------------------------------------------------------------------ what happens
MAIL = Beat(AT_ONCE, acts.mail_comes)
CALL = Beat(AT_ONCE, acts.phone_rings)
TAKEN = Beat(SOON, acts.take)
NOTED = Beat(SOON, acts.note)
ANSWERED = Beat(HOURS, acts.answer)
REPLIED = Beat(HOURS, acts.customer_writes)
URGENT = Beat(SOON, acts.make_urgent)
CALMED = Beat(SOON, acts.calm)
RENAMED = Beat(SOON, acts.rename)
MOVED = Beat(SOON, acts.move)
TAKEN_OVER = Beat(HOURS, acts.take_over)
PUT_OFF = Beat(HOURS, acts.put_off, until=(DAY, 5 * DAY))
LEFT_TO_CLOSE = Beat(HOURS, acts.leave_to_close, until=(2 * DAY, 5 * DAY))
TIME_CAME = Beat((6 * DAY, 7 * DAY), acts.time_comes)
TAKEN_UP = Beat((6 * DAY, 7 * DAY), acts.take_up)
FINISHED = Beat(HOURS, acts.finish)
REOPENED = Beat(DAYS, acts.customer_writes)
QUARTER_OVER = Beat(QUARTER, acts.time_comes)

PUT_ASIDE = (PUT_OFF, TAKEN_UP)
ANSWERED_MAIL = (MAIL, TAKEN, URGENT, ANSWERED, *PUT_ASIDE, REPLIED, CALMED, RENAMED, FINISHED)
DONE_CALL = (CALL, TAKEN, URGENT, NOTED, *PUT_ASIDE, ANSWERED, CALMED, RENAMED, *PUT_ASIDE, FINISHED)
MOVED_MAIL = (MAIL, TAKEN, MOVED, RENAMED, TAKEN_OVER, NOTED, *PUT_ASIDE, URGENT, ANSWERED, *PUT_ASIDE, FINISHED)
REMINDED = (MAIL, TAKEN, URGENT, ANSWERED, *PUT_ASIDE, NOTED, *PUT_ASIDE, FINISHED)
CLOSED_ITSELF = (MAIL, TAKEN, ANSWERED, *PUT_ASIDE, REPLIED, RENAMED, NOTED, LEFT_TO_CLOSE, TIME_CAME)
OPENED_AGAIN = (MAIL, TAKEN, *PUT_ASIDE, ANSWERED, FINISHED, REOPENED, ANSWERED, FINISHED)
LEAVE_GRANTED = (Beat(AT_ONCE, acts.ask_for_leave), Beat(HOURS, acts.take), Beat(SOON, acts.note_at_leave), Beat(SOON, acts.grant_leave))
LEAVE_ASKED_BACK = (Beat(AT_ONCE, acts.ask_for_leave), Beat(HOURS, acts.take), Beat(SOON, acts.ask_back))
CORRECTED = Beat(DAYS, acts.correct_leave)
PUT_OFF_AT_LEAST: Final = 30 * DAY
PUT_OFF_LONG = Beat(HOURS, acts.put_off, until=(PUT_OFF_AT_LEAST, 90 * DAY))
LEFT_LONG = Beat(HOURS, acts.leave_to_close, until=(PUT_OFF_AT_LEAST, 60 * DAY))
LATER: Final[Gap] = (20 * DAY, 21 * DAY)  # than 26 working hours in any calendar
RECENTLY: Final = 85 * DAY  # shorter than any three months


PLOTS: Final = {
    "answered mail": (30, ANSWERED_MAIL),
    "done call": (20, DONE_CALL),
    "moved mail": (15, MOVED_MAIL),
    "reminded": (10, REMINDED),
    "closed by itself": (10, CLOSED_ITSELF),
    "opened again": (10, OPENED_AGAIN),
}
OPEN: Final = (
    Story(name="new mail", share=10, beats=(MAIL,), is_open=True),
    Story(name="mail in work", share=20, beats=(MAIL, TAKEN, NOTED), is_open=True),
    Story(name="customer waits", share=20, beats=(MAIL, TAKEN, URGENT, *PUT_ASIDE, ANSWERED, REPLIED), is_open=True),
    Story(name="moved and urgent", share=20, beats=(*MOVED_MAIL[:-1], REPLIED), is_open=True),
    Story(name="put off", share=10, beats=(MAIL, TAKEN, ANSWERED, PUT_OFF_LONG), is_open=True, oldest=PUT_OFF_AT_LEAST),
    Story(name="left to close", share=5, beats=(MAIL, TAKEN, ANSWERED, NOTED, LEFT_LONG), is_open=True, oldest=PUT_OFF_AT_LEAST),
    Story(name="open again", share=10, beats=(*OPENED_AGAIN[:-1], REPLIED), is_open=True),
)
LEAVE: Final = (
    Story(name="leave granted", share=5, beats=LEAVE_GRANTED, is_leave=True),
    Story(name="leave granted after a question", share=3, beats=(*LEAVE_ASKED_BACK, CORRECTED, *LEAVE_GRANTED[1:]), is_leave=True),
    Story(name="leave asked for", share=5, beats=LEAVE_GRANTED[:1], is_open=True, oldest=DAY, is_leave=True),
    Story(name="leave reminded of", share=3, beats=(*LEAVE_GRANTED[:2], Beat(LATER, acts.time_comes)), is_open=True, is_leave=True),
    Story(name="leave with a question", share=3, beats=LEAVE_ASKED_BACK, is_open=True, is_leave=True),
)
STORIES: Final = (
    *(Story(name=f"{name}, archived", share=share, beats=(*beats, QUARTER_OVER)) for name, (share, beats) in PLOTS.items()),
    *(Story(name=name, share=share, beats=beats, oldest=RECENTLY) for name, (share, beats) in PLOTS.items()),
    *OPEN,
    *LEAVE,
)
