import os
import platform
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from redis import Redis

from foundation.errors import Unavailable
from foundation.redis_server import RedisServer, answers, find_binary
from tests.houses import settings_for


@pytest.fixture
def server(tmp_path):
    found = RedisServer(tmp_path / "redis", tmp_path / "redis" / "redis.sock")
    found.start()
    yield found
    found.stop()


def connection(server: RedisServer) -> Redis:
    return Redis.from_url(server.url)


def test_it_listens_on_a_private_socket_only(server, tmp_path):
    assert stat.S_IMODE((tmp_path / "redis" / "redis.sock").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700
    with connection(server) as redis:
        assert redis.config_get("port") == {"port": "0"}


def test_it_keeps_what_it_was_told_over_a_kill(server):
    with connection(server) as redis:
        for number in range(100):
            redis.rpush("jobs", number)
    os.kill(server.pid, signal.SIGKILL)
    while server.is_running:
        time.sleep(0.01)
    server.start()
    with connection(server) as redis:
        assert redis.llen("jobs") == 100


def test_it_forgets_nothing_to_make_room(server):
    with connection(server) as redis:
        settings = redis.config_get("maxmemory-policy", "appendonly", "appendfsync", "save")
    assert settings == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec", "save": ""}


def test_half_a_command_at_the_end_of_its_file_is_no_reason_to_fail(server, tmp_path):
    with connection(server) as redis:
        redis.set("kept", 1)
    server.stop()
    [written] = (tmp_path / "redis" / "appendonlydir").glob("*.incr.aof")
    with written.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nha")
    server.start()
    with connection(server) as redis:
        assert redis.get("kept") == b"1"


def test_one_left_over_by_a_killed_parent_is_stopped_and_replaced(server, tmp_path):
    with connection(server) as redis:
        redis.set("kept", 1)
    heir = RedisServer(tmp_path / "redis", tmp_path / "redis" / "redis.sock")
    heir.start()
    with connection(heir) as redis:
        assert redis.get("kept") == b"1"
    assert not server.is_running
    heir.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_it_dies_with_its_parent(tmp_path):
    program = f"""
        import time
        from pathlib import Path
        from foundation.redis_server import RedisServer
        server = RedisServer(Path({str(tmp_path)!r}), Path({str(tmp_path)!r}) / "redis.sock")
        server.start()
        print("up", flush=True)
        time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        parent.kill()
    end = time.monotonic() + 10
    while answers(tmp_path / "redis.sock"):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_stopping_twice_does_nothing(server):
    server.stop()
    server.stop()
    assert not server.is_running


def test_a_deep_folder_gets_a_short_private_socket(tmp_path):
    settings = settings_for(tmp_path / ("deep" * 30))
    assert len(str(settings.redis_socket)) < 100
    server = RedisServer(settings.data_dir / "redis", settings.redis_socket)
    server.start()
    assert answers(settings.redis_socket)
    server.stop()
    settings.redis_socket.parent.rmdir()


def test_without_a_binary_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(Unavailable, match="LAUFZETTEL_REDIS_URL"):
        find_binary()


def test_its_last_words_are_told(tmp_path):
    folder = tmp_path / "redis"
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(Unavailable, match="Its last words"):
        RedisServer(folder, folder / "redis.sock").start()


def test_a_binary_of_the_wheel_is_found_without_one_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(find_binary()).name == "valkey-server"


def test_it_cannot_be_reached_where_its_socket_was_tidied_away_and_starts_anew(server, tmp_path):
    with connection(server) as redis:
        redis.set("kept", 1)
    (tmp_path / "redis" / "redis.sock").unlink()
    assert server.is_running
    assert not server.can_be_reached
    server.start()
    assert server.can_be_reached
    with connection(server) as redis:
        assert redis.get("kept") == b"1"


def test_never_two_on_one_append_only_file_also_where_the_first_hangs(server, tmp_path, monkeypatch):
    with connection(server) as redis:
        redis.set("kept", 1)
    monkeypatch.setattr("foundation.redis_server.STOP_SECONDS", 0.5)
    heir = RedisServer(tmp_path / "redis", tmp_path / "redis" / "redis.sock")
    os.kill(server.pid, signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable, match="does not stop"):
            heir.start()
    finally:
        os.kill(server.pid, signal.SIGCONT)
    assert not heir.is_running
    monkeypatch.undo()
    heir.start()  # the first one does now what it was told meanwhile
    assert not server.is_running
    with connection(heir) as redis:
        assert redis.get("kept") == b"1"
    heir.stop()
