"""Work on the house itself."""

import logging

from sqlalchemy import text

from foundation.db import db
from workers import job

log = logging.getLogger(__name__)


@job("background")
def give_a_sign() -> None:
    """Show that somebody works in a job queue: that it ran is all there is to it (`foundation/ticks.py`)."""


@job("background")
def keep_database_in_shape() -> None:
    """Refresh what the planner of SQLite knows of the tables; PostgreSQL does that by itself."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA optimize"))
