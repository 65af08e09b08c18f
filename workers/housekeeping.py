"""Work on the house itself."""

import logging
from collections.abc import Callable

from rq import Retry
from sqlalchemy import text

import desk.tables  # noqa: F401 - all records have to be known before a file counts as nobody's
import foundation.tables  # noqa: F401 - as above
import notifications.tables  # noqa: F401 - as above
import processes.tables  # noqa: F401 - as above
from desk import login_attempts, login_sessions, password_resets
from foundation import blobs
from foundation.db import db
from processes.bulk_changes import selecting
from workers import job

log = logging.getLogger(__name__)
SWEEPING = 3600  # seconds; it looks at each file there is


_forgetting: list[Callable[[], int]] = []


def drafts_are_forgotten_by(*forget: Callable[[], int]) -> None:
    """Say who throws away old drafts and what forms leave, and tells how many; the composition root does."""
    _forgetting[:] = forget


def tomorrow(_problem: str, **_arguments: object) -> bool:
    """What was not done is done the next time."""
    return True


@job("background")
def give_a_sign() -> None:
    """Show that somebody works in a job queue: that it ran is all there is to it (`foundation/ticks.py`)."""


@job("background")
def forget_drafts() -> None:
    """Throw away drafts nobody has gone on with for a week, and the numbers of forms nobody sends again."""
    gone = sum(forget() for forget in _forgetting)
    if gone:
        log.info("%d drafts and numbers of forms nobody goes on with were thrown away", gone)


@job("background")
def forget_logins() -> None:
    """Throw away sessions that are over, and attempts and letters that count no more."""
    login_sessions.forget_ended()
    login_attempts.forget_old()
    password_resets.forget_old()


@job("background")
def forget_bulk_changes() -> None:
    """Throw away what became of changes of many tickets a month ago."""
    gone = selecting.forget_old()
    if gone:
        log.info("%d old changes of many tickets were thrown away", gone)


@job("background", outside=True, timeout=SWEEPING, retry=Retry(max=1, interval=3600), otherwise=tomorrow)
def sweep_files(*, key: str) -> None:  # noqa: ARG001 - it opens units of work of its own, and twice does no harm
    """Forget files nobody refers to any more, and remove them."""
    swept = blobs.sweep()
    if any(swept):
        log.info("files nobody refers to: %d forgotten, %d removed, %d unfinished ones removed", *swept)


@job("background")
def keep_database_in_shape() -> None:
    """Refresh what the planner of SQLite knows of the tables; PostgreSQL does that by itself."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA optimize"))
