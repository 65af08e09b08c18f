"""`python -m benchmarks.faults`: 2,000 timers and 500 mails on each database while workers, schedules and Redis are killed; all counted.

The exit status is 1 if anything was lost or doubled.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.both_databases import AS_IT_COMES
from foundation.application import make_application
from foundation.settings import Settings
from tests.faults.drill import Outcome, drill
from tests.houses import close, furnish, settings_for
from tests.postgresql import Server

TICKETS = 500  # of four timers and one mail each
KILLS = 120
PATIENCE = 900.0  # seconds


def main() -> int:
    """Drill on both, and tell."""
    server = Server(settings=AS_IT_COMES)
    try:
        with TemporaryDirectory(prefix="laufzettel-drill-") as one, TemporaryDirectory(prefix="laufzettel-drill-") as other:
            houses = {"SQLite": settings_for(Path(one)), "PostgreSQL": settings_for(Path(other), server.database())}
            return max([told(database, settings) for database, settings in houses.items()])
    finally:
        server.stop()


def told(database: str, settings: Settings) -> int:
    found = outcome_in(settings)
    print(f"{database}: {found}", flush=True)
    return 1 if found.wrong else 0


def outcome_in(settings: Settings) -> Outcome:
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        found = drill(application, tickets=TICKETS, least_kills=KILLS, patience=PATIENCE)
    close(application)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
