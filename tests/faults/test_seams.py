"""A worker that dies between any two statements: whoever comes next brings the message to its end, and its effects happen once.

What random kills hit by luck is gone through here one by one: the process dies before and after its first statement, before and after its
second one, before its commit, and so on, until it has come through.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.faults.dying import died
from tests.workers import jobs
from workers import Job, run_message
from workers.outbox import take

MOST_SEAMS = 60


@pytest.fixture
def received(house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with unit_of_work():
        db.session.execute(text("CREATE TABLE effect (number INTEGER)"))
    path = tmp_path / "received"
    path.touch()
    monkeypatch.setenv(jobs.RECEIVED, str(path))
    return path


def handed_over(job: Job, number: int) -> str:
    with unit_of_work():
        message_id = job.enqueue(number)
    in_unit_of_work(lambda: take(now()))
    return str(message_id)


def effects(number: int) -> int:
    with unit_of_work(reads_only=True):
        return jobs.effects().count(number)


def left() -> int:
    with unit_of_work(reads_only=True):
        return db.session.query(Message).count()


def run_and_die(message_id: str, *, seam: int) -> bool:
    """Run a message in a process of its own that dies at that seam; whether it came that far."""
    return died(partial(run_message, message_id, 1), seam=seam)


def test_effects_in_the_database_happen_once_wherever_the_worker_dies(received: Path):
    for seam in range(1, MOST_SEAMS):
        message_id = handed_over(jobs.write, seam)
        died = run_and_die(message_id, seam=seam)
        run_message(message_id, 2)
        assert effects(seam) == 1, f"seam {seam}"
        assert left() == 0, f"seam {seam}"
        if not died:
            break
    assert 5 < seam < MOST_SEAMS - 1


def test_reaching_out_has_one_key_and_one_answer_wherever_the_worker_dies(received: Path):
    for seam in range(1, MOST_SEAMS):
        message_id = handed_over(jobs.append_outside, seam)
        died = run_and_die(message_id, seam=seam)
        with moved_to(now() + timedelta(seconds=31)):
            run_message(message_id, 2)
        deliveries = [line for line in received.read_text().splitlines() if line.startswith(f"{seam} ")]
        assert deliveries in ([f"{seam} {message_id}"], [f"{seam} {message_id}"] * 2), f"seam {seam}"
        assert effects(seam) == 1, f"seam {seam}"
        assert left() == 0, f"seam {seam}"
        if not died:
            break
    assert 10 < seam < MOST_SEAMS - 1
