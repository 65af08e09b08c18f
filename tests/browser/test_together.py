"""Several people at one ticket: answers are undone in time, others are seen, and what is new comes without touching what is typed."""

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.agents import Agent
from foundation.unit_of_work import unit_of_work
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.desk import people
from tests.desk.words import a_group
from tests.web.agent.leaving import let_all_go
from tests.web.browsing import with_password
from tests.web.portal.conftest import company
from tests.web.portal.requests import a_request
from tests.web.portal.test_requests import write
from web.requests import Website

__all__ = ["company"]
SECONDS_BETWEEN = 16  # more than there are between two questions of a page


@pytest.fixture
def number(company: Website) -> str:
    """A request of Carla's; Anna and Ben may work on it."""
    with unit_of_work():
        with_password(people.agent("anna", first_name="Anna", last_name="Anders"))
        people.grant(Agent.named("anna"), a_group())
        with_password(Agent.named("ben"))
    return a_request()


def wait(page: Page) -> None:
    """Let the time pass after which a page asks what is new."""
    page.clock.run_for(SECONDS_BETWEEN * 1000)


@LOOKS
def test_an_answer_is_undone_and_leaves_the_second_time(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, number: str, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        page.clock.install()
        log_in(page, "anna")
        page.goto(f"/tickets/{number}/write/answer")
        page.wait_for_load_state("networkidle")
        page.get_by_label("Text").fill("Try the switch.")
        page.get_by_role("button", name="Send").click()
        page.wait_for_url(f"**/tickets/{number}")
        expect(page.locator("#leaving")).to_contain_text("Your answer to carla@example.com leaves")
        hold(page, axe)
        page.get_by_role("button", name="Undo").click()
        page.wait_for_url("**/write/answer")
        expect(page.get_by_label("Text")).to_have_value("Try the switch.")
        hold(page, axe)
        page.get_by_role("button", name="Send").click()
        page.wait_for_url(f"**/tickets/{number}")
        page.wait_for_load_state("networkidle")
        let_all_go()
        wait(page)
        expect(page.locator("#timeline")).to_contain_text("Try the switch.")
        expect(page.locator(".toast")).to_contain_text("Sent.")
        expect(page.locator("#leaving .alert")).to_have_count(0)
        assert at.troubles == []


def test_two_agents_see_each_other_and_what_the_other_did(browser: Browser, number: str, address: str, axe: str) -> None:
    with watched(browser, address) as hers, watched(browser, address) as his:
        anna, ben = hers.page, his.page
        anna.clock.install()
        log_in(anna, "anna")
        log_in(ben, "ben")
        ben.goto(f"/tickets/{number}/write/note")
        ben.wait_for_load_state("networkidle")
        anna.goto(f"/tickets/{number}")
        around = anna.locator("#around")
        expect(around).to_contain_text("Ben Anders is writing a note")
        hold(anna, axe)
        ben.get_by_label("Text").fill("It is the fuse.")
        ben.get_by_role("button", name="Write it down").click()
        ben.wait_for_url(f"**/tickets/{number}")
        wait(anna)
        around.get_by_role("link", name="1 new – show").click()
        expect(anna.locator("#timeline")).to_contain_text("It is the fuse.")
        expect(anna.locator("#ticket h1")).to_be_focused()
        expect(anna.locator("#around")).to_contain_text("Ben Anders is looking at this")
        expect(anna.locator("#around").get_by_role("link")).to_have_count(0)
        assert (hers.troubles, his.troubles) == ([], [])


def test_a_customer_goes_on_typing_while_an_answer_comes(browser: Browser, number: str, address: str, axe: str) -> None:
    with watched(browser, address, size=(390, 844)) as at:
        page = at.page
        page.clock.install()
        log_in(page, "carla", portal=True)
        page.goto(f"/portal/tickets/{number}")
        page.wait_for_load_state("networkidle")
        page.get_by_label("Your message").fill("I have tried")
        write(number, subject="A plan", body="It comes tomorrow.", visible_to_customer=True)
        wait(page)
        page.get_by_role("link", name="1 new – show").click()
        expect(page.locator("#request")).to_contain_text("It comes tomorrow.")
        expect(page.locator("#request .timeline > :last-child")).to_be_focused()
        expect(page.get_by_label("Your message")).to_have_value("I have tried")
        hold(page, axe)
        assert at.troubles == []
