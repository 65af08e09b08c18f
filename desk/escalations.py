"""When a ticket escalates: three clocks, computed from a few facts and what was agreed. No database here, and no clock of its own.

The clocks are recalculated, never paused: a pending state only takes the update clock away for as long as it lasts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from desk.state_types import StateType
from desk.working_time import WorkingTime

MINUTE = 60


class Clock(StrEnum):
    """What is owed in time; the names are those of OTRS's fields."""

    FIRST_RESPONSE = "FirstResponse"
    UPDATE = "Update"
    SOLUTION = "Solution"


class Sender(StrEnum):
    """Who wrote an article."""

    AGENT = "agent"
    CUSTOMER = "customer"
    SYSTEM = "system"


# ------------------------------------------------------------------------------------------------ what was agreed
class Target(NamedTuple):
    """Working minutes a clock runs, and the percent of them after which to warn; 0 is none."""

    minutes: int = 0
    notify_percent: int = 0


NO_TARGET = Target()


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The targets of a queue or an SLA, and what its calendar counts."""

    first_response: Target = NO_TARGET
    update: Target = NO_TARGET
    solution: Target = NO_TARGET
    working_time: WorkingTime

    def target(self, clock: Clock) -> Target:
        return {Clock.FIRST_RESPONSE: self.first_response, Clock.UPDATE: self.update, Clock.SOLUTION: self.solution}[clock]


def agreement_for(*, queue: Agreement, sla: Agreement | None) -> Agreement:
    """A ticket with an SLA goes by it alone, targets and calendar: what it leaves at 0 is not taken from the queue."""
    return queue if sla is None else sla


# ------------------------------------------------------------------------------------------------ what happened
class Article(NamedTuple):
    """An article as the clocks see it; `visible`: for the customer."""

    sender: Sender
    visible: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the clocks need to know of a ticket.

    Args:
        articles: newest first; those that are older than the newest visible one of an agent are not looked at.
        first_response_done: an agent wrote an article that the customer can see, whatever the channel.
        ever_closed: a state of type closed was entered, be it that the ticket was opened again.
    """

    created_at: datetime
    state_type: StateType
    articles: Sequence[Article] = ()
    first_response_done: bool = False
    ever_closed: bool = False


# ------------------------------------------------------------------------------------------------ when it will be late
@dataclass(frozen=True, kw_only=True)
class Destinations:
    """When each clock runs out; None: it does not run."""

    first_response: datetime | None = None
    update: datetime | None = None
    solution: datetime | None = None

    @property
    def next(self) -> datetime | None:
        """The first of the three (OTRS's `escalation_time`)."""
        return min((moment for _, moment in self.running()), default=None)

    def running(self) -> list[tuple[Clock, datetime]]:
        """The clocks that run, each with when it runs out."""
        all_of_them = ((Clock.FIRST_RESPONSE, self.first_response), (Clock.UPDATE, self.update), (Clock.SOLUTION, self.solution))
        return [(clock, moment) for clock, moment in all_of_them if moment is not None]


def destinations(facts: Facts, agreement: Agreement) -> Destinations:
    """When the clocks of a ticket run out."""
    return moments(facts, agreement, percent=lambda _target: 100)


def warnings(facts: Facts, agreement: Agreement) -> Destinations:
    """When to warn of each clock that runs and is to be warned of: as soon as so many percent of its working time are used up."""
    return moments(facts, agreement, percent=attrgetter("notify_percent"))


def moments(facts: Facts, agreement: Agreement, *, percent: Callable[[Target], int]) -> Destinations:
    """When that part of the working time of each clock is used up."""
    if facts.state_type.is_finished:
        return Destinations()
    created, update = facts.created_at, update_runs_from(facts.articles)
    after = partial(moment_after, agreement=agreement, percent=percent)
    return Destinations(
        first_response=None if facts.first_response_done else after(created, agreement.first_response),
        update=None if facts.state_type.is_pending else after(update, agreement.update),
        solution=None if facts.ever_closed else after(created, agreement.solution),
    )


def moment_after(start: datetime | None, target: Target, *, agreement: Agreement, percent: Callable[[Target], int]) -> datetime | None:
    seconds = target.minutes * MINUTE * percent(target) // 100
    return agreement.working_time.add(start, seconds) if start is not None and seconds else None


def update_runs_from(articles: Iterable[Article]) -> datetime | None:
    """Since when an update is owed: the last answer, or the first article of the customer that was not answered.

    As in OTRS, an article nobody sees counts as long as no visible one stands before it: the newest is where the walk begins.
    """
    start: datetime | None = None
    customer_waits = False
    for article in articles:
        start = start or article.at
        if not article.visible or article.sender is Sender.SYSTEM:
            continue
        if article.sender is Sender.AGENT:
            return start if customer_waits else article.at
        start, customer_waits = article.at, True
    return start


# ------------------------------------------------------------------------------------------------ how late it is
@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a clock stands at a moment.

    Args:
        seconds: until it runs out, by the calendar on the wall; negative when it did.
        working_seconds: the same in working time.
        percent: how much of the target is used up; None where the target was taken away meanwhile.
        soon: it still runs, and the percent after which to warn are reached.
    """

    clock: Clock
    destination: datetime
    seconds: int
    working_seconds: int
    percent: float | None
    soon: bool
    escalated: bool


def standings(of: Destinations, agreement: Agreement, *, at: datetime) -> list[Standing]:
    """How the running clocks stand at a moment."""
    return [standing(clock, destination, agreement, at=at) for clock, destination in of.running()]


def standing(clock: Clock, destination: datetime, agreement: Agreement, *, at: datetime) -> Standing:
    """How one clock stands at a moment."""
    target, between = agreement.target(clock), agreement.working_time.between
    escalated = destination <= at
    left = -between(destination, at) if escalated else between(at, destination)
    whole = target.minutes * MINUTE
    percent = 100 - left / (whole / 100) if whole else None
    warned = target.notify_percent > 0 and (whole - left) * 100 >= whole * target.notify_percent  # whole numbers: no moment is missed
    return Standing(
        clock=clock,
        destination=destination,
        seconds=round((destination - at).total_seconds()),
        working_seconds=left,
        percent=percent,
        soon=not escalated and whole > 0 and warned,
        escalated=escalated,
    )


def nearest(all_of_them: Iterable[Standing]) -> Standing | None:
    """The clock that runs out first, or ran out first: what lists and the zoom show."""
    return min(all_of_them, key=lambda one: one.destination, default=None)


# ------------------------------------------------------------------------------------------------ how long it took
class Taken(NamedTuple):
    """Working minutes something took (OTRS's `FirstResponseInMin`, `SolutionInMin`), and how many were left (`…DiffInMin`).

    Both are cut off towards zero, so they need not add up to the target; `left` is None where there was none.
    """

    minutes: int
    left: int | None


def taken(clock: Clock, agreement: Agreement, *, created_at: datetime, done_at: datetime) -> Taken:
    """How long the first response or the solution took."""
    seconds, allowed = agreement.working_time.between(created_at, done_at), agreement.target(clock).minutes * MINUTE
    return Taken(seconds // MINUTE, int((allowed - seconds) / MINUTE) if allowed else None)
