"""Who gets in where: each route has an entry in `routes/`, and whoever it does not name is turned away from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.house_permissions import HousePermission, grant
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.houses import close
from tests.web.browsing import logged_in, with_password
from tests.web.test_every_route import OF_EACH_KIND
from web import create_app
from web.admission import Admits, admitted
from web.requests import Website

ROUTES = Path(__file__).parent / "routes"
LETS_IN = {
    "stranger": {Admits.EVERYBODY},
    "agent": {Admits.EVERYBODY, Admits.READERS, Admits.AGENTS},
    "designer": {Admits.EVERYBODY, Admits.READERS, Admits.AGENTS, Admits.DESIGNERS},
    "administrator": {Admits.EVERYBODY, Admits.READERS, Admits.AGENTS, Admits.ADMINISTRATORS},
    "customer": {Admits.EVERYBODY, Admits.READERS, Admits.CUSTOMERS},
}


def entries() -> dict[tuple[str, str], Admits]:
    """Method and route -> whom the files say it is for."""
    found = {}
    for path in sorted(ROUTES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                method, route, whom = line.split(maxsplit=2)
                assert (method, route) not in found, f"{path.name} has {method} {route} a second time"
                found[method, route] = Admits[whom]
    return found


def routes(site: Website) -> dict[tuple[str, str], str]:
    """Method and route -> endpoint."""
    asked = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return {(method, rule.rule): rule.endpoint for rule in site.url_map.iter_rules() for method in (rule.methods or set()) & asked}


@pytest.fixture
def site(seeded_house, redis_server, redis) -> Iterator[Website]:
    from dataclasses import replace

    site = create_app(replace(seeded_house.extensions["settings"], redis_url=redis_server.url))
    site.config.update(WTF_CSRF_ENABLED=False, CHEAP_PASSWORDS=True)
    yield site
    close(site)


@pytest.fixture
def visitors(seeded_house, site) -> dict[str, FlaskClient]:
    with unit_of_work():
        for login in ("agent", "designer", "administrator"):
            with_password(people.agent(login))
        from desk.agents import Agent

        grant(HousePermission.DESIGNER, to=Agent.named("designer"), actor=SYSTEM)
        grant(HousePermission.ADMIN, to=Agent.named("administrator"), actor=SYSTEM)
        with_password(people.customer_user("customer", of=people.customer()))
    agents = {login: logged_in(site, login) for login in ("agent", "designer", "administrator")}
    return agents | {"customer": logged_in(site, "customer", portal=True), "stranger": site.test_client()}


def test_each_route_has_an_entry_that_says_what_it_does(site):
    with site.app_context():
        said = {key: admitted(endpoint) for key, endpoint in routes(site).items()}
    written = entries()
    lines = [
        f"{method} {route} {whom.name if whom else 'NOBODY'}"
        for (method, route), whom in sorted(said.items())
        if written.get((method, route)) != whom
    ]
    assert not lines, "these lines are missing in tests/web/routes/, or say something else there:\n" + "\n".join(lines)
    assert not set(written) - set(said), "these routes are gone"


def test_whoever_an_entry_does_not_name_is_turned_away(site, visitors):
    kinds = {kind: name for name, kind in site.url_map.converters.items() if name != "default"}
    adapter = site.url_map.bind("127.0.0.1")
    rules = {(method, rule.rule): rule for rule in site.url_map.iter_rules() for method in rule.methods or ()}
    for (method, route), whom in entries().items():
        rule = rules[method, route]
        values = {name: OF_EACH_KIND[kinds[type(converter)]] for name, converter in rule._converters.items()}
        path = adapter.build(rule.endpoint, values, method=method)
        for name, client in visitors.items():
            in_portal = route.startswith("/portal")
            if (name == "customer") != in_portal and name != "stranger":
                continue  # a session of the other side is none here
            if whom not in LETS_IN[name]:
                turned_away(client, method, path, name=name)


def turned_away(client: FlaskClient, method: str, path: str, *, name: str) -> None:
    with client.open(path, method=method) as answer:
        to_login = answer.status_code == 302 and "/login" in answer.headers["Location"]
        assert to_login if name == "stranger" else answer.status_code == 403, f"{method} {path} as {name}: {answer.status_code}"
    with client.open(path, method=method, headers={"Accept": "application/json"}) as answer:
        assert answer.status_code == (401 if name == "stranger" else 403)
