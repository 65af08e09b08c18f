"""Escalation clocks of 10,000 open tickets computed anew in bulk, after a calendar has changed, on both databases."""

from __future__ import annotations

import time

from sqlalchemy import true

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from benchmarks.tickets_in_bulk import fill
from desk.actors import SYSTEM
from desk.calendars import DEFAULT, Calendar
from foundation.application import make_application
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes.tickets import escalating
from tests.desk.words import found_or_made
from tests.houses import close, furnish

OPEN = 10_000
TICKETS = OPEN * 10 // 3  # three in ten are open
HOURS = ("07:00", "19:00")


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Fill, compute, change the calendar, compute again; the second time is told."""
    application = make_application(settings)
    furnish(application)
    with application.app_context():
        with unit_of_work():
            fill(TICKETS)
            calendar = found_or_made(Calendar, DEFAULT)
            escalating.recompute_all(true())
            calendar.change(hours={day: [HOURS] for day in calendar.hours}, actor=SYSTEM)
        began = time.perf_counter()
        with unit_of_work():
            count = escalating.recompute_all(true())
        taken = time.perf_counter() - began
    close(application)
    what = f"escalation clocks of 10,000 open tickets computed anew ({database})"
    return [Figure(what=what, value=taken * OPEN / count, unit="s", target=5.0, details={"tickets": count})]
