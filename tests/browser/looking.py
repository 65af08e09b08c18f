"""Looking at a page: what went wrong in it, whom it keeps out, whether it fits."""

from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page

from tests.web.browsing import PASSWORD

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class Watched:
    """A page with the list of what went wrong in it: errors of scripts, of the policy of contents, of answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._note)

    def expect_trouble(self, part: str) -> None:
        """Forget what was meant to go wrong, which has to have happened."""
        meant = [one for one in self.troubles if part in one]
        assert meant, f"nothing was said of {part}"
        self.troubles = [one for one in self.troubles if one not in meant]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _note(self, error: Error) -> None:
        self.troubles.append(f"{self.page.url}: {error}")


def log_in(page: Page, login: str, *, portal: bool = False, password: str = PASSWORD) -> None:
    page.goto("/portal/login" if portal else "/login")
    page.fill("#login", login)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)


def barriers(page: Page, axe: str) -> list[str]:
    """What axe finds, one line each: the rule, and where."""
    page.evaluate(axe)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']}\n    {node['html'][:200]}\n    {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def hold(page: Page, axe: str) -> None:
    """It keeps nobody out, and fits."""
    page.wait_for_load_state("networkidle")
    assert barriers(page, axe) == []
    assert overhang(page) <= 0


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
