"""Running tickets to another version, over HTTP: looked at by workers, moved when somebody has seen that, stopped, tried again."""

import re

import pytest
from flask.testing import FlaskClient

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.house_permissions import HousePermission
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import definitions, runner
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import statements
from tests.web.browsing import logged_in, with_password
from workers import bulk_changes

START, OVER = node("startEvent", "start"), node("endEvent", "over")
FIRST = process("short", START, node("userTask", "wait"), OVER, flows("start > wait > over"))
SECOND = process("short", START, node("userTask", "wait"), node("task", "more"), OVER, flows("start > wait > more > over"))
RENAMED = process("short", START, node("userTask", "other"), OVER, flows("start > other > over"))
HERE = "/designer/processes/short/versions/2"


def begun(title: str = "Lamp", queue: str = "Support") -> int:
    with unit_of_work():
        return runner.open_ticket(queue=a_queue(queue, group=a_group()), title=title, actor=SYSTEM, process_id="short").id


def looked(client: FlaskClient, version: str = HERE, **fields: str) -> str:
    """The page of a move, before any worker has seen it."""
    answer = client.post(f"{version}/migrate", data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def work(page: str) -> None:
    """What a worker does."""
    while bulk_changes.do_bulk_change(change_id=int(page.rpartition("/")[2]), key=""):
        pass


def moved(client: FlaskClient, version: str) -> str:
    """All that fit are moved."""
    page = looked(client, version)
    work(page)
    assert client.post(f"{page}/begin").status_code == 303
    work(page)
    return page


@pytest.fixture
def house(site) -> None:
    with unit_of_work():
        deployed(FIRST)
    for title in ("Lamp", "Desk <b>"):
        begun(title)
    with unit_of_work():
        deployed(SECOND)


def versions_run() -> list[int]:
    with unit_of_work(reads_only=True):
        listed = next(each for each in definitions.listed() if each.process_id == "short")
        return [version.running for version in sorted(listed.versions, key=lambda each: each.number)]


def test_they_are_looked_at_moved_and_counted(dora, house):
    overview = dora.get(f"{HERE}/migrate").text
    assert "2 tickets run other versions" in overview
    page = looked(dora)
    assert "They are looked at" in dora.get(page).text
    assert "data-poll" in dora.get(f"{page}/progress").text
    assert dora.post(f"{page}/begin").status_code == 409, "not all were looked at"
    work(page)
    assert "2 tickets fit" in dora.get(page).text
    assert versions_run() == [2, 0], "it was only looked at"
    assert dora.post(f"{page}/begin").status_code == 303
    assert "They are moved" in dora.get(page).text
    assert dora.post(f"{page}/begin").status_code == 409, "once is enough"
    work(page)
    assert "2 tickets run this version now" in dora.get(page).text
    assert "data-poll" not in dora.get(f"{page}/progress").text
    assert versions_run() == [0, 2]
    assert "No ticket is left to move" in dora.get(f"{HERE}/migrate").text
    assert dora.post(f"{HERE}/migrate").status_code == 422


def test_what_does_not_fit_is_told_with_its_ticket_and_helped_by_names(dora, house):
    with unit_of_work():
        deployed(RENAMED)
    third = HERE.replace("/2", "/3")
    page = looked(dora, third)
    work(page)
    told = dora.get(page).text
    assert "2 tickets do not fit" in told
    assert "The new version has no node &#39;wait&#39;." in told
    assert "Desk &lt;b&gt;" in told
    assert len(re.findall(r'href="/tickets/\d+"', told)) == 2
    assert dora.post(f"{page}/begin").status_code == 409
    named = looked(dora, third, mapping="wait = other\nnonsense\n = x\ny =")
    work(named)
    assert "2 tickets fit" in dora.get(named).text
    assert "wait = other" in dora.get(named).text
    dora.post(f"{named}/begin")
    work(named)
    assert versions_run() == [0, 0, 2]
    work(page)
    dora.post(f"{page}/again")
    work(page)
    assert versions_run() == [0, 0, 2]
    many = "\n".join(f"a{place} = b" for place in range(501))
    assert dora.post(f"{third}/migrate", data={"mapping": many}).status_code == 422


def test_it_is_stopped_and_goes_on_with_the_rest(dora, house):
    page = looked(dora)
    work(page)
    dora.post(f"{page}/begin")
    assert dora.post(f"{page}/stop").status_code == 303
    work(page)
    assert "2 tickets were left as they were" in dora.get(page).text
    assert versions_run() == [2, 0]
    dora.post(f"{page}/again", data={"stopped": "1"})
    work(page)
    assert versions_run() == [0, 2]
    assert "It was through already" in dora.post(f"{page}/stop", follow_redirects=True).text


def test_no_title_of_a_ticket_is_told_to_those_who_may_not_see_it(site, house):
    with unit_of_work():
        deployed(RENAMED)
        house_permissions.grant(HousePermission.DESIGNER, to=with_password(people.agent("dan")), actor=SYSTEM)
    dan = logged_in(site, "dan")
    page = looked(dan, HERE.replace("/2", "/3"))
    work(page)
    told = dan.get(page).text
    assert "A ticket you may not see" in told
    assert "Lamp" not in told


def test_whoever_is_no_designer_any_more_moves_nothing(site, dora, house):
    with unit_of_work():
        dan = with_password(people.agent("dan"))
        house_permissions.grant(HousePermission.DESIGNER, to=dan, actor=SYSTEM)
    page = looked(logged_in(site, "dan"))
    work(page)
    assert dora.post(f"{page}/begin").status_code == 303, "what one began, another goes on with"
    with unit_of_work():
        house_permissions.revoke(HousePermission.DESIGNER, to=Agent.named("dan"), actor=SYSTEM)
    work(page)
    assert versions_run() == [2, 0]
    assert "2 tickets could not be moved" in dora.get(page).text


def test_a_move_is_no_change_of_its_agent_and_belongs_to_its_version(dora, house):
    page = looked(dora)
    move = page.rpartition("/")[2]
    assert dora.get(f"/tickets/bulk/{move}").status_code == 404
    assert dora.get(f"/designer/processes/short/versions/1/migrate/{move}").status_code == 404
    assert dora.get(f"{HERE}/migrate/{int(move) + 1}").status_code == 404


def test_pages_cost_little_however_many_tickets_there_are(dora, house):
    with unit_of_work():
        deployed(RENAMED)
    third = HERE.replace("/2", "/3")
    page = looked(dora, third)
    work(page)
    for address in (f"{third}/migrate", page, f"{page}/progress"):
        dora.get(address)
        with statements() as sent:
            assert dora.get(address).status_code == 200
        assert len(sent) <= 30, address


def test_a_ticket_that_went_on_meanwhile_is_told(dora, house):
    page = looked(dora)
    work(page)
    with unit_of_work():
        ticket = Ticket.for_update(min(ticket.id for ticket in db.session.query(Ticket)))
        runner.cancel(ticket, actor=SYSTEM, reason="no use")
    dora.post(f"{page}/begin")
    work(page)
    assert "1 ticket could not be moved" in dora.get(page).text
    assert "No process runs for ticket" in dora.get(page).text
