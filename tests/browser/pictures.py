"""Pictures of the demo company for the documentation: `make pictures`. No usual run of the tests takes them: they are to be looked at."""

import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from commands.demo import do
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.activities import IS_OPEN, Activity
from processes.demo import loading
from processes.demo.known import known_password
from processes.deploying import shipped
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.browser.conftest import NARROW, WIDE, served, watched
from tests.browser.looking import log_in
from tests.conftest import ROOT
from tests.houses import SqliteHouses, close
from tests.workers.redis import RedisServer
from web import create_app

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150_000  # bytes
QUALITY = 88
CUSTOMER = "declan.walsh@canalstreet.example"  # he reads English, and so are his tickets
Eyes = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def company(seeded_sqlite_houses: SqliteHouses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo company, where those who are shown around read English."""
    with seeded_sqlite_houses.house(tmp_path_factory.mktemp("company")) as application, application.app_context():
        loading.load(do=do, progress=print)
        with unit_of_work():
            CustomerUser.named(CUSTOMER).set_password(known_password(CUSTOMER), actor=SYSTEM)
            for person in (Agent.named("admin"), Agent.named("agent")):
                person.change(actor=SYSTEM, language="en")
        yield application


@pytest.fixture(scope="module")
def eyes(company: Flask, redis_server: RedisServer, browser: Browser) -> Iterator[Eyes]:
    """The windows of people who have logged in."""
    site = create_app(replace(company.extensions["settings"], redis_url=redis_server.url))

    @contextmanager
    def of(login: str, *, size: tuple[int, int] = WIDE, dark: bool = False) -> Iterator[Page]:
        with watched(browser, address, size=size, dark=dark) as at:
            at.page.emulate_media(reduced_motion="reduce")
            log_in(at.page, login, portal=login == CUSTOMER, password=known_password(login))
            yield at.page
            at.troubles = [each for each in at.troubles if "422" not in each]  # what is refused is among what is shown

    with served(site) as address:
        yield of
    close(site)


def keep(page: Page, name: str) -> None:
    """What the window shows, as docs/pictures/NAME.webp: a third of a PNG, and letters stay sharp."""
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    picture = base64.b64decode(taken["data"])
    assert len(picture) <= LARGEST, f"{name} has {len(picture):,} bytes"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(picture)


def waiting_at(node: str, *, whose: str = "") -> str:
    """The number of the newest ticket, of a customer who reads English, in which this has to be done, and nobody has locked it."""
    wanted = select(Ticket.number).join(Activity, Activity.ticket_id == Ticket.id)
    wanted = wanted.join(CustomerUser, CustomerUser.id == Ticket.customer_user_id).where(
        IS_OPEN, Ticket.lock_state == Lock.UNLOCKED, Activity.node_id == node, CustomerUser.language == "en"
    )
    if whose:
        wanted = wanted.where(CustomerUser.login == whose)
    with unit_of_work(reads_only=True):
        return db.session.scalars(wanted.order_by(Ticket.id.desc()).limit(1)).one()


# ------------------------------------------------------------------------------------------------ agents
def test_a_list(eyes: Eyes):
    with eyes("admin") as page:
        page.goto("/tickets?view=all")
        keep(page, "list")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_ticket(eyes: Eyes, dark: bool):
    with eyes("admin", dark=dark) as page:
        page.goto(f"/tickets/{waiting_at('decide_offer')}?view=all")
        show_diagram(page)
        keep(page, "ticket-dark" if dark else "ticket")


def test_a_ticket_on_a_telephone(eyes: Eyes):
    with eyes("admin", size=NARROW) as page:
        page.goto(f"/tickets/{waiting_at('check_device')}?view=all")
        keep(page, "ticket-narrow")


def test_a_dialog(eyes: Eyes):
    with eyes("admin") as page:
        page.goto(f"/tickets/{waiting_at('check_device')}")
        page.get_by_role("link", name="Check the device").first.click()
        page.wait_for_url("**/activities/**")
        page.wait_for_load_state("networkidle")  # its scripts have begun
        page.get_by_label("Finding").select_option(label="Repair for a price")
        page.get_by_label("What we found").fill("The motor is burnt out; a new one costs less than half of a new machine.")
        keep(page, "dialog")


def show_diagram(page: Page) -> None:
    page.locator("details[data-remembers=diagram] > summary").click()
    expect(page.locator(".djs-shape.is-current").first).to_be_in_viewport()


# ------------------------------------------------------------------------------------------------ customers
def test_the_portal(eyes: Eyes):
    with eyes(CUSTOMER) as page:
        page.goto("/portal/")
        keep(page, "portal")


def test_a_request_on_a_telephone(eyes: Eyes):
    with eyes(CUSTOMER, size=NARROW) as page:
        page.goto(f"/portal/tickets/{waiting_at('decide_offer', whose=CUSTOMER)}")
        keep(page, "portal-narrow")


# ------------------------------------------------------------------------------------------------ designers and administrators
def test_a_model_that_is_refused(eyes: Eyes):
    with eyes("admin") as page:
        page.goto("/designer/upload")
        page.wait_for_load_state("networkidle")
        page.locator("input[type=file]").set_input_files({"name": "repair.bpmn", "mimeType": "application/xml", "buffer": with_mistakes()})
        page.get_by_role("button", name="Check and deploy").click()
        expect(page.locator(".diagram-badge.is-wrong")).to_have_count(2)
        keep(page, "upload")


def with_mistakes() -> bytes:
    """The model of repairs as somebody has it who has just begun to write such things."""
    (_name, model), *_texts = shipped.files_of("repair_rma")
    for right, wrong in ((b">rma_finding == 'warranty'<", b">rma_finding = warranty<"), (b">P7D<", b">one week<")):
        assert right in model
        model = model.replace(right, wrong)
    return model


def test_running_tickets_on_their_diagram(eyes: Eyes):
    with eyes("admin", dark=True) as page:
        page.goto("/designer/processes/repair_rma/versions/1")
        expect(page.locator(".diagram-badge").first).to_be_visible()
        keep(page, "version-dark")


def test_the_checklist(eyes: Eyes):
    with eyes("admin") as page:
        page.goto("/admin/")
        keep(page, "administration")
