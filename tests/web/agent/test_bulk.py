"""Many tickets at once, over HTTP: selected, looked ahead at, begun, followed, tried again."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.groups import Group
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import runner
from processes.bulk_changes import selecting
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.web.browsing import logged_in, with_password
from workers import bulk_changes

TOMORROW = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def numbers(site) -> dict[str, str]:
    """Tickets by title; anna may read the last one only."""
    with unit_of_work():
        anna = a_worker("anna")
        with_password(anna)
        with_password(a_worker("ben"))
        weak = people.group("weak")
        people.grant(anna, weak, "ro")
        made = [a_ticket(title="Printer <b>on fire</b>"), a_ticket(title="Coffee", queue="Sales")]
        return {ticket.title: ticket.number for ticket in [*made, a_ticket(title="Of others", queue=a_queue("Weak", group=weak))]}


@pytest.fixture
def anna(site, numbers) -> FlaskClient:
    return logged_in(site, "anna")


def selected(client: FlaskClient, *numbers: str, address: str = "") -> str:
    """The page of a change of these tickets."""
    answer = client.post(f"/tickets/bulk?{address}", data={"selected": list(numbers)} if numbers else {"everything": "1"})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def work(page: str) -> None:
    """What a worker does."""
    change_id = int(page.rpartition("/")[2])
    while bulk_changes.do_bulk_change(change_id=change_id, key=""):
        pass


def seen(*names: str) -> list[tuple[str, ...]]:
    with unit_of_work(reads_only=True):
        tickets = db.session.query(Ticket).order_by(Ticket.id).all()
        return [tuple(str(getattr(ticket.words, name)) for name in names) for ticket in tickets]


def test_from_the_list_to_the_result(site, anna, numbers):
    assert 'action="/tickets/bulk?view=all"' in anna.get("/tickets?view=all").text
    page = selected(anna, *numbers.values(), "nonsense")
    form = anna.get(page).text
    assert "3 tickets" in form
    assert "Printer &lt;b&gt;on fire&lt;/b&gt;" in form
    for name in ("queue", "owner", "priority", "state", "pending_until", "cancel_activities", "note"):
        assert f'name="{name}"' in form, name
    refused = anna.post(f"{page}/plan", data={"priority": "", "note": " "})
    assert (refused.status_code, "Choose what is to become of them" in refused.text) == (422, True)
    late = anna.post(f"{page}/plan", data={"state": "pending reminder", "pending_until": "2001-01-01T10:00", "note": "Kept"})
    assert late.status_code == 422
    assert ("a time that is still to come" in late.text, 'value="2001-01-01T10:00"' in late.text, "Kept</textarea>" in late.text) == (
        True,
    ) * 3
    wanted = {"state": "pending reminder", "pending_until": TOMORROW, "priority": "5 very high"}
    assert anna.post(f"{page}/plan", data=wanted).headers["Location"] == page
    ahead = anna.get(page).text
    assert "Change 2 tickets" in ahead
    assert "Not possible for 1 ticket" in ahead
    assert "You need the permission “priority” for this ticket." in ahead
    assert f'value="{TOMORROW}"' in anna.get(f"{page}?change=1").text
    assert seen("state") == [("new",)] * 3
    assert anna.post(f"{page}/begin").headers["Location"] == page
    assert f'hx-get="{page}/progress"' in anna.get(page).text
    work(page)
    over = anna.get(f"{page}/progress").text
    assert "hx-get" not in over
    assert "1 ticket could not be changed" in over
    assert "Of others" in over
    assert seen("state", "priority") == [*[("pending reminder", "5 very high")] * 2, ("new", "3 normal")]
    assert anna.post(f"{page}/begin").status_code == 409
    assert anna.post(f"{page}/plan", data={"note": "More"}).status_code == 409
    with unit_of_work():
        people.grant(Agent.named("anna"), Group.named("weak"))
    assert anna.post(f"{page}/again").headers["Location"] == page
    work(page)
    assert "All of them were seen to." in anna.get(page).text
    assert seen("state") == [("pending reminder",)] * 3
    assert page in anna.get("/tickets/bulk").text


def test_all_that_a_list_holds_is_what_it_held_then(site, anna, numbers):
    page = selected(anna, address="view=all&queue=Sales&queue=Support")
    with unit_of_work():
        a_ticket(title="Came later")
    assert "2 tickets" in anna.get(page).text
    anna.post(f"{page}/plan", data={"note": "The line is down."})
    anna.post(f"{page}/begin")
    work(page)
    assert "Came later" not in anna.get(page).text
    with unit_of_work(reads_only=True):
        assert [ticket.version > 1 for ticket in db.session.query(Ticket).order_by(Ticket.id)] == [True, True, False, False]


def test_who_is_gone_does_nothing_more(site, anna, numbers):
    page = selected(anna, *numbers.values())
    anna.post(f"{page}/plan", data={"priority": "4 high"})
    anna.post(f"{page}/begin")
    with unit_of_work():
        Agent.named("anna").change(actor=SYSTEM, validity="invalid")
    work(page)
    assert seen("priority") == [("3 normal",)] * 3
    with unit_of_work():
        Agent.named("anna").change(actor=SYSTEM, validity="valid")
    assert "Anna Anders is not valid any more; nothing is done in that name." in logged_in(site, "anna").get(page).text


def test_nothing_too_much_and_what_is_somebody_elses(site, anna, numbers, monkeypatch):
    nothing = anna.post("/tickets/bulk?view=all", data={})
    assert nothing.headers["Location"] == "/tickets?view=all"
    assert "Select the tickets that are to be changed." in anna.get("/tickets").text
    monkeypatch.setattr(selecting, "MOST", 1)
    anna.post("/tickets/bulk?view=all", data={"everything": "1"})
    assert "These are more than 1 tickets" in anna.get("/tickets").text
    monkeypatch.undo()
    assert anna.post("/tickets/bulk?colour=red", data={"everything": "1"}).status_code == 302
    page = selected(anna, *numbers.values())
    assert anna.post(f"{page}/begin").status_code == 409
    ben = logged_in(site, "ben")
    assert ben.get(page).status_code == ben.get(f"{page}/progress").status_code == 404
    for deed in ("plan", "begin", "again"):
        assert ben.post(f"{page}/{deed}", data={"note": "Mine"}).status_code == 404
    assert "Select tickets in a list" in ben.get("/tickets/bulk").text


def test_pages_cost_the_same_for_many(site, anna, numbers):
    wanted = {"owner": "ben", "priority": "4 high", "state": "open", "queue": "Sales", "note": "N"}

    def costs(*chosen: str) -> list[int]:
        page, found = selected(anna, *chosen), []
        for step in ("", "plan", "begin"):
            if step:
                anna.post(f"{page}/{step}", data=wanted)
            with statements() as sent:
                assert anna.get(page).status_code == 200
            found.append(len(sent))
        return found

    few = costs(*numbers.values())
    many = in_unit_of_work(lambda: [a_ticket(title=f"T{number}").number for number in range(40)])
    assert max(*few, *costs(*many)) <= 30
    assert re.search("40 tickets", anna.get(selected(anna, *many)).text)


def test_a_begun_one_is_stopped_and_goes_on_later(anna, numbers):
    page = selected(anna, *list(numbers.values())[:2])
    anna.post(f"{page}/plan", data={"priority": "5 very high"})
    anna.post(f"{page}/begin")
    assert f'action="{page}/stop"' in anna.get(page).text
    assert anna.post(f"{page}/stop").headers["Location"] == page
    work(page)
    stopped = anna.get(page).text
    assert "2 tickets were left as they were" in stopped
    assert f'action="{page}/stop"' not in stopped
    assert seen("priority") == [("3 normal",)] * 3
    assert "It was through already." in anna.post(f"{page}/stop", follow_redirects=True).text
    assert "Left as they were" in anna.get("/tickets/bulk").text
    assert anna.post(f"{page}/again", data={"stopped": "1"}).headers["Location"] == page
    assert f'action="{page}/stop"' in anna.get(page).text
    work(page)
    assert 'id="bulk-stop" hx-swap-oob="true"></div>' in anna.get(f"{page}/progress").text
    assert seen("priority") == [("5 very high",), ("5 very high",), ("3 normal",)]


def test_what_others_have_locked_is_told_before_and_in_the_result(anna, numbers):
    with unit_of_work():
        Ticket.numbered(numbers["Coffee"]).lock(actor=Agent.named("ben").actor)
    page = selected(anna, *list(numbers.values())[:2])
    anna.post(f"{page}/plan", data={"priority": "5 very high"})
    assert "It is locked by Ben Anders." in anna.get(page).text
    anna.post(f"{page}/begin")
    work(page)
    assert "It is locked by Ben Anders." in anna.get(page).text
    page = selected(anna, numbers["Coffee"])
    anna.post(f"{page}/plan", data={"priority": "5 very high", "also_locked": "y"})
    ahead = anna.get(page).text
    assert "Not possible" not in ahead
    assert "are changed, too" in ahead


def test_activities_that_are_cancelled_are_told_before(anna, numbers):
    with unit_of_work():
        deployed(process("working", node("startEvent", "start"), node("userTask", "fuse"), flows("start > fuse")))
        number = runner.open_ticket(queue=a_queue("Support"), title="Fuse", actor=SYSTEM, process_id="working").number
    page = selected(anna, number)
    anna.post(f"{page}/plan", data={"state": "closed successful"})
    assert "It has open activities that closing would cancel: fuse." in anna.get(page).text
    anna.post(f"{page}/plan", data={"state": "closed successful", "cancel_activities": "y"})
    ahead = anna.get(page).text
    assert "More happens to 1 ticket" in ahead
    assert "These open activities are cancelled: fuse." in ahead
    assert "Change 1 ticket" in ahead
