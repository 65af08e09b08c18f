"""Every component: no error, nothing against the policy of contents, nobody kept out, in both modes and at both widths."""

import pytest

from tests.browser.conftest import NARROW, WIDE, watched
from tests.browser.looking import barriers, overhang

PAGES = ["/styleguide", "/styleguide/panes?shows=list", "/styleguide/panes?shows=detail", "/login", "/nowhere"]
SMALLEST = (360, 740)


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        yield application


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_wrong_with_any_component(browser, address, axe, size, dark):
    with watched(browser, address, size=size, dark=dark) as at:
        for path in PAGES:
            at.page.goto(path)
            show_diagrams(at.page)
            at.page.wait_for_load_state("networkidle")
            found = barriers(at.page, axe)
            assert not found, f"{path}\n" + "\n".join(found)
            assert overhang(at.page) <= 0, path
        at.expect_trouble("/nowhere")  # a page that is not there says so in the console


def test_no_page_is_wider_than_the_smallest_window(browser, address):
    with watched(browser, address, size=SMALLEST) as at:
        for path in PAGES[:-1]:
            at.page.goto(path)
            assert overhang(at.page) <= 0, path


def show_diagrams(page):
    """They are loaded when somebody comes to see them."""
    for box in page.locator("diagram-box").all():
        box.scroll_into_view_if_needed()
        box.locator(".djs-element").first.wait_for()
        assert box.locator(".is-current").count() == 1
        assert box.locator(".bjs-powered-by").is_visible()
