"""A website over a furnished house, and agents who are logged in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from foundation.passwords import CHEAP_PASSWORDS
from tests.houses import close
from web import create_app
from web.requests import Website


@pytest.fixture
def site(seeded_house, redis_server, redis) -> Iterator[Website]:
    site = create_app(replace(seeded_house.extensions["settings"], redis_url=redis_server.url))
    site.config.update(WTF_CSRF_ENABLED=False, **{CHEAP_PASSWORDS: True})
    yield site
    close(site)
