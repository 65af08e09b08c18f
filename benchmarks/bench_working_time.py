"""How long it takes to add working time, to count it, and to say when tickets escalate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median

from benchmarks.figures import Figure
from benchmarks.interleaving import seconds_of_each
from desk.escalations import Agreement, Article, Facts, Sender, Target, destinations
from desk.holidays import PublicHolidays
from desk.state_types import StateType
from desk.working_time import WorkingTime, full_hours

HOUR = 3600
DAYS = 90  # how far is added
RUNS = 20_000
TICKETS = 10_000


def measure() -> list[Figure]:
    """Adding and counting over ninety days, the first question to a calendar, and the clocks of ten thousand tickets."""
    starts = moments(RUNS)
    calendar = bavaria()
    far = calendar.between(starts[0], starts[0] + timedelta(days=DAYS))
    calendar.add(starts[0], far * 8)
    adding = timed(starts, lambda start: calendar.add(start, far))
    counting = timed(starts, lambda start: calendar.between(start, start + timedelta(days=DAYS)))
    first = seconds_of_each(lambda: bavaria().add(starts[0], HOUR), 50)
    tickets = seconds_of_each(clocks_of_tickets(calendar, starts), 5)
    return [
        Figure(what="working time added over 90 days", value=median(adding) * 1e6, unit="µs", target=100, details={"runs": RUNS}),
        Figure(what="working time counted over 90 days", value=median(counting) * 1e6, unit="µs", details={"runs": RUNS}),
        Figure(what="the first question to a calendar: its year is laid out", value=median(first) * 1e3, unit="ms"),
        Figure(what="escalation clocks of 10,000 tickets, three each", value=median(tickets), unit="s", target=1),
    ]


def bavaria() -> WorkingTime:
    """Two spans a day, a short Friday, public holidays and Christmas: nothing is laid out yet."""
    day = full_hours([8, 9, 10, 11, 13, 14, 15, 16, 17])
    week = (*(day,) * 4, full_hours(range(8, 14)), (), ())
    return WorkingTime("Europe/Berlin", week, yearly=frozenset({(12, 24), (12, 31)}), public=PublicHolidays("DE", "BY"))


def moments(how_many: int) -> list[datetime]:
    """Moments of a year, the same in every run."""
    random = Random(6)
    return [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(365 * 24 * HOUR)) for _ in range(how_many)]


def timed(starts: list[datetime], act: Callable[[datetime], object]) -> list[float]:
    """Seconds of each call."""
    unseen = iter(starts)
    return seconds_of_each(lambda: act(next(unseen)), len(starts))


def clocks_of_tickets(calendar: WorkingTime, starts: list[datetime]) -> Callable[[], object]:
    """A function that asks for all clocks of all tickets."""
    agreed = Agreement(first_response=Target(240, 80), update=Target(480, 50), solution=Target(30 * 540, 90), working_time=calendar)
    tickets = [facts_from(start) for start in starts[:TICKETS]]
    return lambda: [destinations(facts, agreed) for facts in tickets]


def facts_from(start: datetime) -> Facts:
    """A ticket whose customer has asked three times since the last answer."""
    hours = [(Sender.CUSTOMER, 90), (Sender.CUSTOMER, 60), (Sender.CUSTOMER, 50), (Sender.AGENT, 30), (Sender.CUSTOMER, 0)]
    articles = [Article(sender, visible=True, at=start + timedelta(hours=later)) for sender, later in hours]
    return Facts(created_at=start, state_type=StateType.OPEN, articles=articles)
