"""Jobs for tests: each does one thing that can be counted."""

import os
import signal
import time
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import NoReturn

from rq import Retry
from sqlalchemy import text

from foundation.db import db
from foundation.errors import Refused
from workers import job

received: list[tuple[int, str]] = []
answers: list[tuple[str, int]] = []


def effects() -> list[int]:
    """What was written so far."""
    return list(db.session.scalars(text("SELECT number FROM effect ORDER BY number")))


@job("steps")
def write(number: int) -> None:
    db.session.execute(text("INSERT INTO effect (number) VALUES (:number)"), {"number": number})


@job("steps", retry=Retry(max=2, interval=[10, 60]))
def write_and_fail(number: int) -> NoReturn:
    db.session.execute(text("INSERT INTO effect (number) VALUES (:number)"), {"number": number})
    raise Refused("This is never right.")


@job("steps")
def write_and_enqueue(number: int) -> None:
    db.session.execute(text("INSERT INTO effect (number) VALUES (:number)"), {"number": number})
    write.enqueue(number + 1)


def answered(result: str, number: int) -> None:
    answers.append((result, number))
    db.session.execute(text("INSERT INTO effect (number) VALUES (:number)"), {"number": number})


meanwhile: list[Callable[[], object]] = []  # what happens while somebody reaches out, once each


@job("background", outside=True, timeout=5, then=answered)
def reach_out(number: int, *, key: str) -> str:
    received.append((number, key))
    if meanwhile:
        meanwhile.pop()()
    return "thanks"


RECEIVED = "RECEIVED_FOR_TESTS"  # path of a file


def noted(_result: None, number: int) -> None:
    write(number)


@job("background", outside=True, timeout=5, then=noted)
def append_outside(number: int, *, key: str) -> None:
    with Path(os.environ[RECEIVED]).open("a", encoding="ascii") as file:
        file.write(f"{number} {key}\n")


SECONDS_OUTSIDE = 4  # more than a lease at the pace of tests


def append_slowly(number: int, key: str) -> None:
    """Tell that it began, by whom, and that it ended; only the first one takes long."""
    path = Path(os.environ[RECEIVED])
    is_first = not path.exists()
    for moment in ("begun", "ended"):
        with path.open("a", encoding="ascii") as file:
            file.write(f"{moment} {number} {os.getpid()} {key}\n")
        time.sleep(SECONDS_OUTSIDE if is_first and moment == "begun" else 0)


@job("steps", outside=True, timeout=20, then=noted)
def append_slowly_from_steps(number: int, *, key: str) -> None:
    append_slowly(number, key)


@job("background", outside=True, timeout=20, then=noted)
def append_slowly_from_background(number: int, *, key: str) -> None:
    append_slowly(number, key)


@job("background", outside=True, retry=Retry(max=1, interval=1))
def reach_nobody(number: int, *, key: str) -> NoReturn:
    received.append((number, key))
    raise ConnectionError("Nobody is there.\nReally nobody.")


@job("steps")
def note_tick() -> None:
    """Keep the slot that ran before this one: were a slot run twice, two would have run after the same one."""
    db.session.execute(text("INSERT INTO tick_noted (slot_before) SELECT coalesce(ran_slot, known_since) FROM schedule_tick"))


@job("background", outside=True)
def tell_somebody(*, key: str) -> None:
    received.append((0, key))


@job("steps")
def break_something() -> NoReturn:
    raise Refused("Something is broken.")


@job("background")
def write_in_background(number: int) -> None:
    write(number)


@job("steps")
def write_after_a_while(number: int) -> None:
    time.sleep(1)
    write(number)


@job("background")
def write_in_background_after_a_while(number: int) -> None:
    time.sleep(1)
    write(number)


@job("background", retry=Retry(max=1, interval=1))
def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# ------------------------------------------------------------------------------------------------------ jobs to be killed
PERSISTENT = Retry(max=40, interval=1)
RECEIVER = "RECEIVER_FOR_TESTS"  # host:port of who counts


@job("steps", retry=PERSISTENT)
def write_slowly(number: int) -> None:
    """Leave a while in which a kill hits between the effect and its commit."""
    db.session.execute(text("INSERT INTO effect (number) VALUES (:number)"), {"number": number})
    time.sleep(0.002)


def deliver(number: int, key: str) -> None:
    connection = HTTPConnection(os.environ[RECEIVER], timeout=5)
    try:
        connection.request("POST", f"/{number}", headers={"Idempotency-Key": key})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        raise ConnectionError(f"The receiver said {status}.")


def delivered(_result: None, number: int) -> None:
    db.session.execute(text("INSERT INTO answer (number) VALUES (:number)"), {"number": number})


@job("steps", retry=PERSISTENT, outside=True, timeout=5, then=delivered)
def deliver_from_steps(number: int, *, key: str) -> None:
    deliver(number, key)


@job("background", retry=PERSISTENT, outside=True, timeout=5, then=delivered)
def deliver_from_background(number: int, *, key: str) -> None:
    deliver(number, key)
