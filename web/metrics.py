"""`/metrics` for Prometheus: to this machine, and to whoever knows the token.

Requests are counted here as they are answered; all else is asked when somebody reads.
"""

import hmac
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from foundation import outbox
from foundation.application import settings
from foundation.clock import now
from foundation.deadlines import Question
from foundation.errors import Forbidden, HouseError
from foundation.health import SECONDS, Examination, State, job_queue_lengths, workers_alive
from foundation.unit_of_work import unit_of_work
from web.peers import comes_from_this_machine
from web.requests import Website, route, without_database

views = Blueprint("metrics", __name__)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})  # a stranger's words become no labels
LABELS = ("route", "method", "status")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
AWAY = (HouseError, SQLAlchemyError, RedisError, OSError)  # a deadline that passed is an OSError, too


class Metrics:
    """The figures of one application."""

    def __init__(self, website: Website, job_queues: tuple[str, ...]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("laufzettel_http_requests", "Requests answered.", LABELS, registry=self.registry)
        self.seconds = Histogram(
            "laufzettel_http_request_seconds", "How long answers took.", LABELS[:2], buckets=BUCKETS, registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(Figures(website, job_queues))

    def count(self, response: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        self.requests.labels(route(), method, response.status_code).inc()
        self.seconds.labels(route(), method).observe(time.perf_counter() - g.began)
        return response


class Figures(Collector):
    """What is asked when somebody reads; a part that is away has no figures."""

    def __init__(self, website: Website, job_queues: tuple[str, ...]) -> None:
        found = website.extensions["settings"]
        self._examination: Examination = website.extensions["examination"]
        self._website, self._job_queues = website, job_queues
        self._outbox = Question(self._ask_outbox, seconds=SECONDS)
        self._lengths = Question(lambda: job_queue_lengths(found), seconds=SECONDS)
        self._alive = Question(lambda: workers_alive(found), seconds=SECONDS)

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked when the collector is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        outbox_figures, lengths, alive = self._outbox.put(), self._lengths.put(), self._alive.put()
        up = GaugeMetricFamily("laufzettel_up", "Whether a part is right.", labels=["part"])
        for part in self._examination.parts():
            up.add_metric([part.name], float(part.state != State.WRONG))
        yield up
        with suppress(*AWAY):
            yield from told_of_outbox(outbox_figures())
        with suppress(*AWAY):
            yield by_job_queue("laufzettel_jobs_waiting", "Jobs in Redis.", dict.fromkeys(self._job_queues, 0) | lengths())
            yield by_job_queue("laufzettel_workers_alive", "Workers that live.", dict.fromkeys(self._job_queues, 0) | alive())

    def _ask_outbox(self) -> outbox.Figures:
        with self._website.app_context(), unit_of_work(reads_only=True):
            return outbox.figures()


def told_of_outbox(figures: outbox.Figures) -> Iterator[Metric]:
    counts = GaugeMetricFamily("laufzettel_outbox_messages", "Effects that are still to happen, or failed for good.", labels=["state"])
    for state in ("waiting", "handed_over", "given_up"):
        counts.add_metric([state], getattr(figures, state))
    yield counts
    late = max(0.0, (now() - figures.oldest_due_at).total_seconds()) if figures.oldest_due_at else 0.0
    yield GaugeMetricFamily("laufzettel_outbox_late_seconds", "How long the oldest waiting effect has been due.", value=late)


def by_job_queue(name: str, text: str, numbers: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["job_queue"])
    for job_queue, number in sorted(numbers.items()):
        family.add_metric([job_queue], number)
    return family


def register(website: Website, job_queues: tuple[str, ...]) -> None:
    website.extensions["metrics"] = metrics = Metrics(website, job_queues)
    website.after_request(metrics.count)


@views.get("/metrics")
@without_database
def show() -> ResponseReturnValue:
    """The figures.

    Raises:
        Forbidden: neither from this machine nor with the token.
    """
    if not (comes_from_this_machine() or knows_token()):
        raise Forbidden("Figures are told to this machine, and to whoever sends LAUFZETTEL_METRICS_TOKEN as bearer token.")
    metrics: Metrics = current_app.extensions["metrics"]
    return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def knows_token() -> bool:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    return token is not None and hmac.compare_digest(given, f"Bearer {token}".encode())
