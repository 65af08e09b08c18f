"""`laufzettel check` on a sound house, and on houses that lack something."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rq import Queue, Worker

from app import main
from foundation.clock import now
from foundation.db import db
from foundation.outbox import Message
from foundation.ticks import Tick
from foundation.unit_of_work import unit_of_work
from tests.houses import KEY
from tests.postgresql import free_port
from tests.workers.conftest import redis, redis_server
from workers.job_queues import JOB_QUEUES

__all__ = ["redis", "redis_server"]


class Checked:
    """What the command said."""

    def __init__(self, environment: dict[str, str]) -> None:
        result = CliRunner().invoke(main, ["check", "--json"], env=environment)
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        told = json.loads(result.stdout)
        self.status, self.stderr, self.sound = result.exit_code, result.stderr, told["sound"]
        self.parts = {part["part"]: part for part in told["parts"]}

    def states(self) -> dict[str, str]:
        return {name: part["state"] for name, part in self.parts.items()}

    def wrong(self) -> set[str]:
        return {name for name, state in self.states().items() if state == "wrong"}


@pytest.fixture
def environment(house, redis_server, redis, tmp_path) -> dict[str, str]:
    """Of a house that lacks nothing."""
    settings = house.extensions["settings"]
    settings.data_dir.chmod(0o700)
    with unit_of_work():
        moment = now()
        db.session.add(Tick(name="a sign", job_queue="steps", every_seconds=60, ran_slot=moment, ran_at=moment, enqueued_at=moment))
    for name in JOB_QUEUES:
        Worker([Queue(name, connection=redis)], connection=redis).register_birth()
    return {
        "LAUFZETTEL_DATA_DIR": str(settings.data_dir),
        "LAUFZETTEL_DATABASE_URL": settings.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
    }


@pytest.fixture
def bare_environment(tmp_path) -> dict[str, str]:
    """Of a house that has nothing yet."""
    return {"LAUFZETTEL_DATA_DIR": str(tmp_path / "var"), "LAUFZETTEL_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}


def test_a_sound_house(environment):
    checked = Checked(environment)
    assert set(checked.states().values()) == {"ok"}, checked.parts
    for part in ("settings", "permissions", "database", "redis", "data_dir", "workers", "schedule", "outbox", "redis_memory"):
        assert part in checked.parts
    assert (checked.status, checked.sound, checked.stderr) == (0, True, "")


def test_it_can_be_read(environment):
    result = CliRunner().invoke(main, ["check"], env=environment)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[-1] == "This installation is sound."
    assert all(line.startswith("ok ") for line in lines[:-1])


def test_each_line_of_trouble_has_its_remedy(environment, redis):
    redis.flushall()
    result = CliRunner().invoke(main, ["check"], env=environment)
    assert result.exit_code == 1
    assert "wrong    workers" in result.stdout
    assert "-> Start `laufzettel worker --queue steps --queue mail --queue background`" in result.stdout
    assert result.stderr == "This installation is not sound: workers.\n"


def test_one_job_queue_without_workers(environment, redis):
    for key in redis.smembers("rq:workers"):
        if redis.hget(key, "queues") == b"mail":
            redis.delete(key)
    checked = Checked(environment)
    assert checked.wrong() == {"workers"}
    assert checked.parts["workers"]["message"] == "Nobody works in mail."


def test_recurring_work_that_does_not_happen(house, environment):
    with unit_of_work():
        db.session.add(Tick(name="mail is fetched", job_queue="mail", every_seconds=60, known_since=now().replace(year=2020)))
    checked = Checked(environment)
    assert (checked.status, checked.wrong()) == (1, {"schedule"})
    assert "mail is fetched" in checked.parts["schedule"]["message"]


def test_effects_that_were_given_up(house, environment):
    with unit_of_work():
        moment = now()
        db.session.add(
            Message(
                job="workers.mail.send", arguments=[], job_queue="mail", due_at=moment, given_up_at=moment, last_error="550 no such user"
            )
        )
    checked = Checked(environment)
    assert (checked.status, checked.states()["outbox"]) == (0, "warning")
    assert "550 no such user" in checked.parts["outbox"]["detail"]


def test_permissions(house, environment):
    data_dir = Path(environment["LAUFZETTEL_DATA_DIR"])
    (data_dir / "secret.key").write_text(KEY)
    data_dir.chmod(0o755)
    (data_dir / "secret.key").chmod(0o640)
    checked = Checked(environment)
    assert checked.wrong() == {"permissions"}
    assert checked.parts["permissions"]["remedy"] == f"Run: chmod 700 {data_dir} && chmod 600 {data_dir / 'secret.key'}"


def test_unknown_settings(environment):
    checked = Checked(environment | {"LAUFZETTEL_REDISS_URL": "x"})
    assert (checked.status, checked.states()["settings"]) == (0, "warning")
    assert "did you mean LAUFZETTEL_REDIS_URL?" in checked.parts["settings"]["message"]


def test_wrong_settings():
    checked = Checked({"LAUFZETTEL_PORT": "x", "LAUFZETTEL_WORKERS": "0"})
    assert (checked.status, checked.sound) == (1, False)
    result = CliRunner().invoke(main, ["check"], env={"LAUFZETTEL_PORT": "x", "LAUFZETTEL_WORKERS": "0"})
    assert "LAUFZETTEL_PORT" in result.stdout
    assert "LAUFZETTEL_WORKERS" in result.stdout


def test_redis_that_forgets_on_purpose(environment, redis):
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert Checked(environment).wrong() == {"redis_memory"}
    finally:
        redis.config_set("maxmemory-policy", "noeviction")


def test_redis_that_keeps_nothing(environment, redis):
    redis.config_set("appendonly", "no")
    try:
        assert Checked(environment).states()["redis_memory"] == "warning"
    finally:
        redis.config_set("appendonly", "yes")


def test_a_fresh_house_without_redis_and_schema(bare_environment):
    checked = Checked(bare_environment)
    assert checked.status == 1
    assert {"database", "redis", "workers", "schedule"} <= checked.wrong()
    assert checked.parts["database"]["remedy"] == "Run: laufzettel db upgrade"
    assert checked.states()["sqlite"] == checked.states()["data_dir"] == checked.states()["permissions"] == "ok"


def test_database_away(bare_environment):
    url = f"postgresql://desk:geheim@127.0.0.1:{free_port()}/desk"
    checked = Checked(bare_environment | {"LAUFZETTEL_DATABASE_URL": url, "LAUFZETTEL_SECRET_KEY": KEY})
    assert checked.status == 1
    assert checked.parts["database"]["message"] == "The database is away."
    assert "geheim" not in json.dumps(checked.parts) + checked.stderr


def test_a_data_dir_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    checked = Checked({"LAUFZETTEL_DATA_DIR": str(tmp_path / "file" / "var"), "LAUFZETTEL_SECRET_KEY": KEY})
    assert (checked.status, checked.wrong()) == (1, {"data_dir"})
