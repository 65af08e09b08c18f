"""`laufzettel run` as a whole: it comes up, comes back after every kill, and goes when it is told to."""

import re
import signal
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psutil
import pytest
from redis import Redis

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.groups import Group
from desk.queues import Queue
from foundation.application import make_application
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes import history, runner
from tests.commands.running import RunningHouse
from tests.desk import people
from tests.houses import close


@pytest.fixture
def house(tmp_path):
    found = RunningHouse(tmp_path / "var").start()
    yield found
    if psutil.pid_exists(found.pid):
        found.kill()


def socket_of(house: RunningHouse) -> str:
    return Settings.from_environment({"LAUFZETTEL_DATA_DIR": str(house.data_dir)}).redis_address


def test_it_comes_up_and_says_where(house):
    status, told = house.health()
    assert (status, told["status"]) == (200, "ok")
    assert len(house.children()) == 6  # Redis, web, schedule, and a worker for each of three job queues
    house.wait_until(lambda: f"Laufzettel is running: http://127.0.0.1:{house.port}" in house.log())


def test_whatever_is_killed_comes_back(house):
    with Redis.from_url(socket_of(house)) as redis:
        redis.set("kept", "over the kill")
    before = {child.pid for child in house.children()}
    for child in house.children():
        child.kill()
    house.wait_until(lambda: len({child.pid for child in house.children()} - before) == 6 and house.is_healthy())
    with Redis.from_url(socket_of(house)) as redis:
        assert redis.get("kept") == b"over the kill"


def test_it_stops_in_order_and_starts_again_with_its_data(house):
    assert house.command("user", "add", "anna", "--name", "Anna Schmidt", "--email", "anna@example.com").returncode == 0
    children = house.children()
    begun = time.monotonic()
    assert house.stop() == 0
    assert time.monotonic() - begun < 20
    assert not [child for child in children if child.is_running()]
    house.start()
    assert "Anna Schmidt" in house.command("user", "list").stdout
    assert house.stop(signal.SIGINT) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, children notice a killed parent after a second or two")
def test_nothing_outlives_a_killed_parent_and_the_next_start_works(house):
    children = house.children()
    house.kill()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert not alive
    house.start()


def test_a_second_one_on_the_same_data_is_refused(house):
    done = house.command("run")
    assert done.returncode == 1
    assert "runs on" in done.stderr
    assert house.is_healthy()


def test_a_port_that_is_taken_is_named_before_anything_starts(house, tmp_path):
    done = RunningHouse(tmp_path / "other", PORT=str(house.port)).command("run")
    assert done.returncode == 1
    assert f"127.0.0.1:{house.port} cannot be used" in done.stderr
    assert not (tmp_path / "other" / "redis").exists()


def test_a_wrong_setting_is_named(tmp_path):
    done = RunningHouse(tmp_path / "var", WORKERS="many").command("run")
    assert done.returncode == 1
    assert "LAUFZETTEL_WORKERS: 'many'" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_runs_on_postgresql_with_a_redis_of_its_own(postgresql, tmp_path):
    key = "a key that all machines of a house share"
    found = RunningHouse(tmp_path / "var", DATABASE_URL=postgresql.database(), SECRET_KEY=key).start()
    assert found.is_healthy()
    assert found.command("check").returncode == 0
    assert found.stop() == 0


def test_a_backup_is_not_put_under_a_running_house(house, tmp_path):
    assert house.command("backup", str(tmp_path / "kept")).returncode == 0
    key = (house.data_dir / "secret.key").read_bytes()
    done = house.command("restore", str(tmp_path / "kept"))
    assert done.returncode == 1
    assert "runs on" in done.stderr
    assert (house.data_dir / "secret.key").read_bytes() == key


def test_an_export_that_fails_keeps_the_file_there_was(tmp_path):
    found = RunningHouse(tmp_path / "var")
    (tmp_path / "folder").mkdir()
    done = found.command("config", "export", str(tmp_path / "nowhere" / "desk.yaml"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert found.command("config", "export", str(tmp_path / "folder")).returncode == 2


def test_what_somebody_does_in_the_browser_is_told_to_whom_it_concerns(house):
    """Reactions to history are registered in the processes that people and workers write it in."""
    number = ticket_of_ben(house)
    browser = Browser(f"http://127.0.0.1:{house.port}")
    browser.send("/login", login="anna", password=PASSWORD)
    browser.send(f"/tickets/{number}/write/note", body="Have you seen this?")
    mails = Path(settings_of(house).smtp_url.removeprefix("maildir:"))
    house.wait_until(lambda: any(b"ben@example.com" in mail.read_bytes() for mail in mails.glob("new/*")))


PASSWORD = "correct horse battery"


def settings_of(house: RunningHouse) -> Settings:
    return Settings.from_environment({"LAUFZETTEL_DATA_DIR": str(house.data_dir)})


def ticket_of_ben(house: RunningHouse) -> str:
    """The number of a ticket that ben owns, and on which anna may write."""
    application = make_application(settings_of(house))
    with application.app_context(), history.unheard():
        with unit_of_work():
            anna, ben = people.agent("anna"), people.agent("ben")
            anna.set_password(PASSWORD, actor=SYSTEM)
            for agent in (anna, ben):
                people.grant(agent, Group.named("users"))
        with unit_of_work():
            ticket = runner.open_ticket(queue=Queue.default(), title="Lamp", actor=SYSTEM, process_id="request")
            ticket.set_owner(Agent.named("ben"), actor=SYSTEM)
            number = ticket.number
    close(application)
    return number


class Browser:
    """Sends forms, with the token that stands in each."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def send(self, path: str, **fields: str) -> None:
        page = self._opener.open(self._address + path).read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        self._opener.open(self._address + path, urlencode(fields | {"csrf_token": token[1]}).encode()).read()
