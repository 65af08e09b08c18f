"""Every component: no error, nothing against the policy of contents, nobody kept out, in both modes and at both widths."""

import pytest

from foundation.unit_of_work import unit_of_work
from tests.browser.conftest import NARROW, WIDE, watched
from tests.browser.looking import barriers, log_in, overhang
from tests.desk import people
from tests.web.browsing import with_password

OF_STRANGERS = ["/login", "/nowhere"]
PAGES = ["/styleguide", "/styleguide/panes?shows=list", "/styleguide/panes?shows=detail"]
SMALLEST = (360, 740)


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        with unit_of_work():
            with_password(people.agent("mara"))
        yield application


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_wrong_with_any_component(browser, address, axe, size, dark):
    with watched(browser, address, size=size, dark=dark) as at:
        look_at(at.page, OF_STRANGERS, axe)
        log_in(at.page, "mara")
        look_at(at.page, PAGES, axe)
        at.expect_trouble("/nowhere")  # a page that is not there says so in the console


def test_no_page_is_wider_than_the_smallest_window(browser, address):
    with watched(browser, address, size=SMALLEST) as at:
        log_in(at.page, "mara")
        for path in PAGES:
            at.page.goto(path)
            assert overhang(at.page) <= 0, path


def look_at(page, paths, axe):
    for path in paths:
        page.goto(path)
        show_diagrams(page)
        page.wait_for_load_state("networkidle")
        found = barriers(page, axe)
        assert not found, f"{path}\n" + "\n".join(found)
        assert overhang(page) <= 0, path


def show_diagrams(page):
    """They are loaded when somebody comes to see them."""
    for box in page.locator("diagram-box").all():
        box.scroll_into_view_if_needed()
        box.locator(".djs-element").first.wait_for()
        assert box.locator(".is-current").count() == 1
        assert box.locator(".bjs-powered-by").is_visible()
