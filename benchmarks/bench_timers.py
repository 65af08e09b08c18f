"""Timers: how long two workers take for thousands that fall due at one moment, one worker killed on the way, and how late single ones fire.

The schedule and the workers are those of the house, at its usual pace, on both databases, PostgreSQL with the settings it ships with. What
has happened is read from the histories: each ticket must tell of one timer, no more and no less, and rest at its next task.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from sqlalchemy import func, select, update

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from benchmarks.house_processes import HouseProcesses, house_processes, wait_until
from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.application import make_application
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.timers import Timer
from tests.houses import close, furnish
from tests.processes.bpmn_text import event, flows, node, process
from tests.processes.models import deployed

MODEL = process(
    "waiting",
    node("startEvent", "start"),
    node("intermediateCatchEvent", "wait", event("timer", "PT12H")),
    node("userTask", "rest"),
    flows("start > wait > rest"),
)
TIMERS = {"SQLite": 2_000, "PostgreSQL": 10_000}
MOST_SECONDS = {"PostgreSQL": 60.0}  # told only on SQLite, where the workers wait for each other
WORKERS = 2
AT_REST, SPREAD = 20, 20.0  # timers, and the seconds they are spread over
MOST_LATE = 2.0  # seconds
TOGETHER = 200  # tickets opened in one unit of work
SOON = timedelta(seconds=2)  # all are told when they are due before they are
PATIENCE = 300.0  # seconds


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Many at once first, then single ones while nobody else has anything to do."""
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        many, few = waiting_tickets(TIMERS[database]), waiting_tickets(AT_REST)
        with house_processes(settings, workers=WORKERS) as house:
            found = at_once(database, many, house)
            found += at_rest(database, few)
    close(application)
    return found


# ------------------------------------------------------------------------------------------------ tickets that wait
def waiting_tickets(number: int) -> list[int]:
    """The ids of so many tickets that wait at their timer."""
    with unit_of_work():
        deployed(MODEL)
    return [each for start in range(0, number, TOGETHER) for each in in_unit_of_work(partial(opened, min(TOGETHER, number - start)))]


def opened(number: int) -> list[int]:
    return [runner.open_ticket(queue=Queue.default(), title="Waiting", process_id="waiting", actor=SYSTEM).id for _ in range(number)]


def fall_due(moments: Mapping[int, datetime]) -> None:
    """Say when the timers of tickets are due."""
    by_moment: dict[datetime, list[int]] = {}
    for ticket_id, moment in moments.items():
        by_moment.setdefault(moment, []).append(ticket_id)
    with unit_of_work():
        for moment, ticket_ids in by_moment.items():
            of_these = Timer.ticket_id.between(min(ticket_ids), max(ticket_ids))
            db.session.execute(update(Timer).where(of_these).values(due_at=moment), execution_options=UNSYNCHRONISED)


# ------------------------------------------------------------------------------------------------ many at once
def at_once(database: str, tickets: Sequence[int], house: HouseProcesses) -> list[Figure]:
    """All fall due at one moment; a worker is killed when a third has fired."""
    due = now() + SOON
    fall_due(dict.fromkeys(tickets, due))
    wait_until(are_left(tickets, len(tickets) * 2 // 3), PATIENCE)
    left_at_the_kill = left(tickets)
    house.kill_a_worker()
    wait_until(are_left(tickets, 0), PATIENCE)
    seconds = (last_fired(tickets) - due).total_seconds()
    wrong = not_once(tickets)
    many = f"{len(tickets):,} due timers"
    details: dict[str, object] = {"per_second": round(len(tickets) / seconds), "left_when_one_was_killed": left_at_the_kill}
    return [
        Figure(
            what=f"{many} fired by two workers, one killed ({database})",
            value=seconds,
            unit="s",
            target=MOST_SECONDS.get(database),
            details=details,
        ),
        Figure(what=f"of {many} lost or fired twice ({database})", value=len(wrong), target=0, details={"tickets": wrong[:20]}),
    ]


def are_left(tickets: Sequence[int], most: int) -> Callable[[], bool]:
    return lambda: left(tickets) <= most


def left(tickets: Sequence[int]) -> int:
    """How many timers have not fired yet."""
    waiting = select(func.count()).select_from(Timer).where(Timer.ticket_id.between(tickets[0], tickets[-1]))
    with unit_of_work(reads_only=True):
        return db.session.scalar(waiting) or 0


def last_fired(tickets: Sequence[int]) -> datetime:
    return max(fired_at(tickets).values())


def not_once(tickets: Sequence[int]) -> list[int]:
    """The tickets that do not tell of exactly one timer, or do not rest once."""
    with unit_of_work(reads_only=True):
        fired = Counter(db.session.scalars(select(HistoryEntry.ticket_id).where(HistoryEntry.event == Event.TIMER_FIRED)))
        resting = Counter(db.session.scalars(select(Activity.ticket_id).where(Activity.node_id == "rest", IS_OPEN)))
    return [each for each in tickets if (fired[each], resting[each]) != (1, 1)]


def fired_at(tickets: Sequence[int]) -> dict[int, datetime]:
    """When the timers of tickets fired, as their histories say."""
    entries = select(HistoryEntry.ticket_id, HistoryEntry.at).where(HistoryEntry.event == Event.TIMER_FIRED)
    with unit_of_work(reads_only=True):
        found = db.session.execute(entries.where(HistoryEntry.ticket_id.between(tickets[0], tickets[-1]))).all()
    return {row.ticket_id: row.at for row in found}


# ------------------------------------------------------------------------------------------------ single ones
def at_rest(database: str, tickets: Sequence[int]) -> list[Figure]:
    """A few fall due at random moments."""
    dice, begin = random.Random(5), now() + SOON
    due = {each: begin + timedelta(seconds=dice.uniform(0, SPREAD)) for each in tickets}
    fall_due(due)
    wait_until(are_left(tickets, 0), PATIENCE)
    fired = fired_at(tickets)
    late = [(fired[each] - due[each]).total_seconds() for each in tickets]
    details = {"timers": len(late), "seconds": [round(each, 2) for each in sorted(late)]}
    return [
        Figure(what=f"from due to fired at rest, the latest ({database})", value=max(late), unit="s", target=MOST_LATE, details=details),
        Figure(what=f"from due to fired at rest, the median ({database})", value=median(late), unit="s"),
    ]
