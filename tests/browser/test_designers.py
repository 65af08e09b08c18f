"""A designer's journey: what is wrong with a model is shown on it; a new version leaves running tickets alone until they are moved."""

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission, grant
from foundation.unit_of_work import unit_of_work
from processes import runner
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import as_file
from tests.web.browsing import with_password
from tests.web.designer.test_migrating import work
from web.requests import Website

START, OVER = node("startEvent", "asked"), node("endEvent", "over")
FIRST = process("loan", START, node("userTask", "lend"), OVER, flows("asked > lend > over"))
SECOND = process("loan", START, node("userTask", "lend"), node("userTask", "take_back"), OVER, flows("asked > lend > take_back > over"))
BAD = process("loan", START, node("userTask", "lend"), OVER, flows("asked > lend > nowhere", "lend > over"))


@pytest.fixture
def dora(site: Website) -> None:
    """She designs processes, and sees the tickets in Support."""
    with unit_of_work():
        with_password(people.agent("dora"))
        grant(HousePermission.DESIGNER, to=Agent.named("dora"), actor=SYSTEM)
        people.grant(Agent.named("dora"), a_group())


@LOOKS
@pytest.mark.usefixtures("dora")
def test_a_designer_brings_models_and_moves_running_tickets(browser: Browser, address: str, axe: str, size: tuple[int, int], dark: bool):
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "dora")

        upload(page, BAD)
        is_explained(page)
        at.expect_trouble("422")
        hold(page, axe)

        upload(page, FIRST, reason="Devices are lent")
        page.wait_for_url("**/loan/versions/1")
        is_told(page, "lend")
        hold(page, axe)
        page.get_by_role("button", name="Activate", exact=True).click()
        expect(page.get_by_role("link", name="Move tickets here")).to_be_visible()
        running = a_ticket()

        upload(page, SECOND, reason="Devices have to come back")
        page.wait_for_url("**/loan/versions/2")
        page.get_by_role("button", name="Activate", exact=True).click()
        expect(page.get_by_role("link", name="Move tickets here")).to_be_visible()
        runs(page, running, version=1)
        page.goto("/designer/processes/loan")
        expect(page.get_by_text("1 running ticket", exact=True)).to_have_count(1)
        expect(page.get_by_role("main")).to_contain_text("Devices have to come back")
        hold(page, axe)

        page.get_by_role("link", name="Move tickets here").click()
        expect(page.get_by_role("main")).to_contain_text("1 ticket runs another version")
        hold(page, axe)
        page.get_by_role("button", name="Look at them").click()
        page.wait_for_url("**/migrate/*")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        move = page.url
        work(move)
        expect(page.get_by_text("1 ticket fits")).to_be_visible()  # the page follows by itself
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        hold(page, axe)
        runs(page, running, version=1)  # it was only looked at
        page.goto(move)
        page.get_by_role("button", name="Move them").click()
        work(move)
        expect(page.get_by_text("1 ticket runs this version now")).to_be_visible()
        hold(page, axe)
        runs(page, running, version=2)
        page.goto("/designer/processes/loan/versions/2/migrate")
        expect(page.get_by_text("No ticket is left to move")).to_be_visible()
        hold(page, axe)
        page.goto("/designer/processes/loan/versions/2")
        expect(page.locator("diagram-box .djs-element").first).to_be_attached()
        expect(page.locator(".diagram-badge")).to_have_text(["1"])


def upload(page: Page, model: str, *, reason: str = "", group: str = "users") -> None:
    page.goto("/designer/upload")
    page.wait_for_load_state("networkidle")
    page.locator("input[type=file]").set_input_files({"name": "loan.bpmn", "mimeType": "application/xml", "buffer": as_file(model)})
    page.get_by_label("Works for").select_option(group)
    page.get_by_label("Why this version").fill(reason)
    page.get_by_role("button", name="Check and deploy").click()


def is_explained(page: Page) -> None:
    """On its diagram, and beside it in words that lead to the places in it."""
    expect(page.get_by_text("This model cannot run yet")).to_be_visible()
    box = page.locator("diagram-box")
    box.scroll_into_view_if_needed()
    wrong = box.locator(".djs-element.is-wrong")
    expect(wrong).to_have_count(1)
    expect(box.locator(".diagram-badge")).to_have_text(["!"])
    page.get_by_role("listitem").filter(has_text="nowhere").get_by_role("button").first.focus()
    expect(box.locator(".djs-element.is-pointed")).to_have_attribute("data-element-id", wrong.get_attribute("data-element-id") or "none")


def is_told(page: Page, step: str) -> None:
    """What a step is, when it is chosen on the diagram, or in its list by keyboard, which goes on from there."""
    shape = page.locator(f"diagram-box .djs-shape[data-element-id={step}]")
    expect(shape).to_have_css("cursor", "pointer")
    shape.click()
    card = page.locator("[data-shows-node-of] section")
    expect(card).to_be_focused()
    expect(card).to_contain_text("User task")
    page.locator("summary").filter(has_text="The diagram as a list").click()
    page.locator(".outline button").last.press("Enter")
    expect(card).to_contain_text("End event")
    expect(card).to_be_focused()


def a_ticket() -> str:
    with unit_of_work():
        return runner.open_ticket(queue=a_queue("Support"), title="A drill for the weekend", actor=SYSTEM, process_id="loan").number


def runs(page: Page, number: str, *, version: int) -> None:
    page.goto(f"/tickets/{number}")
    expect(page.locator("summary").filter(has_text="loan")).to_contain_text(f"version {version}")
