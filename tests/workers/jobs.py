"""Jobs for tests: each does one thing that can be counted."""

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


@job("background", outside=True, timeout=5, lease=10, then=answered)
def reach_out(number: int, *, key: str) -> str:
    received.append((number, key))
    return "thanks"


@job("background", outside=True, retry=Retry(max=1, interval=1))
def reach_nobody(number: int, *, key: str) -> NoReturn:
    received.append((number, key))
    raise ConnectionError("Nobody is there.\nReally nobody.")
