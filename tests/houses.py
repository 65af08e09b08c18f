"""A house to test in: settings, an application, and a database with all tables, on SQLite or PostgreSQL.

Each kind of database is migrated once per test run and copied for each test.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

import processes.runner  # noqa: F401 - what follows from changes of tickets is settled by it
from desk import seeds
from foundation import migrating
from foundation.application import make_application
from foundation.db import db
from foundation.passwords import CHEAP_PASSWORDS
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work
from notifications import shipped as shipped_notifications
from processes import history
from processes.deploying import shipped
from tests.postgresql import Server

KEY = "a key for tests that is long enough to be one"


def settings_for(folder: Path, database_url: str | None = None, **environment: str) -> Settings:
    """Settings with a data dir of their own."""
    given = {"LAUFZETTEL_DATA_DIR": str(folder / "var"), "LAUFZETTEL_SECRET_KEY": KEY}
    if database_url:
        given["LAUFZETTEL_DATABASE_URL"] = database_url
    return Settings.from_environment(given | {f"LAUFZETTEL_{name}": value for name, value in environment.items()})


def furnish(application: Flask, *, seeded: bool = False) -> None:
    """All tables, by the migrations; `seeded`: and what a new house begins with."""
    with application.app_context():
        migrating.upgrade()
        if seeded:
            in_unit_of_work(seeds.plant)
            in_unit_of_work(shipped.plant)
            in_unit_of_work(shipped_notifications.plant)


class SqliteHouses:
    """Hands out houses on SQLite, copied from one that was furnished once."""

    def __init__(self, folder: Path, *, seeded: bool = False) -> None:
        self._template = folder / "template.db"
        application = make_application(settings_for(folder, f"sqlite:///{self._template}"))
        furnish(application, seeded=seeded)
        close(application)

    @contextmanager
    def house(self, folder: Path) -> Iterator[Flask]:
        database = folder / "var" / "laufzettel.db"
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._template, database)
        application = make_application(settings_for(folder))
        application.config[CHEAP_PASSWORDS] = True
        with history.unheard():  # a house that another test made has its reactions left in this process
            yield application
        close(application)


class PostgresqlHouses:
    """Hands out houses on PostgreSQL, copied from one that was furnished once."""

    def __init__(self, folder: Path, server: Server, *, seeded: bool = False) -> None:
        self._server = server
        url = server.database()
        application = make_application(settings_for(folder, url))
        furnish(application, seeded=seeded)
        close(application)
        self._template = url.rpartition("/")[2]

    @contextmanager
    def house(self, folder: Path) -> Iterator[Flask]:
        url = self._server.database(template=self._template)
        application = make_application(settings_for(folder, url))
        application.config[CHEAP_PASSWORDS] = True
        with history.unheard():  # a house that another test made has its reactions left in this process
            yield application
        close(application)
        self._server.drop(url)


def close(application: Flask) -> None:
    """Give back all connections, so that the database can be copied or dropped."""
    with application.app_context():
        db.engine.dispose()


Houses = Callable[[Path], Iterator[Flask]]
