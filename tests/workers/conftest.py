"""A Redis server for the tests of workers, one per process that runs tests, empty at the start of each."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from foundation.db import db
from foundation.unit_of_work import unit_of_work
from tests.workers.redis import RedisServer


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    # Not in pytest's own folder: a socket's path may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def redis(redis_server: RedisServer) -> Iterator[Redis]:
    connection = Redis.from_url(redis_server.url)
    connection.flushall()
    yield connection
    connection.close()


@pytest.fixture
def effects(house: Flask) -> None:
    """A table that takes whatever is put into it, twice if it must."""
    with unit_of_work():
        db.session.execute(text("CREATE TABLE effect (number INTEGER)"))
