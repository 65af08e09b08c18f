"""Each page that a link leads to, as whom it is for: no error, nobody kept out, nothing wider than a telephone."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.house_permissions import HousePermission, grant
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.running.answering import Input
from tests.browser.conftest import LOOKS, watched
from tests.browser.looking import barriers, log_in, overhang
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import action, flows, node, ours, process
from tests.processes.models import deployed
from tests.web.browsing import with_password
from tests.web.portal.conftest import company, repairs
from tests.web.portal.requests import let_the_house, open_activity
from web.requests import Website

__all__ = ["company", "repairs"]
ELSEWHERE = {"/", "/styleguide", "/styleguide/panes"}  # leads on; looked at in test_styleguide.py
# What of an address makes another page; which ticket or record it is does not.
OF_ITS_OWN = {"/admin/<kind_name>/new": "kind_name", "/tickets/<number>/verbs/<name>": "name", "/tickets/<number>/write/<kind>": "kind"}
BEGINNINGS = {"portal": ("/portal",), "house": ("/admin", "/designer")}
# Among the pages of a side: that the walk leads to these, shows that it does not stop at the first door.
LED_TO = {
    "desk": {
        "/tickets/<number>",
        "/tickets/<number>/verbs/<name>",
        "/tickets/<number>/write/<kind>",
        "/tickets/<number>/history",
        "/tickets/<number>/activities/<int:activity_id>/<dialog_id>",
        "/start/<process_id>/<event>/<dialog_id>",
        "/notices",
        "/tickets/bulk",
    },
    "house": {
        "/designer/processes/<process_id>/versions/<int:number>/rehearse/<dialog_id>",
        "/designer/processes/<process_id>/versions/<int:number>/migrate",
        "/designer/incidents/<int:incident_id>",
        "/admin/<kind_name>/<int:record_id>",
        "/admin/<noun>/<int:holder_id>/rights",
    },
    "portal": {
        "/portal/start/<process_id>/<event>/<dialog_id>",
        "/portal/tickets/<number>",
        "/portal/tickets/<number>/activities/<int:activity_id>/<dialog_id>",
        "/portal/tickets/<number>/close",
    },
}
STUCK = process(
    "stuck",
    node("startEvent", "start"),
    node("userTask", "first"),
    node("serviceTask", "fail", ours(action("ticket-queue-set", queue="= 'No' + 'where'"))),
    node("endEvent", "over"),
    flows("start > first > fail > over"),
)


@pytest.fixture
def seeded_house(seeded_sqlite_houses, tmp_path):
    """One database is enough for what has nothing to do with it."""
    with seeded_sqlite_houses.house(tmp_path) as application, application.app_context():
        yield application


@pytest.fixture
def begin(repairs: Website) -> list[str]:
    """Where to begin in a house in which Mara may do everything, a repair of Carla's waits for her answer, and a process is stuck."""
    with unit_of_work():
        with_password(people.agent("mara"))
        for permission in (HousePermission.DESIGNER, HousePermission.ADMIN):
            grant(permission, to=Agent.named("mara"), actor=SYSTEM)
        for group in ("users", "repair-desk", "workshop"):
            people.grant(Agent.named("mara"), a_group(group))
        deployed(STUCK)
    offered = a_repair()
    let_the_house(offered, "finding", rma_finding="paid", rma_diagnosis="Burnt.")
    let_the_house(offered, "pricing", rma_price="89.50")
    with unit_of_work():
        ticket = runner.open_ticket(queue=a_queue("Support"), title="Stuck", actor=SYSTEM, process_id="stuck")
    with unit_of_work():
        runner.complete(open_activity(ticket.number), actor=SYSTEM)
    return [f"/tickets/{offered}", f"/portal/tickets/{offered}"]


def a_repair() -> str:
    said = Input(dialog="report_damage", answers={"rma_article": "Lamp", "rma_serial": "L-2015", "rma_damage": "It is dark."})
    with unit_of_work():
        return runner.open_by_dialog("repair_rma", given=said, actor=CustomerUser.named("carla").actor).number


class Walk:
    """From link to link through one side of the website, to one page of each sort."""

    def __init__(self, page: Page, site: Website, side: str, *, begin: list[str]) -> None:
        self._page, self._side = page, side
        self._adapter = site.url_map.bind("")
        without_number = [rule.rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
        self._begin = [*begin, *sorted(without_number)]
        self.rules: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        """The address of each page, while it is shown."""
        ahead, met = deque(self._begin), set()
        while ahead:
            address = ahead.popleft()
            sort = self._sort(address)
            if sort is None or sort in met:
                continue
            met.add(sort)
            if is_page(self._page, address):
                self.rules.add(sort[0])
                self._page.goto(address)
                expect(self._page.locator(".htmx-request")).to_have_count(0)
                yield address
                ahead += self._page.eval_on_selector_all("a[href^='/']", "all => all.map(each => each.getAttribute('href'))")

    def _sort(self, address: str) -> tuple[str, str] | None:
        """The rule of an address, and what makes it a page of its own; None: it leads out of this side, or is looked at elsewhere."""
        try:
            rule, values = self._adapter.match(urlsplit(address).path, method="GET", return_rule=True)
        except HTTPException:
            return None
        if rule.rule in ELSEWHERE or side_of(rule.rule) != self._side:
            return None
        return rule.rule, str(values.get(OF_ITS_OWN.get(rule.rule, "")))


def side_of(rule: str) -> str:
    return next((side for side, beginnings in BEGINNINGS.items() if rule.startswith(beginnings)), "desk")


def is_page(page: Page, address: str) -> bool:
    answer = page.request.get(address, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text()


@pytest.mark.parametrize("side", LED_TO)
@LOOKS
def test_each_page_can_be_used_by_everybody(browser, site, begin, address, axe, side, size, dark):  # noqa: PLR0917 - fixtures and cases
    wrong = []
    with watched(browser, address, size=size, dark=dark) as at:
        log_in(at.page, "carla" if side == "portal" else "mara", portal=side == "portal")
        walk = Walk(at.page, site, side, begin=begin)
        for path in walk:
            wrong += [f"{path}: {barrier}" for barrier in barriers(at.page, axe)]
            if overhang(at.page) > 0:
                wrong.append(f"{path} is {overhang(at.page)} pixels too wide")
    assert not wrong, "\n".join(wrong)
    assert walk.rules >= LED_TO[side]
