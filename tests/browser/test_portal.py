"""A customer's journey: a repair is started with a photo, followed on its track, its offer accepted, and a word said to the house."""

from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.web.portal.conftest import company, repairs
from tests.web.portal.requests import let_the_house
from web.requests import Website

__all__ = ["company", "repairs"]
PNG = bytes.fromhex("89504e470d0a1a0a")


@LOOKS
def test_a_repair_from_the_photo_to_the_accepted_offer(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, repairs: Website, address: str, axe: str, size: tuple[int, int], dark: bool
) -> None:
    with watched(browser, address, size=size, dark=dark) as at:
        page = at.page
        log_in(page, "carla", portal=True)
        page.get_by_role("link", name="Have a device repaired").click()
        hold(page, axe)
        page.get_by_label("Article").fill("Vacuum cleaner")
        page.get_by_label("Serial number").fill("VC-20-0815")
        page.get_by_label("What is broken").fill("It sucks no more.")
        held: list[Route] = []
        page.route("**/portal/uploads", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers, which a built-in method does not bear
        with page.expect_request("**/portal/uploads"):
            page.locator("input[type=file]").set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": PNG})
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#announcements")).to_contain_text("photo.png is on its way")
        held[0].continue_()  # the form waited for its file

        expect(page.get_by_role("heading", level=1)).to_contain_text("Repair: Vacuum cleaner")
        number = page.url.rpartition("/")[2]
        expect(page.locator(".toast")).to_contain_text(number)
        expect(page.locator("[aria-current=step]")).to_have_text("Being checked")
        hold(page, axe)
        with page.expect_download() as download:
            page.get_by_role("link", name="photo.png").click()
        assert download.value.path().read_bytes() == PNG

        let_the_house(number, "finding", rma_finding="paid", rma_diagnosis="The motor is burnt out.")
        let_the_house(number, "pricing", rma_price="89.50")
        page.goto("/portal/")
        hold(page, axe)
        page.get_by_role("link", name="Answer the offer").click()
        hold(page, axe)
        page.get_by_label("Answer to the offer").select_option(label="Repair it")
        page.get_by_role("button", name="Answer").click()
        expect(page.locator("[aria-current=step]")).to_have_text("In repair")

        page.get_by_label("Your message").fill("Please hurry.")
        expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept")
        page.reload()
        expect(page.get_by_label("Your message")).to_have_value("Please hurry.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".timeline")).to_contain_text("Please hurry.")
        page.goto("/portal/tickets?whose=company")
        hold(page, axe)
        page.get_by_role("searchbox").fill("hurry")
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("link", name="Repair: Vacuum cleaner").click()
        page.get_by_role("link", name="Close this request").click()
        hold(page, axe)
        page.get_by_role("button", name="Close it").click()
        expect(page.get_by_text("If you write, it is opened again.")).to_be_visible()
        hold(page, axe)
