"""Lists of tickets: what a page shows, how it is narrowed and sorted, saved views, counts, what came meanwhile."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from desk.agents import Agent
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker, statements
from tests.web.browsing import logged_in, with_password


@pytest.fixture
def anna(site) -> FlaskClient:
    """An agent with rw in the group of the queues Support and Sales."""
    with unit_of_work():
        with_password(a_worker("anna"))
        a_ticket(title="Printer on fire")
        a_ticket(title="Coffee <b>cold</b>", queue="Sales", state="open")
        a_ticket(title="Old story", state="closed successful")
        a_ticket(title="Of others", queue=a_queue("Hidden", group=people.group("hidden")))
    return logged_in(site, "anna")


def titles(page) -> list[str]:
    return re.findall(r'<a class="row-link" data-row href="[^"]+">([^<]+)</a>', page.text)


def test_a_view_shows_what_the_agent_may_see(anna):
    assert titles(anna.get("/tickets?view=all&sort=title")) == ["Coffee &lt;b&gt;cold&lt;/b&gt;", "Printer on fire"]
    assert titles(anna.get("/tickets?view=closed")) == ["Old story"]
    assert "You hold no ticket." in anna.get("/tickets?view=locked").text
    assert anna.get("/").headers["Location"] == "/tickets"
    assert anna.get("/tickets?view=nowhere").status_code == 404


def test_filters_words_and_orders_of_the_address(anna):
    assert titles(anna.get("/tickets?view=all&queue=Sales")) == ["Coffee &lt;b&gt;cold&lt;/b&gt;"]
    assert titles(anna.get("/tickets?view=all&q=printer")) == ["Printer on fire"]
    assert titles(anna.get("/tickets?view=all&sort=-title")) == ["Printer on fire", "Coffee &lt;b&gt;cold&lt;/b&gt;"]
    nothing = anna.get("/tickets?view=all&state=new&queue=Sales")
    assert "Nothing fits" in nothing.text
    wrong = anna.get("/tickets?view=all&colour=red&queue=Nowhere")
    assert wrong.status_code == 200
    assert "There is no such filter." in wrong.text
    assert "There is no queue &#39;Nowhere&#39;." in wrong.text


def test_a_search_that_would_take_long_is_told_and_left_out(anna):
    told = anna.get("/tickets?view=all&sort=title&q=" + "a*" * 200)
    assert told.status_code == 200
    assert "A search takes 32 words at most; these are 200." in told.text
    assert 'href="/tickets?view=all&amp;sort=title">Leave it out' in told.text
    assert anna.get("/palette?q=" + "a*" * 200).json == []


def test_pages_follow_each_other(site, anna):
    with unit_of_work():
        for number in range(30):
            a_ticket(title=f"T{number:02}")
    first = anna.get("/tickets?view=all&sort=title&size=25")
    further = re.search(r'href="(/tickets\?[^"]*after=[^"]+)"', first.text)
    assert further
    second = anna.get(further[1].replace("&amp;", "&"))
    assert len(titles(first)) == 25
    assert [*titles(first), *titles(second)] == sorted([*titles(first), *titles(second)])
    assert len(titles(second)) == 7


def test_columns_are_chosen(anna):
    page = anna.get("/tickets?view=all&columns=number,priority,lock,customer,created")
    heads = re.findall(r'<th scope="col"[^>]*><a [^>]+>([^<]+)<', page.text)
    assert heads == ["Number", "Priority", "Lock", "Customer", "Age"]
    assert "3 normal" in page.text


def test_views_are_saved_and_deleted(site, anna):
    saved = anna.post("/tickets/views?view=all&queue=Sales&sort=title", data={"title": " Only  sales "})
    place = saved.headers["Location"]
    assert titles(anna.get(place)) == ["Coffee &lt;b&gt;cold&lt;/b&gt;"]
    assert "Only sales" in anna.get("/tickets").text
    assert anna.post("/tickets/views?view=all", data={"title": ""}).status_code == 422
    name = place.partition("view=")[2]
    assert anna.post(f"/tickets/views/{name}/delete").status_code == 302
    assert anna.get(place).status_code == 404
    assert anna.post(f"/tickets/views/{name}/delete").status_code == 404


def a_saved_view(browser: FlaskClient, title: str, query: str = "view=all&queue=Sales") -> str:
    """The name of a view that is saved under a title."""
    return browser.post(f"/tickets/views?{query}", data={"title": title}).headers["Location"].partition("view=")[2]


def saved_titles(browser: FlaskClient) -> list[str]:
    return re.findall(r'/tickets\?view=v\w{12}"[^>]*>.*?<span class="cut">([^<]+)</span>', browser.get("/tickets").text)


def changed_at(login: str) -> datetime:
    with unit_of_work(reads_only=True):
        return Agent.named(login).changed_at


def test_a_view_is_renamed_and_keeps_its_address_and_place(anna):
    name, _ = a_saved_view(anna, "Sales"), a_saved_view(anna, "Later")
    assert f'action="/tickets/views/{name}/rename"' in anna.get(f"/tickets?view={name}").text
    asked = anna.get(f"/tickets/views/{name}/rename")
    assert (asked.status_code, 'value="Sales"' in asked.text) == (200, True)
    renamed = anna.post(f"/tickets/views/{name}/rename", data={"title": " What  sells "})
    assert renamed.headers["Location"] == f"/tickets?view={name}"
    assert titles(anna.get(f"/tickets?view={name}")) == ["Coffee &lt;b&gt;cold&lt;/b&gt;"]
    assert saved_titles(anna) == ["What sells", "Later"]


def test_a_name_that_is_refused_is_kept_to_be_corrected(anna):
    name, _ = a_saved_view(anna, "Sales"), a_saved_view(anna, "Later")
    taken = anna.post(f"/tickets/views/{name}/rename", data={"title": "later"})
    assert taken.status_code == 422
    assert "You have another view with the name &#39;later&#39;" in taken.text
    assert re.search(r'value="later"[^>]* aria-describedby="view-title-error" aria-invalid="true"', taken.text)
    assert f'action="/tickets/views/{name}/rename"' in taken.text
    assert "A view has a name of 1 to 60 characters." in anna.post(f"/tickets/views/{name}/rename", data={"title": "x" * 61}).text
    assert saved_titles(anna) == ["Sales", "Later"]
    unsaved = anna.post("/tickets/views?view=all&queue=Sales", data={"title": "y" * 61})
    assert ("y" * 61 in unsaved.text, 'action="/tickets/views?view=all&amp;queue=Sales"' in unsaved.text) == (True, True)


def test_the_same_name_once_more_changes_nothing(anna):
    name = a_saved_view(anna, "Sales")
    before = changed_at("anna")
    assert anna.post(f"/tickets/views/{name}/rename", data={"title": "Sales"}).status_code == 302
    assert changed_at("anna") == before
    assert anna.post(f"/tickets/views/{name}/rename", data={"title": "SALES"}).status_code == 302
    assert saved_titles(anna) == ["SALES"]


def test_only_views_of_ones_own_are_renamed(site, anna):
    name = a_saved_view(anna, "Sales")
    with unit_of_work():
        with_password(a_worker("bert"))
    bert = logged_in(site, "bert")
    for other in (name, "all"):
        assert bert.get(f"/tickets/views/{other}/rename").status_code == 404
        assert bert.post(f"/tickets/views/{other}/rename", data={"title": "Mine"}).status_code == 404
    assert saved_titles(anna) == ["Sales"]


def test_counts_and_what_came_meanwhile(site, anna):
    counts = dict(re.findall(r'id="count-(\w+)"[^>]*>([^<]*)<', anna.get("/tickets/counts").text))
    assert (counts["all"], counts["closed"], counts["locked"]) == ("2", "1", "0")
    assert (anna.get("/tickets/count?view=all").text, anna.get("/tickets/count?view=all&customer=NOBODY").text) == ("2", "0")
    since = (now() + timedelta(minutes=1)).isoformat()
    assert "new – show" not in anna.get("/tickets/fresh", query_string={"view": "all", "since": since}).text
    with moved_to(now() + timedelta(minutes=2)), unit_of_work():
        a_ticket(title="Just in")
    assert "1 new – show" in anna.get("/tickets/fresh", query_string={"view": "all", "since": since}).text
    assert anna.get("/tickets/fresh?since=never").status_code == 422


def test_a_page_costs_the_same_however_much_it_shows(site, anna):
    def cost() -> int:
        with statements() as sent:
            anna.get("/tickets?view=all&columns=title,queue,state,owner,changed")
        return len(sent)

    few = cost()
    with unit_of_work():
        for _ in range(20):
            a_ticket(customer_user=None)
    assert cost() == few <= 16


def test_the_palette_finds_tickets_queues_and_people(site, anna):
    with unit_of_work():
        people.customer_user("carla", of=people.customer())
        number = a_ticket(title="Broken lamp").number
    found = {(one["group"], one["text"]) for one in anna.get("/palette?q=lamp").json}
    assert ("Tickets", "Broken lamp") in found
    assert [one["href"] for one in anna.get(f"/palette?q={number[:12]}").json if one["text"] == "Broken lamp"] == [f"/tickets/{number}"]
    assert ("Customers", "Carla Cramer") in {(one["group"], one["text"]) for one in anna.get("/palette?q=car").json}
    assert ("Queues", "Sales") in {(one["group"], one["text"]) for one in anna.get("/palette?q=sal").json}
    assert anna.get("/palette?q=%25").json == anna.get("/palette?q=zzzz").json == []


def test_everything_is_found_by_a_form_that_makes_an_address(anna):
    page = anna.get("/tickets/search?view=all&queue=Sales&created.from=2026-01-01")
    assert page.status_code == 200
    for name in ("number", "title", "queue", "owner", "customer_user", "process", "created.from", "escalation.until", "archived"):
        assert f'name="{name}"' in page.text, name
    assert 'value="2026-01-01"' in page.text
    assert titles(anna.get("/tickets?view=all&title=*cold*&number=&owner=")) == ["Coffee &lt;b&gt;cold&lt;/b&gt;"]
    kept = anna.get("/tickets?view=all&title=*cold*").text
    assert '<input type="hidden" name="title" value="*cold*">' in kept
    assert "Subject: *cold*" in kept


def test_the_escalation_view_looks_ahead_as_far_as_one_wants(site, anna):
    with unit_of_work():
        ends = {a_ticket(title="Is late").id: now() - timedelta(hours=1), a_ticket(title="Soon late").id: now() + timedelta(days=3)}
    with unit_of_work():
        for ticket_id, end in ends.items():
            db.session.execute(update(Ticket).where(Ticket.id == ticket_id).values(escalates_at=end))
    assert titles(anna.get("/tickets?view=escalated")) == ["Is late"]
    tabs = re.findall(r'href="(/tickets\?[^"]*escalation.until[^"]*)"', anna.get("/tickets?view=escalated").text)
    assert [len(titles(anna.get(tab.replace("&amp;", "&")))) for tab in tabs] == [1, 1, 2]
