"""Nobody acts: timers fire, clocks run out, the supervisor is told, what waited closes itself; and the pages say so."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect
from redis import Redis

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.queues import Queue
from desk.states import State
from foundation.clock import moved_to
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.running.answering import Input
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import hold, log_in
from tests.desk import people
from tests.desk.words import a_group
from tests.web.browsing import with_password
from tests.web.portal.conftest import company, repairs
from tests.web.portal.requests import a_request, let_the_house, ticket
from tests.workers.rounds import Rounds
from web.requests import Website

__all__ = ["company", "repairs"]
GIVEN = {"rma_article": "Vacuum cleaner", "rma_serial": "VC-20-0815", "rma_damage": "It sucks no more."}


BEGAN = datetime(2025, 3, 3, 10, tzinfo=UTC)  # a Monday; pages tell of it as of the past


@pytest.fixture
def offered(repairs: Website) -> str:
    """The number of a repair that was promised within ten hours, and whose offer nobody answers."""
    with moved_to(BEGAN):
        with unit_of_work():
            with_password(people.agent("sue"))
            for name in ("users", "supervisors"):
                people.grant(Agent.named("sue"), a_group(name))
            Queue.named("Repairs").change(actor=SYSTEM, solution_minutes=600)
            said = Input(dialog="report_damage", answers=GIVEN)
            number = runner.open_by_dialog("repair_rma", given=said, actor=CustomerUser.named("carla").actor).number
        let_the_house(number, "finding", rma_finding="paid", rma_diagnosis="The motor is burnt out.")
        let_the_house(number, "pricing", rma_price="89.50")
    return number


@pytest.fixture
def silent(repairs: Website) -> str:
    """The number of a request that is to close itself after a day."""
    with moved_to(BEGAN):
        number = a_request("Is it still dark?")
        with unit_of_work():
            ticket(number).set_state(State.named("pending auto close+"), actor=SYSTEM, pending_until=BEGAN + timedelta(days=1))
    return number


@LOOKS
def test_the_house_goes_on_where_nobody_acts(  # noqa: PLR0917 - fixtures and cases
    browser: Browser, offered: str, silent: str, address: str, redis: Redis, axe: str, size: tuple[int, int], dark: bool
) -> None:
    rounds = Rounds(redis)
    for days in (0, 1, 14):
        with moved_to(BEGAN + timedelta(days=days, minutes=1)):
            rounds.go_round()

    with watched(browser, address, size=size, dark=dark) as at:
        page, main = at.page, at.page.get_by_role("main")
        log_in(page, "sue")
        page.get_by_role("link", name="2 new notices").click()
        expect(main).to_contain_text("A repair takes too long: Repair: Vacuum cleaner")
        hold(page, axe)
        main.get_by_role("button", name=f"Open {offered}").first.click()
        page.wait_for_url(f"**/tickets/{offered}*")
        for told in ("5 very high", "Send the device back", "Our offer for your Vacuum cleaner has expired"):
            expect(main).to_contain_text(told)
        hold(page, axe)
        page.goto(f"/tickets/{offered}/history")
        for told in ("The solution is late", "A notice went to Sue Anders: A repair takes too long", "Two weeks later"):
            expect(main).to_contain_text(told)
        hold(page, axe)

        page.goto(f"/tickets/{silent}")
        expect(main.locator("header").first).to_contain_text("closed successful")
        hold(page, axe)
        page.goto(f"/tickets/{silent}/history")
        expect(main).to_contain_text("The state was changed from “pending auto close+” to “closed successful”.")
