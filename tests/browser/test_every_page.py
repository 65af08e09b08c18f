"""Each page that has an address of its own, as whom it is for: no error, nobody kept out, nothing wider than a telephone."""

import pytest
from playwright.sync_api import Page

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission, grant
from foundation.unit_of_work import unit_of_work
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import barriers, log_in, overhang
from tests.desk import people
from tests.web.browsing import with_password
from web.requests import Website

ELSEWHERE = {"/", "/styleguide", "/styleguide/panes"}  # leads on; looked at in test_styleguide.py


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        yield application


@pytest.fixture
def everybody(seeded_house) -> None:
    """Somebody who may enter every page of agents, and a customer."""
    with unit_of_work():
        with_password(people.agent("mara"))
        for permission in (HousePermission.DESIGNER, HousePermission.ADMIN):
            grant(permission, to=Agent.named("mara"), actor=SYSTEM)
        with_password(people.customer_user("carla", of=people.customer()))


def addresses(site: Website, *, portal: bool) -> list[str]:
    """Of all pages that need no number or name of a record."""
    rules = [rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    found = {rule.rule for rule in rules if rule.rule.startswith("/portal") == portal}
    return sorted(found - ELSEWHERE)


def is_page(page: Page, address: str) -> bool:
    answer = page.request.get(address, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text()


@pytest.mark.parametrize("login, portal", [("mara", False), ("carla", True)], ids=["agents", "portal"])
@LOOKS
@pytest.mark.usefixtures("everybody")
def test_each_page_can_be_used_by_everybody(browser, site, address, axe, login, portal, size, dark):  # noqa: PLR0917 - fixtures and cases
    wrong, seen = [], 0
    with watched(browser, address, size=size, dark=dark) as at:
        log_in(at.page, login, portal=portal)
        at.troubles.clear()  # where the login leads to is looked at below
        for path in addresses(site, portal=portal):
            if not is_page(at.page, path):
                continue
            seen += 1
            at.page.goto(path)
            at.page.wait_for_load_state("networkidle")
            wrong += [f"{path}: {barrier}" for barrier in barriers(at.page, axe)]
            if overhang(at.page) > 0:
                wrong.append(f"{path} is {overhang(at.page)} pixels too wide")
    assert not wrong, "\n".join(wrong)
    assert seen > 1
