"""What is long has the room it needs: explanations leave their card, verbs stand in one row, rows of tables are cards on telephones."""

import pytest
from playwright.sync_api import Page, expect

from foundation.unit_of_work import unit_of_work
from processes import runner
from tests.browser.conftest import NARROW, WIDE, watched
from tests.browser.looking import log_in
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.ticket_factories import a_worker
from tests.web.browsing import with_password


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        with unit_of_work():
            with_password(people.admin("mara"))
        yield application


def test_the_arithmetic_of_a_clock_is_not_cut_by_its_card(browser, address):
    with watched(browser, address, size=WIDE) as at:
        log_in(at.page, "mara")
        at.page.goto("/styleguide")
        card = at.page.locator(".answers:has(.tip)").first
        expect(card).to_have_css("overflow", "clip")
        card.get_by_role("button", name="6 working hours left").hover()
        tip, around = card.get_by_role("tooltip").bounding_box(), card.bounding_box()
        assert tip
        assert around
        assert tip["y"] + tip["height"] > around["y"] + around["height"], "this one is long enough to be cut"
        expect(card).to_have_css("overflow", "visible")


def test_rows_of_tables_are_cards_on_telephones(browser, address):
    with watched(browser, address, size=NARROW) as at:
        log_in(at.page, "mara")
        for path in ("/admin/queue/", "/admin/state/", "/admin/audit"):
            at.page.goto(path)
            hidden = cut_off(at.page)
            assert not hidden, f"{path}: {hidden}"
            expect(at.page.locator(".table thead")).to_be_hidden()


def cut_off(page: Page) -> list[str]:
    """Cells that reach out of their table."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".table-scroll")].flatMap((box) => [...box.querySelectorAll("tbody :is(th, td)")]
            .filter((cell) => cell.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).map((cell) => cell.innerText))"""
    )
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_verbs_of_a_ticket_stand_in_one_row(browser, address, language):
    with unit_of_work():
        anna = with_password(a_worker("anna"))
        anna.change(language=language, actor=anna.actor)
        queue = a_queue("Support", group=a_group())
        number = runner.open_ticket(queue=queue, title="The screen stays black", actor=anna.actor, process_id="request").number
    with watched(browser, address, size=WIDE) as at:
        log_in(at.page, "anna")
        at.page.goto(f"/tickets/{number}")
        for toolbar in at.page.get_by_role("toolbar").all():
            assert (
                len(set(toolbar.evaluate("(bar) => [...bar.querySelectorAll('.button')].map((one) => one.getBoundingClientRect().top)")))
                == 1
            )
