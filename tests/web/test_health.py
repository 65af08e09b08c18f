"""`/health` and the start page with each part in turn away, hanging, or not yet what it should be."""

import os
import time
from dataclasses import replace
from typing import Any

import pytest
from rq import Queue, Worker

from foundation.clock import now
from foundation.db import db
from foundation.ticks import Tick
from foundation.unit_of_work import unit_of_work
from tests.houses import settings_for
from tests.postgresql import free_port
from tests.web.conftest import let_schedule_tick, opened
from tests.web.hanging import HangingServer

SOON = 3.5  # seconds: all parts are asked at once, each for two; the machine may be busy


def parts_of(answer) -> dict[str, Any]:
    found: dict[str, Any] = answer.json["parts"]
    return found


def states(client) -> dict[str, str]:
    return {name: part["state"] for name, part in parts_of(client.get("/health")).items()}


def test_a_house_with_all_its_parts(house, client, redis):
    let_schedule_tick()
    Worker([Queue("steps", connection=redis)], connection=redis).register_birth()
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert states(client) == dict.fromkeys(("database", "redis", "data_dir", "workers", "schedule"), "ok")
    assert parts_of(answer)["workers"]["message"] == "Alive: 1 in steps."
    page = client.get("/status")
    assert "The house is up." in page.text
    assert "all of its parts are in order" in page.text


def test_no_worker_and_no_schedule_are_warnings_with_the_remedy(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    parts = parts_of(answer)
    assert parts["workers"]["state"] == parts["schedule"]["state"] == "warning"
    assert parts["workers"]["message"] == "Nobody works in steps."
    assert "laufzettel worker --queue steps" in parts["workers"]["remedy"]
    assert "laufzettel schedule" in parts["schedule"]["remedy"]
    page = client.get("/status").text
    assert "The house is up." in page
    assert "<code>laufzettel worker --queue steps</code>" in page


def test_workers_of_another_job_queue_do_not_count(client, redis):
    Worker([Queue("mail", connection=redis)], connection=redis).register_birth()
    assert states(client)["workers"] == "warning"


def test_a_worker_that_redis_forgot_is_not_alive(client, redis):
    worker = Worker([Queue("steps", connection=redis)], connection=redis)
    worker.register_birth()
    redis.delete(worker.key)
    assert redis.scard("rq:workers") == 1
    assert states(client)["workers"] == "warning"


def test_a_schedule_that_stopped_is_a_warning(house, client):
    with unit_of_work():
        db.session.add(Tick(name="mail is fetched", job_queue="mail", every_seconds=1, known_since=now().replace(year=2020)))
    part = parts_of(client.get("/health"))["schedule"]
    assert part["state"] == "warning"
    assert "mail is fetched" in part["message"]


def test_errors_of_recurring_work_are_not_told_to_strangers(house, client):
    with unit_of_work():
        past = now().replace(year=2020)
        db.session.add(Tick(name="m", job_queue="mail", every_seconds=1, known_since=past, failed_at=past, last_error="it is geheim"))
    assert "geheim" not in client.get("/health").text + client.get("/status").text


def test_redis_away(settings):
    with opened(replace(settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")) as site:
        answer = site.test_client().get("/health")
        assert answer.status_code == 503
        assert parts_of(answer)["redis"]["state"] == "wrong"
        assert "LAUFZETTEL_REDIS_URL" in parts_of(answer)["redis"]["remedy"]
        assert parts_of(answer)["database"]["state"] == "ok"
        page = site.test_client().get("/status")
        assert page.status_code == 200
        assert "Redis is away." in page.text
        assert site.test_client().get("/look").text == "1"


def test_redis_hanging(settings):
    with HangingServer() as server, opened(replace(settings, redis_url=f"redis://127.0.0.1:{server.port}/0")) as site:
        began = time.monotonic()
        answer = site.test_client().get("/health")
        assert time.monotonic() - began < SOON
        assert answer.status_code == 503
        assert parts_of(answer)["redis"]["state"] == "wrong"
        assert parts_of(answer)["database"]["state"] == "ok"


def test_database_away(tmp_path, redis_server):
    url = f"postgresql+psycopg://desk:geheim@127.0.0.1:{free_port()}/desk"
    with opened(settings_for(tmp_path, url, REDIS_URL=redis_server.url)) as site:
        client = site.test_client()
        answer = client.get("/health")
        assert answer.status_code == 503
        assert {name for name, part in parts_of(answer).items() if part["state"] == "wrong"} == {"database"}
        for path in ("/status", "/look", "/nowhere", "/static/dist/app.css", "/health"):
            with client.get(path) as shown:
                assert "geheim" not in shown.get_data(as_text=True)
                assert "127.0.0.1" not in shown.get_data(as_text=True)
                assert shown.status_code == {"/look": 503, "/nowhere": 404, "/health": 503}.get(path, 200)
        assert client.get("/look").status_code == client.post("/write").status_code == 503
        assert "The database is away. Nothing was lost" in client.get("/look").text
        assert client.get("/look").headers["Retry-After"]


def test_database_hanging_holds_one_question(tmp_path, redis_server):
    with HangingServer() as server:
        url = f"postgresql+psycopg://desk@127.0.0.1:{server.port}/desk"
        with opened(settings_for(tmp_path, url, REDIS_URL=redis_server.url)) as site:
            began = time.monotonic()
            answer = site.test_client().get("/health")
            assert time.monotonic() - began < SOON
            assert answer.status_code == 503
            assert parts_of(answer)["database"]["state"] == "wrong"
            began = time.monotonic()
            for _ in range(5):
                assert site.test_client().get("/health").status_code == 503
            assert time.monotonic() - began < 2 * SOON, "while a question hangs, nobody waits for it again"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_schema_missing(kind, tmp_path, redis_server, request):
    url = request.getfixturevalue("postgresql").database() if kind == "postgresql" else None
    with opened(settings_for(tmp_path, url, REDIS_URL=redis_server.url)) as site:
        answer = site.test_client().get("/health")
        assert answer.status_code == 503
        part = parts_of(answer)["database"]
        assert "no schema yet" in part["message"]
        assert part["remedy"] == "Run: laufzettel db upgrade"
        assert "out of order" in site.test_client().get("/status").text


def test_data_dir_away(settings, tmp_path):
    with opened(replace(settings, data_dir=tmp_path / "nowhere")) as site:
        (tmp_path / "nowhere").rmdir()
        answer = site.test_client().get("/health")
        assert answer.status_code == 503
        assert parts_of(answer)["data_dir"]["state"] == "wrong"
        assert str(tmp_path) not in answer.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_data_dir_read_only(settings, tmp_path):
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    with opened(replace(settings, data_dir=folder)) as site:
        assert parts_of(site.test_client().get("/health"))["data_dir"]["state"] == "wrong"


def test_health_leaves_nothing_in_the_data_dir(house, client, settings):
    before = sorted(path.name for path in settings.data_dir.iterdir() if "laufzettel.db" not in path.name)
    client.get("/health")
    assert sorted(path.name for path in settings.data_dir.iterdir() if "laufzettel.db" not in path.name) == before
