import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.supervisor import Child, Supervisor, fork

SOON = 5.0  # seconds


@pytest.fixture
def handlers():
    """As in a supervisor: a signal is noted, and ends nothing."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def sleeping() -> None:
    time.sleep(60)


def finishing(seconds: float, done: int) -> Callable[[], None]:
    """Needs so long for what it is in the middle of, then writes that it is done."""

    def act() -> None:
        try:
            time.sleep(60)
        finally:
            time.sleep(seconds)
            os.write(done, b"x")

    return act


def supervised(children: list[Child]) -> int:
    """The process of a supervisor, once all its children are there."""
    pid = fork(lambda: Supervisor(children).run(), name="supervisor")
    end = time.monotonic() + SOON
    while len(children_of(pid)) < len(children):
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.3)  # until they do what they are for
    return pid


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def stopped(pid: int, *, hurry: bool = False) -> float:
    """Seconds until it ended."""
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    if hurry:
        time.sleep(0.2)
        os.kill(pid, signal.SIGINT)
    os.waitpid(pid, 0)
    return time.monotonic() - began


def test_a_child_that_is_told_to_stop_at_once_does_so(handlers):
    for _ in range(30):
        pid = fork(sleeping, name="one that is told at once")
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + SOON
        while not os.waitpid(pid, os.WNOHANG)[0]:
            assert time.monotonic() < end
            time.sleep(0.001)


def test_those_of_one_stage_finish_side_by_side():
    here, there = os.pipe()
    pid = supervised([Child(f"worker {number}", finishing(1.0, there)) for number in range(4)])
    assert stopped(pid) < 3.0
    assert os.read(here, 10) == b"xxxx"


def test_a_later_stage_stops_when_the_earlier_one_has_ended():
    here, there = os.pipe()
    pid = supervised([Child("web", finishing(0.5, there)), Child("worker", finishing(0.5, there), stage=1)])
    assert 1.0 <= stopped(pid) < SOON
    assert os.read(here, 10) == b"xx"


def test_patience_has_an_end():
    here, there = os.pipe()
    pid = supervised([Child("stubborn", finishing(30.0, there), patience=0.5), Child("worker", finishing(0.1, there))])
    assert stopped(pid) < SOON
    assert os.read(here, 10) == b"x"


def test_a_second_signal_hurries():
    _, there = os.pipe()
    pid = supervised([Child("stubborn", finishing(30.0, there), patience=30.0)])
    assert stopped(pid, hurry=True) < SOON
