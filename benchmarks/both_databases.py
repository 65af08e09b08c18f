"""A measurement on SQLite and on PostgreSQL, one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure
from foundation.settings import Settings
from tests.houses import settings_for
from tests.postgresql import Server

AS_IT_COMES = ("timezone=UTC",)  # commits are durable, unlike in tests


def on_both(figures_for: Callable[[str, Settings], list[Figure]]) -> list[Figure]:
    """The figures of both, from a function that is given a database's name and the settings of a house on it."""
    return on_both_with_houses(1, lambda database, houses: figures_for(database, houses[0]))


def on_both_with_houses(number: int, figures_for: Callable[[str, list[Settings]], list[Figure]]) -> list[Figure]:
    """The same with several houses on each database, to be compared with each other."""
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        places = [Path(folder) / str(place) for place in range(number)]
        server = Server(settings=AS_IT_COMES)
        try:
            on_sqlite = figures_for("SQLite", [settings_for(place) for place in places])
            return on_sqlite + figures_for("PostgreSQL", [settings_for(place, server.database()) for place in places])
        finally:
            server.stop()
