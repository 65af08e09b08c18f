"""Finding among 100,000 tickets: a page as an agent may see it, narrowed by filters; a rare word; a count, on both databases.

An agent has rw in 10 of 20 groups; every tenth ticket has an open activity, half of which are for a group. A page is 50 tickets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import text

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from benchmarks.tickets_in_bulk import body_of, fill
from desk.actors import Actor
from foundation import fulltext
from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes import activities_access
from processes.tickets import indexing
from processes.tickets.finding import By, Search, count, find
from tests.houses import close, furnish

TICKETS = 100_000
RUNS = 40
INDEXED = 5_000  # in one unit of work
THREE = {"queue_branch": "Queue 2", "view": "open", "priority": "3 level"}
SEARCHES = {
    "no filter, newest first": Search(),
    "three filters (branch, open, priority), newest first": Search(filters=THREE),
    "the same, by priority and change": Search(filters=THREE, order=[By("priority", descending=True), By("changed", descending=True)]),
    "three filters (my own, state, time), last changed first": Search(
        filters={"mine": ["owner"], "state": "open", "created": {"from": "2026-01-01T00:00Z"}}, order=[By("changed", descending=True)]
    ),
    "three filters (customer, closed, title), oldest first": Search(
        filters={"customer": "C1", "view": "closed", "title": "*printer*"}, order=[By("created")]
    ),
    "open, sorted by queue and title": Search(filters={"view": "open"}, order=[By("queue"), By("title")]),
    "with an activity for me": Search(filters={"my_activities": True}),
    "a rare word": Search(text="zirconium"),
    "a rare word in a closed ticket": Search(text="zirconium", filters={"view": "closed"}),
}
OPEN = Search(filters={"view": "open"})
TARGETS = {"three filters (branch, open, priority), newest first": 10.0, "a rare word": 50.0}


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Fill, then ask."""
    application = make_application(settings)
    furnish(application)
    with application.app_context():
        with unit_of_work():
            anna = fill(TICKETS, articles=True)
        for start in range(1, TICKETS + 1, INDEXED):
            with unit_of_work():
                fulltext.put_all(indexing.ARTICLES, {number: {"D": body_of(number)} for number in range(start, start + INDEXED)})
        with unit_of_work():
            db.session.execute(text("ANALYZE"))
        with unit_of_work(reads_only=True):
            found = [figure(f"{what} ({database})", pages_of(search, anna), TARGETS.get(what)) for what, search in SEARCHES.items()]
            found.append(figure(f"how many are open, counted to 1,000 ({database})", lambda: count(OPEN, actor=anna)))
            found.append(figure(f"activities for me ({database})", lambda: activities_access.page(anna)))
    close(application)
    return found


def pages_of(search: Search, actor: Actor) -> Callable[[], object]:
    """The first page, then the second."""
    first = find(search, actor=actor)
    assert first.tickets
    return lambda: find(search, actor=actor, after=first.next)


def figure(what: str, act: Callable[[], object], target: float | None = None) -> Figure:
    return Figure(what=f"a page of {TICKETS:,} tickets: {what}", value=milliseconds(act), unit="ms", target=target)


def milliseconds(act: Callable[[], object]) -> float:
    """The median of many, after the first."""
    act()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000
