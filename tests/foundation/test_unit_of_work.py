import multiprocessing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from foundation.application import make_application
from foundation.db import db
from foundation.errors import Refused, Unavailable
from foundation.unit_of_work import current_work, in_unit_of_work, ping, unit_of_work
from tests.houses import close, settings_for


@pytest.fixture
def counter(house):
    with unit_of_work():
        db.session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
        db.session.execute(text("INSERT INTO counter VALUES (1, 0)"))
    return house


def value():
    with unit_of_work(reads_only=True):
        return db.session.scalar(text("SELECT value FROM counter"))


def set_to(number):
    db.session.execute(text("UPDATE counter SET value = :number"), {"number": number})


def test_returning_commits(counter):
    with unit_of_work():
        set_to(1)
    assert value() == 1


def test_raising_rolls_back(counter):
    with pytest.raises(Refused), unit_of_work():
        set_to(1)
        raise Refused("no")
    assert value() == 0


def test_there_is_one_at_a_time(counter):
    with unit_of_work(), pytest.raises(RuntimeError, match="open already"), unit_of_work():
        pass


def test_outside_there_is_none(counter):
    with pytest.raises(RuntimeError, match="No unit of work"):
        current_work()


def test_hooks_before_the_commit_belong_to_it(counter):
    with unit_of_work() as work:
        work.before_commit(lambda: set_to(2))
    assert value() == 2

    def fail():
        raise Refused("no")

    with pytest.raises(Refused), unit_of_work() as work:
        set_to(3)
        work.before_commit(fail)
    assert value() == 2


def test_a_hook_before_the_commit_may_ask_for_another(counter):
    with unit_of_work() as work:
        work.before_commit(lambda: work.before_commit(lambda: set_to(5)))
    assert value() == 5


def test_hooks_after_the_commit_see_it_and_only_it(counter):
    seen = []
    with unit_of_work() as work:
        set_to(4)
        work.after_commit(lambda: seen.append(value()), key="poke")
        work.after_commit(lambda: seen.append("twice"), key="poke")
        assert not seen
    assert seen == [4]
    with pytest.raises(Refused), unit_of_work() as work:
        work.after_commit(lambda: seen.append("never"))
        raise Refused("no")
    assert seen == [4]


def test_reading_cannot_write(counter):
    from desk.actors import SYSTEM
    from desk.auditing import record

    with pytest.raises(RuntimeError, match="only reads"), unit_of_work(reads_only=True):
        record("created", about=("queue", 1, "Raw"), changes={}, actor=SYSTEM)
        db.session.flush()


class Passing(Exception):
    sqlstate = "40001"
    sqlite_errorname = "SQLITE_BUSY"


def test_what_met_another_transaction_is_done_again(counter):
    attempts: list[int] = []

    def act():
        set_to(len(attempts) + 1)
        attempts.append(1)
        if len(attempts) < 3:
            raise OperationalError("UPDATE", {}, Passing("busy"))
        return "done"

    assert in_unit_of_work(act) == "done"
    assert value() == 3


def test_it_is_not_done_for_ever(counter):
    def act():
        raise OperationalError("UPDATE", {}, Passing("busy"))

    with pytest.raises(Unavailable, match="Others kept changing"):
        in_unit_of_work(act)


def test_a_rule_that_refuses_is_not_tried_again(counter):
    attempts = []

    def act():
        attempts.append(1)
        raise Refused("no")

    with pytest.raises(Refused):
        in_unit_of_work(act)
    assert len(attempts) == 1


def test_a_database_that_is_away_is_named(tmp_path):
    house = make_application(settings_for(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))
    with house.app_context(), pytest.raises(Unavailable, match="The database is away"):
        ping()


def add_hundred(settings):
    house = make_application(settings)
    with house.app_context():
        for _ in range(100):
            in_unit_of_work(add_one)
    close(house)


def add_one():
    reading = "SELECT value FROM counter" if db.engine.dialect.name == "sqlite" else "SELECT value FROM counter FOR UPDATE"
    set_to(db.session.scalar(text(reading)) + 1)


def test_four_processes_lose_no_update(counter):
    close(counter)
    forking = multiprocessing.get_context("fork")
    writers = [forking.Process(target=add_hundred, args=[counter.extensions["settings"]]) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert value() == 400


BACKEND = text("SELECT pg_backend_pid()")
CUT = text("SELECT pg_terminate_backend(:backend, 5000)")


@pytest.mark.parametrize("trusted_seconds", [60.0, 0.0])  # a line that was used just now, and one that was not
def test_a_line_the_server_has_cut_is_replaced(postgresql_houses, tmp_path, monkeypatch, trusted_seconds):
    monkeypatch.setattr("foundation.db.TRUSTED_SECONDS", trusted_seconds)
    with postgresql_houses.house(tmp_path) as house, house.app_context():
        with db.engine.connect() as one, db.engine.connect() as other:
            lines = {one.scalar(BACKEND), other.scalar(BACKEND)}
        with db.engine.connect() as one:
            (there,) = lines - {one.scalar(BACKEND)}
            with unit_of_work(reads_only=True):
                assert db.session.scalar(BACKEND) == there
            assert one.scalar(CUT, {"backend": there})
            with unit_of_work(reads_only=True):
                assert db.session.scalar(BACKEND) not in lines
