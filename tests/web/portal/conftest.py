"""A website over a house that repairs things, with customers of two companies and somebody who works there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from foundation.passwords import CHEAP_PASSWORDS
from foundation.unit_of_work import unit_of_work
from processes import definitions
from processes.deploying import shipped
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.houses import close
from tests.processes.ticket_factories import a_worker
from tests.web.browsing import logged_in, with_password
from web import create_app
from web.requests import Website


@pytest.fixture
def site(seeded_house, redis_server, redis) -> Iterator[Website]:
    site = create_app(replace(seeded_house.extensions["settings"], redis_url=redis_server.url))
    site.config.update(WTF_CSRF_ENABLED=False, **{CHEAP_PASSWORDS: True})
    yield site
    close(site)


@pytest.fixture
def company(site: Website) -> Website:
    """Carla and her colleague Carl of ACME, Zoe of another company, Ben of the house."""
    with unit_of_work():
        acme = people.customer()
        for login, employer in (("carla", acme), ("carl", acme), ("zoe", people.customer("Other"))):
            with_password(people.customer_user(login, of=employer))
        a_worker("ben")
    return site


@pytest.fixture
def repairs(company: Website) -> Website:
    """The same with the shipped process of repairs."""
    with unit_of_work():
        a_queue("Repairs")
        for name in ("repair-desk", "workshop", "supervisors"):
            a_group(name)
        definitions.activate(definitions.deploy(shipped.files_of("repair_rma"), actor=SYSTEM), actor=SYSTEM)
    return company


@pytest.fixture
def carla(company: Website) -> FlaskClient:
    return logged_in(company, "carla", portal=True)
