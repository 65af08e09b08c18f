"""The schedule and the workers of steps of a house, as the commands that run them on a machine of their own, with a Redis beside them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from redis import Redis
from rq import Worker

from foundation.settings import Settings
from tests.houses import KEY
from tests.workers.redis import RedisServer
from workers.ticking import LEADER_KEY

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds until they are ready, on a crowded machine
LOOK_AGAIN = 0.1  # seconds


@dataclass(frozen=True)
class HouseProcesses:
    """What runs; the command `worker` keeps as many workers as were asked for."""

    worker: int

    def kill_a_worker(self) -> None:
        """As if the machine had lost it; the command starts another one."""
        psutil.Process(self.worker).children()[0].kill()


@contextmanager
def house_processes(settings: Settings, *, workers: int) -> Iterator[HouseProcesses]:
    """Run them inside the block, which begins when all are ready."""
    with ExitStack() as running:
        redis_server = RedisServer(settings.data_dir / "redis")
        redis_server.start()
        running.callback(redis_server.kill)
        environment = environment_of(settings, redis_server, workers)
        worker = running.enter_context(command(environment, "worker", "--queue", "steps"))
        running.enter_context(command(environment, "schedule"))
        with Redis.from_url(redis_server.url) as connection:
            wait_until(lambda: Worker.count(connection=connection) == workers and bool(connection.exists(LEADER_KEY)), PATIENCE)
        yield HouseProcesses(worker.pid)


def environment_of(settings: Settings, redis_server: RedisServer, workers: int) -> dict[str, str]:
    return {
        "LAUFZETTEL_DATA_DIR": str(settings.data_dir),
        "LAUFZETTEL_DATABASE_URL": settings.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
        "LAUFZETTEL_WORKERS": str(workers),
    }


@contextmanager
def command(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours that runs until the end of the block."""
    line = [sys.executable, str(ROOT / "app.py"), *arguments]
    away = subprocess.DEVNULL
    process = subprocess.Popen(line, env=os.environ | environment, stdin=away, stdout=away, stderr=away)  # noqa: S603 - our own command
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until(holds: Callable[[], bool], patience: float) -> bool:
    """Whether it came to hold in that time."""
    until = time.monotonic() + patience
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_AGAIN)
    return True
