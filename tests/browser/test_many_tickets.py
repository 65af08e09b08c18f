"""By keyboard alone: many tickets are selected, looked ahead at, changed and followed; and what the house has told is opened."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from redis import Redis

from desk.agents import Agent
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from notifications.inbox import InboxNote
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.web.browsing import with_password
from tests.workers.rounds import Rounds
from web.requests import Website


@pytest.fixture
def printer(site: Website) -> str:
    """The number of a ticket Anna works on and was told of; another one she may only read."""
    with unit_of_work():
        anna = a_worker("anna")
        with_password(anna)
        weak = people.group("weak")
        people.grant(anna, weak, "ro")
        a_ticket(title="Of others", queue=a_queue("Weak", group=weak))
        printer = a_ticket(title="Printer")
        note = InboxNote(agent_id=Agent.named("anna").id, ticket_id=printer.id, subject="Printer is late", body="Have a look.")
        db.session.add(note)
        return printer.number


@LOOKS
def test_many_tickets_are_changed_by_keyboard(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, printer: str, address: str, axe: str, redis: Redis, size: tuple[int, int], dark: bool
):
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        main = page.get_by_role("main")
        log_in(page, "anna")
        page.goto("/tickets?view=all")
        page.wait_for_load_state("networkidle")
        for key in "jxjx":
            page.keyboard.press(key)
        go_to(page.get_by_role("button", name="Change them"))
        hold(page, axe)
        page.keyboard.press("Enter")

        expect(main.get_by_role("heading", level=1)).to_have_text("Change many tickets")
        page.wait_for_load_state("networkidle")
        go_to(page.get_by_label("Priority"))
        page.keyboard.type("5")
        go_to(page.get_by_label("State"))
        page.keyboard.type("pending r")
        go_to(page.get_by_label("Until").first)
        page.get_by_label("Until").first.fill((now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
        hold(page, axe)
        press(page, "Look ahead")

        expect(main).to_contain_text("Not possible for 1 ticket")
        hold(page, axe)
        press(page, "Change 1 ticket")
        expect(main).to_contain_text("0 of 2")
        hold(page, axe)
        Rounds(redis).go_round()
        expect(main).to_contain_text("1 ticket could not be changed")
        hold(page, axe)

        page.goto("/tickets/bulk")
        expect(main).to_contain_text("Priority: 5 very high")
        hold(page, axe)
        page.goto(f"/tickets/{printer}")
        expect(main.locator("header").first).to_contain_text("pending reminder")


@LOOKS
def test_a_notice_is_opened_by_keyboard(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, printer: str, address: str, axe: str, size: tuple[int, int], dark: bool
):
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "anna")
        page.wait_for_load_state("networkidle")
        go_to(page.get_by_role("link", name="1 new notice"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/notices")
        expect(page.get_by_role("main")).to_contain_text("Printer is late")
        hold(page, axe)
        press(page, f"Open {printer}")
        page.wait_for_url(f"**/tickets/{printer}*")
        page.goto("/notices?unread=1")
        expect(page.get_by_role("main")).to_contain_text("You have read everything.")
        hold(page, axe)


def go_to(wanted: Locator) -> None:
    """Move the focus there as a keyboard does."""
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        wanted.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not lead to {wanted}")


def press(page: Page, name: str) -> None:
    go_to(page.get_by_role("button", name=name))
    page.keyboard.press("Enter")
