import multiprocessing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from commands.opening import bring_up_to_date
from desk import tables as of_the_desk
from desk.queues import Queue
from dialogs import tables as of_dialogs
from foundation import migrating, tables as of_the_foundation
from foundation.application import make_application
from foundation.db import Base, db
from foundation.errors import Conflict, NotFound, Unavailable
from foundation.unit_of_work import unit_of_work
from notifications import tables as of_notifications
from processes import tables as of_processes
from tests.houses import close, settings_for

ALL_RECORDS = (of_the_desk, of_the_foundation, of_processes, of_dialogs, of_notifications)  # importing them makes them known
ASSEMBLED = ("alembic_version", "fulltext_words")  # by Alembic, and by the full text for itself


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A house whose database has not a single table."""
    url = request.getfixturevalue("postgresql").database() if request.param == "postgresql" else None
    application = make_application(settings_for(tmp_path, url))
    with application.app_context():
        yield application
    close(application)


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return {name for name in inspect(connection).get_table_names() if not name.startswith(ASSEMBLED)}


def is_compared(_object, name, kind, *_) -> bool:
    return kind != "table" or not name.startswith(ASSEMBLED)


def test_the_migrations_make_just_what_the_records_say(empty):
    migrating.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_compared, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert tables() == set(Base.metadata.tables)


def test_every_step_goes_up_and_down(empty):
    steps = [step.revision for step in ScriptDirectory.from_config(migrating.configuration()).walk_revisions()][::-1]
    seen = []
    for step in steps:
        migrating.upgrade(step)
        seen.append(tables())
    for step, before in zip(steps[-2::-1], seen[-2::-1], strict=True):
        migrating.downgrade(step)
        assert tables() == before
    migrating.downgrade()
    assert tables() == set()
    assert migrating.revision() is None
    migrating.upgrade()
    assert migrating.revision() == migrating.newest() == steps[-1]


def test_the_numbers_are_the_order_of_the_chain():
    chain = [step.revision for step in ScriptDirectory.from_config(migrating.configuration()).walk_revisions()][::-1]
    assert migrating.known() == chain


def test_going_up_twice_changes_nothing(empty):
    bring_up_to_date()
    bring_up_to_date()
    with unit_of_work(reads_only=True):
        assert db.session.query(Queue).count() == 4


def test_foreign_keys_hold_again_afterwards(empty):
    migrating.upgrade()
    if empty.extensions["settings"].uses_sqlite:
        with unit_of_work(reads_only=True):
            assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_step_that_fails_leaves_the_schema_as_it_was(empty, monkeypatch):
    migrating.upgrade("0002")
    before = tables()
    steps = ScriptDirectory.from_config(migrating.configuration())
    step = next(step for step in steps.walk_revisions() if step.revision == "0004")

    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(ScriptDirectory, "from_config", lambda *_: steps)
    monkeypatch.setattr(step.module, "upgrade", fail)
    with pytest.raises(ZeroDivisionError):
        migrating.upgrade()
    assert (tables(), migrating.revision()) == (before, "0002")


def test_a_newer_database_is_refused_with_a_sentence(empty):
    migrating.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="9999, made by a newer version"):
        migrating.upgrade()


def test_a_revision_there_is_not_is_refused_with_those_there_are(empty):
    with pytest.raises(NotFound, match=r"'7777'; there are .*0001"):
        migrating.upgrade("7777")


def test_an_old_database_is_told_what_to_do(empty):
    with pytest.raises(Conflict, match="laufzettel db upgrade"):
        migrating.require_newest()


def bring_up(settings) -> None:
    house = make_application(settings)
    with house.app_context():
        bring_up_to_date()
    close(house)


def test_machines_that_start_at_once_wait_for_each_other(empty):
    close(empty)
    forking = multiprocessing.get_context("fork")
    machines = [forking.Process(target=bring_up, args=[empty.extensions["settings"]]) for _ in range(3)]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join(120)
    assert [machine.exitcode for machine in machines] == [0, 0, 0]
    with unit_of_work(reads_only=True):
        assert db.session.query(Queue).count() == 4


def test_a_database_that_is_away_is_named(tmp_path):
    house = make_application(settings_for(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))
    with house.app_context(), pytest.raises(Unavailable, match="The database is away"):
        migrating.revision()
