"""Tickets in bulk: how long 100,000 realistic ones take on PostgreSQL, and how many a second SQLite takes."""

from __future__ import annotations

import os
import resource
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.settings import Settings
from processes import runner  # noqa: F401 - it says that it drives the processes
from processes.bulk import loading
from processes.bulk.loading import Loaded
from tests.houses import close, furnish, settings_for
from tests.postgresql import Server

TICKETS = {"PostgreSQL": 100_000, "SQLite": 10_000}
LONGEST_MINUTES = 6.0
MOST_MEMORY = 300.0  # MiB of one process


def measure() -> list[Figure]:
    """Both databases, one after the other; PostgreSQL as it comes."""
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        server = Server(settings=("timezone=UTC",))
        try:
            on_postgresql = filled(settings_for(Path(folder), server.database()), TICKETS["PostgreSQL"])
            on_sqlite = filled(settings_for(Path(folder)), TICKETS["SQLite"])
        finally:
            server.stop()
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return [
        Figure(
            what="100,000 realistic tickets (PostgreSQL)",
            value=minutes(on_postgresql),
            unit="min",
            target=LONGEST_MINUTES,
            details=on_postgresql.as_json(),
        ),
        Figure(what="10,000 realistic tickets (SQLite)", value=minutes(on_sqlite), unit="min", details=on_sqlite.as_json()),
        Figure(what="memory of a process that prints tickets, at most", value=memory, unit="MiB", target=MOST_MEMORY),
    ]


def minutes(loaded: Loaded) -> float:
    return sum(loaded.seconds.values()) / 60


def filled(settings: Settings, tickets: int) -> Loaded:
    """A new house, filled."""
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        loaded = loading.load(tickets, jobs=min(os.cpu_count() or 1, loading.MOST_JOBS))
    close(application)
    return loaded
