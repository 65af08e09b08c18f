"""Races: two processes complete the same activity at the same moment, pair after pair; how many pairs both succeed, which must be none.

On both databases, PostgreSQL with the settings it ships with (each commit reaches the disk). The histories are proven afterwards, and the
rows of the instance compared with its tokens.
"""

from __future__ import annotations

import time

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.settings import Settings
from tests.faults.duels import Duels
from tests.faults.racing import Racers
from tests.faults.soundness import assert_sound
from tests.houses import close, furnish

PAIRS = 10_000


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings, *, pairs: int = PAIRS) -> list[Figure]:
    """Have them race, and look whether all is sound."""
    application = make_application(settings)
    furnish(application, seeded=True)
    with application.app_context():
        duels = Duels.prepared()
        began = time.perf_counter()
        with Racers(2) as racers:
            duels.fight(racers, pairs)
        taken = time.perf_counter() - began
        assert_sound()
    close(application)
    details = {"pairs": duels.pairs, "outcomes": {" and ".join(kinds): times for kinds, times in duels.kinds.items()}}
    told = {"losers_not_told_who_won": len(duels.untold), "seconds": round(taken, 1)}
    return [
        Figure(what=f"double completions in {pairs:,} racing pairs ({database})", value=duels.doubled, target=0, details=details | told),
        Figure(what=f"racing pairs per second ({database})", value=duels.pairs / taken, unit="/s", more_is_better=True),
    ]
