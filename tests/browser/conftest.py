"""A website that really serves, over a house with its first records, and Chromium to look at it."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from foundation.passwords import CHEAP_PASSWORDS
from tests.browser.looking import Watched
from tests.conftest import ROOT
from tests.houses import close
from tests.workers.conftest import redis, redis_server
from tests.workers.redis import RedisServer
from web import create_app
from web.requests import Website

__all__ = ["redis", "redis_server"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = (1440, 900), (390, 844)
LOOKS = pytest.mark.parametrize("size, dark", [(WIDE, False), (NARROW, True)], ids=["wide-light", "narrow-dark"])
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module, since Playwright's event loop would be in the way of other tests."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for what keeps people out."""
    assert AXE.exists(), "axe-core is not installed: rm -rf web/static/dist, then make bundle"
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def site(seeded_house: Flask, redis_server: RedisServer) -> Iterator[Website]:
    """The website over the house of this test."""
    site = create_app(replace(seeded_house.extensions["settings"], redis_url=redis_server.url), job_queues=("steps",))
    site.config[CHEAP_PASSWORDS] = True
    yield site
    close(site)


@pytest.fixture
def address(site: Website) -> Iterator[str]:
    """Where it serves."""
    with served(site) as found:
        yield found


@contextmanager
def served(site: Website) -> Iterator[str]:
    """Serve a website from a thread of this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(site, sockets=[listening], threads=4, clear_untrusted_proxy_headers=True)

    def serve() -> None:
        with suppress(OSError):  # its sockets are closed under it in the end
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.close()
        thread.join(timeout=10)


@pytest.fixture
def page(browser: Browser, address: str, tmp_path: Path) -> Iterator[Page]:
    """A fresh browser at the website; at the end nothing may have gone wrong in it that nobody expected."""
    with watched(browser, address) as found:
        yield found.page


@contextmanager
def watched(browser: Browser, address: str, *, size: tuple[int, int] = WIDE, dark: bool = False) -> Iterator[Watched]:
    """A browser whose errors are collected and looked at in the end."""
    width, height = size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en"
    )
    found = Watched(context.new_page())
    yield found
    context.close()
    assert not found.troubles, "\n".join(found.troubles)
