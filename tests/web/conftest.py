"""A website on each database, with a real Redis, and a few pages of the tests' own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import text

from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from foundation.outbox import Message, put
from foundation.passwords import CHEAP_PASSWORDS
from foundation.settings import Settings
from foundation.ticks import Tick
from foundation.unit_of_work import unit_of_work
from tests.houses import close, settings_for
from tests.workers.conftest import redis, redis_server
from tests.workers.redis import RedisServer
from web import create_app
from web.admission import Admits, admits
from web.requests import Website, without_database

__all__ = ["redis", "redis_server"]
TOKEN = "a-token-for-tests-that-is-long-enough"
open_to_all = admits(Admits.EVERYBODY)
SECRET_OF_A_PAGE = "what nobody may read on an error page"


@pytest.fixture
def settings(house: Flask, redis_server: RedisServer, redis: Redis) -> Settings:
    found: Settings = house.extensions["settings"]
    return replace(found, redis_url=redis_server.url, metrics_token=TOKEN)


@pytest.fixture(scope="session")
def bare_settings(tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer) -> Settings:
    """For what has nothing to do with the database, which is empty here."""
    return settings_for(tmp_path_factory.mktemp("bare"), REDIS_URL=redis_server.url, METRICS_TOKEN=TOKEN)


@pytest.fixture(scope="session")
def bare_site(bare_settings: Settings) -> Iterator[Website]:
    with opened(bare_settings) as site:
        yield site


@pytest.fixture
def bare(bare_site: Website) -> FlaskClient:
    return bare_site.test_client()


@pytest.fixture
def website(settings: Settings) -> Iterator[Website]:
    with opened(settings) as site:
        yield site


@pytest.fixture
def client(website: Website) -> FlaskClient:
    return website.test_client()


class opened:  # noqa: N801 - reads as the block it opens
    """A website with the pages of the tests."""

    def __init__(self, settings: Settings, *, job_queues: tuple[str, ...] = ("steps",), checks_forgery: bool = False) -> None:
        self.site = create_app(settings, job_queues=job_queues)
        self.site.config.update(WTF_CSRF_ENABLED=checks_forgery, **{CHEAP_PASSWORDS: True})
        add_pages(self.site)

    def __enter__(self) -> Website:
        return self.site

    def __exit__(self, *_: object) -> None:
        close(self.site)


def add_pages(site: Website) -> None:
    errors = {
        "refused": Refused({"name": "This name is taken.", "email": "This is no address."}),
        "refused-whole": Refused("This cannot be."),
        "not-found": NotFound("There is no ticket 7."),
        "forbidden": Forbidden("You need note in the group users."),
        "conflict": Conflict("Somebody changed it meanwhile."),
        "unavailable": Unavailable("The database is away: connection to server at 10.1.2.3 failed"),
        "unexpected": ValueError(SECRET_OF_A_PAGE),
    }

    def raise_it(name: str) -> str:
        raise errors[name]

    def write() -> str:
        put("tests.nothing", [], job_queue="steps")
        if request.values.get("then") == "raise":
            raise Refused("Not like this.")
        return "written"

    def str_of(number: int) -> str:
        return str(number)

    site.add_url_rule("/raise/<name>", view_func=without_database(raise_it), endpoint="raise_it")
    write, look = open_to_all(write), open_to_all(lambda: str(db.session.scalar(text("SELECT 1"))))
    site.add_url_rule("/write", view_func=write, methods=["GET", "POST"], endpoint="write")
    site.add_url_rule("/look", view_func=look, endpoint="look")
    site.add_url_rule("/abort/<int:code>", view_func=without_database(abort), endpoint="abort_with")
    site.add_url_rule("/here", view_func=without_database(lambda: f"{request.remote_addr} {request.url}"), endpoint="here")
    site.add_url_rule("/somewhere/<int:number>/", view_func=without_database(str_of), endpoint="ticket")


def count_messages() -> int:
    """In the context of the house."""
    with unit_of_work(reads_only=True):
        return db.session.query(Message).count()


def let_schedule_tick() -> None:
    with unit_of_work():
        moment = now()
        tick = Tick(name="a sign of life", job_queue="steps", every_seconds=60, ran_slot=moment, ran_at=moment, enqueued_at=moment)
        db.session.add(tick)
