"""How a command gets a house to work in: settings from the environment, the database, and the poke that wakes the relay."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import literal, select, table

from foundation import migrating
from foundation.application import make_application
from foundation.db import db
from foundation.errors import Conflict, Unavailable
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work, unit_of_work


def make_house(settings: Settings | None = None) -> Flask:
    """The application, with everything registered that packages must not import from each other.

    Raises:
        SettingsError: naming each setting with a wrong value.
    """
    from workers.job_queues import redis_of  # noqa: PLC0415 - RQ is needed only where a house is made
    from workers.outbox import connect  # noqa: PLC0415

    os.umask(0o077)  # the database is private also where the folder was made by somebody else
    found = settings or Settings.from_environment()
    house = make_application(found)
    connect(house, redis_of(found))
    introduce()
    return house


def introduce() -> None:
    """Register, in this process and in those it forks, what packages must not import from each other: who follows from whose changes.

    Each command that lets others work (`run`, `web`, `worker`, `schedule`) does it, too: without it nobody would be notified of anything.
    """
    import processes.runner  # noqa: F401, PLC0415 - it says that it drives the processes
    from dialogs import beginnings, drafts  # noqa: PLC0415 - all of this is needed only where a house is made
    from processes import history  # noqa: PLC0415 - as above
    from workers import housekeeping, reactions  # noqa: PLC0415 - as above

    history.reactions_are(reactions.react)
    housekeeping.drafts_are_forgotten_by(drafts.forget_old, beginnings.forget_old)


@contextmanager
def opened_house(settings: Settings | None = None) -> Iterator[Flask]:
    """A house whose context is open, on a database of this version's schema.

    Raises:
        Conflict: the database has another schema; on an embedded database that is empty so far it is made.
    """
    house = make_house(settings)
    with house.app_context():
        try:
            if house.extensions["settings"].uses_sqlite and migrating.revision() is None:
                bring_up_to_date()
            migrating.require_newest()
            yield house
        finally:
            db.engine.dispose()


def bring_up_to_date() -> None:
    """The schema, the seeds and the standard process of this version, in the open context."""
    from desk import seeds  # noqa: PLC0415 - needs all records of the desk, and every start but the first needs no seed
    from notifications import shipped as shipped_notifications  # noqa: PLC0415 - as above
    from processes.deploying import shipped  # noqa: PLC0415 - needs the engine

    def plant() -> None:
        seeds.plant()  # which keeps other machines waiting
        shipped.plant()
        shipped_notifications.plant()

    migrating.upgrade()
    in_unit_of_work(plant)


def is_up_to_date() -> bool:
    """Whether the open context's database has this version's schema, and seeds: a first start may have been cut off in between."""
    if migrating.revision() != migrating.newest():
        return False
    with unit_of_work(reads_only=True):
        return db.session.scalar(select(literal(1)).select_from(table("planted_seed")).limit(1)) is not None


@contextmanager
def alone_in(data_dir: Path) -> Iterator[None]:
    """Nobody else runs on this data dir.

    Raises:
        Conflict: somebody does.
        Unavailable: nothing can be written there.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"{data_dir} cannot be written to: {error.strerror}. See to it, or set LAUFZETTEL_DATA_DIR.") from error
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of this process alone: a fork does not hold it
    except OSError:
        raise Conflict(f"Laufzettel runs on {data_dir} already; stop that one, or choose another LAUFZETTEL_DATA_DIR.") from None
    try:
        yield
    finally:
        os.close(handle)
