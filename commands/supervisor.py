"""Processes of one program: forked from a parent that has imported everything once, watched, started anew, and stopped in order.

The parent keeps no thread and no connection, so that a fork at any time is a clean beginning, and its memory is shared.
"""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from foundation.dying import die_with_parent, watch_parent
from foundation.errors import HouseError

log = logging.getLogger(__name__)
ROUND = 0.1  # seconds
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds before a process that ended is started anew
SOUND_AFTER = 60.0  # seconds; whoever lived that long begins with the shortest pause again
SIGNALS = (signal.SIGTERM, signal.SIGINT)
FAILED = 70  # exit status of a child that ended with an error


@dataclass
class Child:
    """One process that is to run all the time.

    Args:
        name: for the log.
        act: what it does; returning ends the process.
        patience: seconds it has to finish when it is told to stop.
        stage: those of one stage are told to stop together, those of later ones when these have ended.
    """

    name: str
    act: Callable[[], None]
    patience: float = 10.0
    stage: int = 0
    pid: int | None = None
    started_at: float = 0.0
    pause: float = SHORTEST_PAUSE
    start_at: float = field(default=0.0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.pid = fork(self.act, name=self.name)

    def has_ended(self) -> bool:
        """Whether the process is gone, which is noted and told."""
        if self.pid is None:
            return True
        done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            return False
        lived = time.monotonic() - self.started_at
        self.pause = SHORTEST_PAUSE if lived > SOUND_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.start_at = time.monotonic() + self.pause
        log.warning("%s %s; it starts anew in %.1f s", self.name, told(status), self.pause)
        self.pid = None
        return True

    def tell(self, number: signal.Signals) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)


class Supervisor:
    """Keeps children running until it is told to stop.

    Args:
        children: in the order of their start.
        look: called every round, for whatever else has to be kept alive; it must not take long.
    """

    def __init__(self, children: Sequence[Child], *, look: Callable[[], None] = lambda: None) -> None:
        self._children, self._look = children, look
        self._stops = 0

    @property
    def is_stopping(self) -> bool:
        return self._stops > 0

    def run(self) -> None:
        """Start all, watch them, and stop them when a signal says so; a second signal hurries."""
        signal.signal(signal.SIGTERM, self._told_to_stop)
        signal.signal(signal.SIGINT, self._told_to_stop)
        while not self._stops:
            for child in self._children:
                if child.has_ended() and not self._stops and time.monotonic() >= child.start_at:
                    child.start()
            self._look()
            time.sleep(ROUND)
        self._stop()

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stops += 1

    def _stop(self) -> None:
        """Stage by stage."""
        for stage in sorted({child.stage for child in self._children}):
            self._stop_together([child for child in self._children if child.stage == stage])

    def _stop_together(self, children: Sequence[Child]) -> None:
        """Nobody takes another job while the others finish theirs."""
        began = time.monotonic()
        for child in children:
            child.tell(signal.SIGTERM)
        while left := [child for child in children if not self._gone(child)]:
            for child in left:
                if time.monotonic() > began + child.patience or self._stops > 1:
                    child.tell(signal.SIGKILL)
            time.sleep(0.02)

    def _gone(self, child: Child) -> bool:
        if child.pid is not None and os.waitpid(child.pid, os.WNOHANG)[0]:
            child.pid = None
        return child.pid is None


def fork(act: Callable[[], None], *, name: str) -> int:
    """Do something in a new process; its process id."""
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what is shared stays shared: the collector does not touch it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # a child that is told to stop at once must not take it for its parent
    pid = os.fork()
    if pid == 0:
        _be_child(act, name, parent)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pid


def _be_child(act: Callable[[], None], name: str, parent: int) -> NoReturn:
    """A session of its own: Ctrl-C reaches the parent only, which stops us in order."""
    status = FAILED
    try:
        os.setsid()
        for number in SIGNALS:
            signal.signal(number, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        die_with_parent()
        watch_parent(parent)
        act()
        status = 0
    except KeyboardInterrupt:
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    except HouseError as error:
        log.error("%s: %s", name, error)  # noqa: TRY400 - it is a sentence already
    except BaseException:
        log.exception("%s ended with an error", name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def finished_well(pid: int) -> bool:
    """Wait for a process; whether it did what it was for."""
    _, status = os.waitpid(pid, 0)
    return status == 0


def answer_of(act: Callable[[], str], *, name: str) -> str | None:
    """Have something done in a new process; what it says of it, or None if it failed, which the log tells."""
    reads, writes = os.pipe()

    def answer() -> None:
        os.close(reads)
        with os.fdopen(writes, "w", encoding="utf-8") as pipe:
            pipe.write(act())

    pid = fork(answer, name=name)
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as pipe:
        said = pipe.read()
    return said if finished_well(pid) else None


def told(status: int) -> str:
    """How a process ended, in words."""
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.WEXITSTATUS(status)}"
