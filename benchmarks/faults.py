"""`python -m benchmarks.faults`: 2,000 timers, 250 mails and 250 calls on each database while workers, schedules and Redis are killed.

All is counted and written to `benchmarks/results/faults.json`. The exit status is 1 if anything was lost or doubled.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.__main__ import DRILL, RESULTS, circumstances, table, write
from benchmarks.both_databases import AS_IT_COMES
from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.settings import Settings
from tests.faults.drill import Outcome, drill
from tests.houses import close, furnish, settings_for
from tests.postgresql import Server

TICKETS = 500  # of four timers each; half of them write a mail, and half call
KILLS = 120
PATIENCE = 900.0  # seconds
FAILING = 0.02  # of the answers of the receiver


def main() -> int:
    """Drill on both, tell and write."""
    begin = circumstances()
    server = Server(settings=AS_IT_COMES)
    try:
        with TemporaryDirectory(prefix="laufzettel-drill-") as one, TemporaryDirectory(prefix="laufzettel-drill-") as other:
            houses = {"SQLite": settings_for(Path(one)), "PostgreSQL": settings_for(Path(other), server.database())}
            found = {database: told(database, settings) for database, settings in houses.items()}
    finally:
        server.stop()
    write(DRILL, [figure(database, outcome) for database, outcome in found.items()], begin)
    (RESULTS / "latest.md").write_text(table(), encoding="utf-8")
    return 1 if any(outcome.wrong for outcome in found.values()) else 0


def told(database: str, settings: Settings) -> Outcome:
    found = outcome_in(settings)
    print(f"{database}: {found}", flush=True)
    return found


def figure(database: str, outcome: Outcome) -> Figure:
    """How much was lost or doubled, and what that was counted of."""
    details = {**vars(outcome), "seconds": round(outcome.seconds), "kills": dict(outcome.kills)}
    return Figure(what=f"lost or doubled under kills ({database})", value=len(outcome.wrong), target=0, details=details)


def outcome_in(settings: Settings) -> Outcome:
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        found = drill(application, tickets=TICKETS, least_kills=KILLS, patience=PATIENCE, failing=FAILING)
    close(application)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
