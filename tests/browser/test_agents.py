"""Agents at work: a repair is found, locked, checked; the keyboard suffices; who may not is told, and who collides loses nothing."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import definitions, runner
from processes.activities import IS_OPEN, Activity
from processes.deploying import shipped
from processes.running.answering import Input
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.web.browsing import with_password
from tests.web.portal.conftest import company, repairs
from web.requests import Website

__all__ = ["company", "repairs"]
TITLE = "Repair: Vacuum cleaner"
GIVEN = {"rma_article": "Vacuum cleaner", "rma_serial": "VC-20-0815", "rma_damage": "It sucks no more."}


@pytest.fixture
def repair(repairs: Website) -> str:
    """The number of a repair Carla asked for; Anna and Ben are of the repair desk, Eve may only read."""
    with unit_of_work():
        people.agent("anna")
        for login, groups in {"anna": ("users", "repair-desk"), "ben": ("repair-desk",)}.items():
            with_password(Agent.named(login))
            for name in groups:
                people.grant(Agent.named(login), a_group(name))
        with_password(people.agent("eve"))
        people.grant(Agent.named("eve"), a_group(), "ro")
        said = Input(dialog="report_damage", answers=GIVEN)
        return runner.open_by_dialog("repair_rma", given=said, actor=CustomerUser.named("carla").actor).number


def stands_at(page: Page, number: str, node: str) -> None:
    """Its diagram, unfolded, shows where the ticket is."""
    page.goto(f"/tickets/{number}")
    fold = page.locator("details[data-remembers=diagram]")
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    page.locator("diagram-box").scroll_into_view_if_needed()
    expect(page.locator(f".djs-shape.is-current[data-element-id={node}]")).to_be_in_viewport()


def check(page: Page, number: str, *, found: str) -> None:
    page.goto(f"/tickets/{number}")
    page.get_by_role("link", name="Check the device").first.click()
    page.wait_for_url("**/activities/**")
    page.wait_for_load_state("networkidle")  # its scripts have begun
    page.get_by_label("Finding").select_option(label="Beyond repair")
    page.get_by_label("What we found").fill(found)


@LOOKS
def test_a_repair_is_found_locked_and_checked(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, repair: str, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "anna")
        page.goto("/tickets?view=all")
        hold(page, axe)
        page.get_by_role("link", name=TITLE).click()
        page.wait_for_url(f"**/tickets/{repair}*")
        page.get_by_role("button", name="Lock", exact=True).click()
        expect(page.get_by_role("main").get_by_text("locked by", exact=False).first).to_be_visible()
        hold(page, axe)
        stands_at(page, repair, "check_device")
        hold(page, axe)
        for part in ("verbs/priority", "write/note"):
            page.goto(f"/tickets/{repair}/{part}")
            hold(page, axe)
        check(page, repair, found="The motor is burnt out.")
        hold(page, axe)
        page.get_by_role("button", name="Checked").click()
        expect(page.locator(".toast")).to_contain_text("Send the device back")
        stands_at(page, repair, "send_back")
        page.goto(f"/tickets/{repair}/history")
        hold(page, axe)
        expect(page.get_by_role("main")).to_contain_text("Check the device")


def test_the_keyboard_alone_leads_into_a_dialog(browser: Browser, repair: str, address: str) -> None:
    with watched(browser, address) as at:
        page = at.page
        log_in(page, "anna")
        page.goto("/tickets?view=all")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/tickets/{repair}*")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Control+k")
        page.keyboard.type("Check the dev")
        expect(page.get_by_role("option").filter(has_text="Check the device").first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/activities/**")


@LOOKS
def test_a_whole_number_is_taken_as_it_was_typed_and_merging_is_confirmed(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, repair: str, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with unit_of_work():
        other = runner.open_ticket(
            queue=a_queue("Support", group=a_group("repair-desk")), title="Same", actor=SYSTEM, process_id="request"
        ).number
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "anna")
        page.goto(f"/tickets/{other}/verbs/link")
        page.wait_for_load_state("networkidle")
        page.get_by_role("combobox", name="Number of the other ticket").fill("4711")
        page.get_by_role("button", name="Link", exact=True).click()
        expect(page.get_by_text("There is no such ticket").first).to_be_visible()
        at.expect_trouble("422")
        page.wait_for_load_state("networkidle")
        field = page.get_by_role("combobox", name="Number of the other ticket")
        expect(field).to_have_value("4711")
        field.fill(repair)
        page.get_by_role("button", name="Link", exact=True).click()
        expect(page.locator(".toast")).to_contain_text("Linked.")
        page.goto(f"/tickets/{other}/verbs/merge")
        page.wait_for_load_state("networkidle")
        hold(page, axe)
        page.get_by_role("combobox", name="Number of the other ticket").fill(repair)
        page.get_by_role("button", name="Next: see what happens").click()
        expect(page.get_by_text("This cannot be undone.")).to_be_visible()
        hold(page, axe)
        page.get_by_role("button", name="Merge into another ticket").click()
        page.wait_for_url(f"**/tickets/{repair}*")


def test_what_is_written_while_a_form_asks_for_its_fields_anew_stays(browser: Browser, repair: str, address: str) -> None:
    with watched(browser, address) as at:
        page = at.page
        log_in(page, "anna")
        held: list[Route] = []
        page.route("**/refresh", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers, which a built-in method does not bear
        with page.expect_request("**/refresh"):
            check(page, repair, found="Burnt")
        page.get_by_label("What we found").press_sequentially(" out.")
        with page.expect_response("**/refresh"):
            held[0].continue_()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_label("What we found")).to_have_value("Burnt out.")
        expect(page.get_by_label("What we found")).to_be_focused()


def test_who_is_overtaken_while_typing_keeps_every_word(browser: Browser, repair: str, address: str) -> None:
    with watched(browser, address) as at:
        page, note = at.page, at.page.locator("#dialog-overtaken")
        log_in(page, "anna")
        check(page, repair, found="Seen by Anna.")
        page.wait_for_load_state("networkidle")
        with unit_of_work():
            (activity_id,) = db.session.scalars(select(Activity.id).where(IS_OPEN))
            given = Input(dialog="finding", answers={"rma_finding": "beyond", "rma_diagnosis": "Seen by Ben."})
            runner.complete(activity_id, actor=Agent.named("ben").actor, given=given)
        with page.expect_response("**/draft"):
            page.get_by_label("What we found").press_sequentially(" It is dead.")
        expect(note).to_contain_text("Ben Anders closed this activity.")
        page.evaluate("document.querySelector('#dialog-overtaken').replaceChildren()")
        with page.expect_response("**/refresh"):
            page.get_by_label("Finding").select_option(index=1)
        expect(note).to_contain_text("Ben Anders closed this activity.")
        expect(page.get_by_label("What we found")).to_have_value("Seen by Anna. It is dead.")
        expect(page.get_by_label("Finding")).to_have_count(1)
        page.get_by_role("button", name="Checked").click()
        expect(page.get_by_role("main")).to_contain_text("What you wrote")
        expect(page.get_by_role("main")).to_contain_text("Seen by Anna. It is dead.")
        at.expect_trouble("409")


def test_a_request_told_by_phone_is_closed_by_its_own_button(browser: Browser, repair: str, address: str) -> None:
    with unit_of_work():
        a_queue("Support")
        definitions.activate(definitions.deploy(shipped.files_of("request"), actor=SYSTEM), actor=SYSTEM)
    with watched(browser, address) as at:
        page = at.page
        log_in(page, "anna")
        page.goto("/start/request/request_told/take_down")
        page.wait_for_load_state("networkidle")
        page.get_by_role("combobox", name="Customer").fill("caller@example.com")
        page.get_by_label("Title").fill("No paper")
        page.get_by_label("Queue").select_option("Support")
        page.get_by_label("Text").fill("It ran out.")
        page.get_by_role("button", name="Create").click()
        expect(page.locator(".toast")).to_contain_text("Now with the team of Support: Work on the request")
        page.locator("a[href$='/finish']").first.click()
        page.wait_for_url("**/finish")
        page.get_by_role("main").get_by_role("button", name="Close").click()
        page.wait_for_url(re.compile(r"/tickets/\d+$"))
        expect(page.get_by_role("main")).to_contain_text("closed successful")


def test_a_whole_page_never_takes_the_place_of_a_part(browser: Browser, repair: str, address: str) -> None:
    with watched(browser, address) as at:
        page = at.page
        log_in(page, "anna")
        whole = "<!doctype html><h1 data-error-title>Trouble.</h1>"
        page.route("**/refresh", lambda route: route.fulfill(status=409, content_type="text/html", body=whole))
        check(page, repair, found="Seen by Anna.")
        expect(page.locator(".toast")).to_contain_text("Trouble.")
        expect(page.get_by_label("What we found")).to_have_value("Seen by Anna.")
        at.expect_trouble("409")


def test_who_may_not_sees_no_step_and_two_who_collide_lose_nothing(browser: Browser, repair: str, address: str) -> None:
    with watched(browser, address) as first, watched(browser, address) as second, watched(browser, address) as third:
        for at, login in ((first, "anna"), (second, "ben"), (third, "eve")):
            log_in(at.page, login)
        third.page.goto(f"/tickets/{repair}")
        expect(third.page.get_by_role("link", name="Check the device")).to_have_count(0)
        for at in (first, second):
            check(at.page, repair, found=f"Seen by {'Anna' if at is first else 'Ben'}.")
        first.page.get_by_role("button", name="Checked").click()
        expect(first.page.locator(".toast")).to_be_visible()
        second.page.get_by_role("button", name="Checked").click()
        expect(second.page.get_by_text("Somebody was faster")).to_be_visible()
        expect(second.page.get_by_text("Seen by Ben.").first).to_be_visible()
        second.expect_trouble("409")


@LOOKS
def test_a_view_is_saved_and_renamed_without_losing_a_name_that_is_taken(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, repair: str, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "anna")
        for name in ("Devices", "Repairs of today"):
            page.goto("/tickets?view=all&queue=Repairs")
            page.get_by_role("button", name="Save as a view").click()
            page.get_by_label("Name of the view").fill(name)
            page.get_by_role("button", name="Save", exact=True).click()
            expect(page.get_by_role("heading", name=name)).to_be_visible()
        saved_at = page.url
        page.get_by_role("button", name="Rename").click()
        asked = page.get_by_role("dialog")
        expect(asked.get_by_label("Name of the view")).to_have_value("Repairs of today")
        asked.get_by_label("Name of the view").fill("Devices")
        asked.get_by_role("button", name="Rename").click()
        expect(page.get_by_text("You have another view with the name")).to_be_visible()
        at.expect_trouble("422")
        expect(page.get_by_label("Name of the view")).to_have_value("Devices")
        hold(page, axe)
        page.get_by_label("Name of the view").fill("Broken devices")
        page.get_by_role("button", name="Rename").click()
        expect(page.get_by_role("heading", name="Broken devices")).to_be_visible()
        assert page.url == saved_at


@LOOKS
def test_what_is_split_off_for_a_process_is_asked_for_and_given_back_where_the_right_is_gone(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, repair: str, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with unit_of_work():
        note = NewArticle("The second one", "The other one smells, too.")
        Ticket.numbered(repair).add_article(note, actor=SYSTEM)
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "anna")
        page.goto(f"/tickets/{repair}/verbs/split?article=2")
        page.get_by_label("Queue").select_option("Repairs")
        page.get_by_label("Process", exact=True).select_option("repair_rma")
        page.get_by_role("button", name="Split off as a new ticket").click()
        page.wait_for_url("**/split/2/repair_rma/**")
        expect(page.get_by_text("The other one smells, too.")).to_be_visible()
        hold(page, axe)
        for label, said in (("Article", "Vacuum cleaner"), ("Serial number", "VC-20-0816"), ("What is broken", "It smells.")):
            page.get_by_label(label).fill(said)
        with unit_of_work():
            for name in ("users", "repair-desk"):
                a_group(name).revoke("rw", to=Agent.named("anna"), actor=SYSTEM)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("heading", name="You may not see this any more.")).to_be_visible()
        at.expect_trouble("404")
        expect(page.get_by_text("It smells.")).to_be_visible()
        hold(page, axe)
        with unit_of_work():
            for name in ("users", "repair-desk"):
                people.grant(Agent.named("anna"), a_group(name))
        page.go_back()
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text("The other one smells, too.")).to_be_visible()
        expect(page.get_by_role("heading", name="The second one")).to_be_visible()
