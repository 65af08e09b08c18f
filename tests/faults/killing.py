"""Random kills, seeded: of the schedule with its relay, of workers, of Redis; each is started again a moment later."""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError

from tests.workers.processes import Processes
from tests.workers.redis import RedisServer

HOUSE = ("schedule 1", "schedule 2", "steps 1", "steps 2", "background 1", "background 2")


class Killer:
    """Kills one thing at a time; `house`: the processes there are, by what they are and a number."""

    def __init__(self, processes: Processes, redis_server: RedisServer, *, seed: int, house: Sequence[str] = HOUSE) -> None:
        self._processes, self._redis_server = processes, redis_server
        self._random = random.Random(seed)
        self._running = {process: processes.start(process.rpartition(" ")[0]) for process in house}
        self.kills: Counter[str] = Counter()

    def kill_something(self) -> None:
        """Wait a random moment, kill, wait another one, and start it again."""
        time.sleep(self._random.uniform(0.1, 0.7))
        victim = self._random.choice((*self._running, "redis"))
        if victim == "redis":
            self._redis_server.kill()
            time.sleep(self._random.uniform(0.0, 0.5))
            self._redis_server.start()
        else:
            kill(self._running[victim], horses=self._random.random() < 0.5)
            time.sleep(self._random.uniform(0.0, 0.3))
            self._running[victim] = self._processes.start(victim.rpartition(" ")[0])
        self.kills[victim.rpartition(" ")[0] or victim] += 1

    def kill_each(self, what: str) -> None:
        """Kill all processes of a sort with what they forked, and start them again."""
        for process in [process for process in self._running if process.rpartition(" ")[0] == what]:
            kill(self._running[process], horses=True)
            self._running[process] = self._processes.start(what)
            self.kills[what] += 1

    def flush_redis(self) -> None:
        """Have Redis forget everything."""
        with contextlib.suppress(RedisError), Redis.from_url(self._redis_server.url) as connection:
            connection.flushall()
            self.kills["flush of redis"] += 1


def kill(process: int, *, horses: bool) -> None:
    """Kill a process, or also the processes it forked for its jobs; without that, an orphan finishes its job."""
    forked = children(process) if horses else []
    for victim in (process, *forked):
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)


def children(process: int) -> list[int]:
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as listed:  # noqa: PTH123 - no file of ours
            return [int(child) for child in listed.read().split()]
    except OSError:
        return []
