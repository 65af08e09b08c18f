"""Eight processes that all write to one SQLite database for thirty seconds: nobody may be told that it is locked.

Each transaction reads a row and writes another value to it, as a small step of a ticket does, by the house's own unit of work.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from sqlalchemy import text

from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.db import db
from foundation.errors import HouseError
from foundation.unit_of_work import in_unit_of_work
from tests.houses import close, settings_for

WRITERS = 8
SECONDS = 30.0


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        house = make_application(settings_for(Path(folder)))
        with house.app_context():
            in_unit_of_work(prepare)
        close(house)
        forking = multiprocessing.get_context("fork")
        with forking.Pool(WRITERS) as pool:
            results = pool.map(write_for_a_while, [folder] * WRITERS, chunksize=1)
    waits = sorted(wait for _, waited in results for wait in waited)
    failures = sum(failed for failed, _ in results)
    writers = f"SQLite, {WRITERS} writing processes"
    return [
        Figure(what=f"{writers}: transactions", value=len(waits) / SECONDS, unit="/s", target=200, more_is_better=True),
        Figure(what=f"{writers}: callers told that it is locked", value=failures, target=0),
        Figure(what=f"{writers}: median transaction", value=median(waits) * 1000, unit="ms"),
        Figure(what=f"{writers}: longest transaction", value=waits[-1] * 1000, unit="ms"),
    ]


def prepare() -> None:
    db.session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
    db.session.execute(text("INSERT INTO counter (id, value) VALUES (1, 0)"))


def write_for_a_while(folder: str) -> tuple[int, list[float]]:
    """How many transactions failed, and the seconds each of the others took."""
    failed, waited = 0, []
    house = make_application(settings_for(Path(folder)))
    with house.app_context():
        end = time.perf_counter() + SECONDS
        while (begin := time.perf_counter()) < end:
            try:
                in_unit_of_work(count_up)
                waited.append(time.perf_counter() - begin)
            except HouseError as error:
                print(f"process {os.getpid()}: {error}", file=sys.stderr)
                failed += 1
    return failed, waited


def count_up() -> None:
    value = db.session.scalar(text("SELECT value FROM counter"))
    db.session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})
