"""A house of processes to be killed: everything is imported once, then each process is a fork, so that starting one takes milliseconds.

`python -m tests.workers.processes` reads lines from stdin: a name of `SCHEDULES` or of a job queue; it answers each with a process id. The
settings come from the environment, as always. When its stdin ends, it kills what is left.
"""

import contextlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from unittest import mock

from foundation import outbound
from foundation.settings import Settings
from tests.workers import jobs  # noqa: F401 - the jobs of the tests are known to the workers
from tests.workers.schedule import SCHEDULES
from workers import JOBS, schedule, worker
from workers.pace import Pace

FAST = Pace(
    longest_nap=0.2,
    lease=timedelta(seconds=3),
    renewed_every=timedelta(seconds=0.5),
    lost_after=timedelta(seconds=2),
    sweep_every=timedelta(seconds=0.5),
    clean_every=timedelta(seconds=2),
    leads_for=timedelta(seconds=2),
    ticks_again_after=timedelta(seconds=4),
)


def main() -> None:
    """Fork what is asked for."""
    assert len(JOBS)
    # Receivers of tests are on this machine, where the house sends nothing otherwise.
    mock.patch.object(outbound, "Outbound", partial(outbound.Outbound, allowed_networks=["127.0.0.0/8"])).start()
    settings = Settings.from_environment()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    children = []
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(line.strip(), settings)
        children.append(child)
        print(child, flush=True)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def become(what: str, settings: Settings) -> None:
    """Be a schedule or a worker until told to stop."""
    os.setsid()
    os.dup2(2, 1)  # stdout is for process ids
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.stdin.close()
    try:
        if what in SCHEDULES:
            schedule.run(settings, pace=FAST, schedule=SCHEDULES[what])
        else:
            worker.run(settings, what, pace=FAST)
    finally:
        os._exit(0)


class Processes:
    """The house, seen from a test."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.workers.processes"]
        self._parent = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | environment
        )

    def start(self, what: str) -> int:
        """Start one; its process id."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"{what}\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def end(self) -> None:
        """Kill all that is left."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait(20)
        self._parent.stdout.close()


if __name__ == "__main__":
    main()
