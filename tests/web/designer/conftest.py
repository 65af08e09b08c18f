"""A website with somebody who designs processes and administers the house, logged in."""

import pytest
from flask.testing import FlaskClient

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.desk.words import a_group
from tests.web.agent.conftest import site
from tests.web.browsing import logged_in, with_password

__all__ = ["site"]


@pytest.fixture
def dora(site) -> FlaskClient:
    with unit_of_work():
        chief = with_password(people.admin("dora"))
        house_permissions.grant(HousePermission.DESIGNER, to=chief, actor=SYSTEM)
        people.grant(Agent.named("dora"), a_group())
        people.customer_user("carla", of=people.customer())
    return logged_in(site, "dora")
