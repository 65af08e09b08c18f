"""The outbox: how fast the relay hands messages over to Redis, and how fast a worker of steps then does them.

On both databases, PostgreSQL with the settings it ships with (each commit reaches the disk). The jobs change nothing, so that the figures
are those of the outbox.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis

from benchmarks.figures import Figure
from foundation.application import make_application
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work
from tests.houses import close, furnish, settings_for
from tests.postgresql import Server
from tests.workers.redis import RedisServer
from workers.housekeeping import give_a_sign
from workers.job_queues import SERIALIZER, rq_queue
from workers.outbox import Relay
from workers.worker import StepWorker

ROWS = 10_000
DONE = 1_000
THOUSAND = 1_000


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory(prefix="laufzettel-bench-") as folder:
        redis_server = RedisServer(Path(folder) / "redis")
        redis_server.start()
        server = Server(settings=("timezone=UTC",))
        try:
            figures = figures_for("SQLite", settings_for(Path(folder)), redis_server)
            return figures + figures_for("PostgreSQL", settings_for(Path(folder), server.database()), redis_server)
        finally:
            server.stop()
            redis_server.kill()


def figures_for(database: str, settings: Settings, redis_server: RedisServer) -> list[Figure]:
    """Put, hand over, do."""
    application = make_application(settings)
    furnish(application)
    connection = Redis.from_url(redis_server.url)
    connection.flushall()
    with application.app_context():
        put = seconds(lambda: [in_unit_of_work(put_a_thousand) for _ in range(ROWS // THOUSAND)])
        relay = Relay(connection)
        handed_over = seconds(lambda: hand_over_all(relay))
        worker = StepWorker([rq_queue("background", connection)], connection=connection, serializer=SERIALIZER)
        done = seconds(lambda: worker.work(burst=True, max_jobs=DONE, logging_level="ERROR"))
    close(application)
    connection.close()
    return [
        figure(f"relay, 1,000 rows ({database})", handed_over, ROWS, target=1000.0),
        figure(f"putting 1,000 rows in one unit of work ({database})", put, ROWS),
        figure(f"a worker of steps does 1,000 jobs ({database})", done, DONE),
    ]


def put_a_thousand() -> None:
    for _ in range(THOUSAND):
        give_a_sign.enqueue()


def hand_over_all(relay: Relay) -> None:
    moved = 0
    while batch := relay.hand_over():
        moved += batch
    assert moved == ROWS


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def figure(what: str, taken: float, rows: int, *, target: float | None = None) -> Figure:
    """Milliseconds per thousand."""
    details = {"rows": rows, "seconds": round(taken, 3), "rows_per_second": round(rows / taken)}
    return Figure(what=what, value=taken / rows * THOUSAND * 1000, unit="ms", target=target, details=details)
