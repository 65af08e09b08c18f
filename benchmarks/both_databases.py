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
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        server = Server(settings=AS_IT_COMES)
        try:
            on_sqlite = figures_for("SQLite", settings_for(Path(folder)))
            return on_sqlite + figures_for("PostgreSQL", settings_for(Path(folder), server.database()))
        finally:
            server.stop()
