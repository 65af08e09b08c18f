"""A whole house: seconds from the command to a healthy `/health` on a data dir that has been used, and the memory of all its processes.

Memory is the proportional set size: pages that the processes share, since they are forked from one parent, are counted once. The sum of
what each process sees for itself (resident set size) is told beside it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

from benchmarks.figures import Figure
from tests.commands.running import RunningHouse

STARTS = 5
MIB = 1 << 20


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        house = RunningHouse(Path(folder) / "var")
        house.start().stop()
        seconds = [start_and_stop(house) for _ in range(STARTS)]
        house.start()
        for _ in range(100):
            house.health()
        processes = [psutil.Process(house.pid), *house.children()]
        shared = sum(process.memory_full_info().pss for process in processes) / MIB
        alone = sum(process.memory_info().rss for process in processes) / MIB
        house.stop()
    return [
        Figure(what="second start of `run` to a healthy /health", value=median(seconds), unit="s", target=6, details={"each": seconds}),
        Figure(what="memory of all processes of `run`", value=shared, unit="MiB", target=350, details={"resident_sum": alone}),
    ]


def start_and_stop(house: RunningHouse) -> float:
    begun = time.perf_counter()
    house.start()
    taken = time.perf_counter() - begun
    house.stop()
    return round(taken, 2)
