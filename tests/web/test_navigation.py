"""What stands in the navigation: what readers may enter, in its order, with the page they are on marked."""

from dataclasses import dataclass

import pytest
from flask import Flask, g

from web import navigation
from web.admission import Admits, admits
from web.navigation import in_navigation


@dataclass(frozen=True)
class Somebody:
    login: str = "mara"
    is_agent: bool = True
    is_customer: bool = False
    may_design: bool = False
    may_administer: bool = False


@pytest.fixture
def site() -> Flask:
    site = Flask("navigation")

    def page(path, whom, *place, **how):
        view = in_navigation(*place, **how)(admits(whom)(lambda: ""))
        site.add_url_rule(path, endpoint=path, view_func=view)

    page("/admin/queues", Admits.ADMINISTRATORS, "agent", "3 admin", 20, icon="inbox", label="Queues")
    page("/tickets", Admits.AGENTS, "agent", "1 work", 20, icon="inbox", label="Tickets", key="g t", count=lambda: 3)
    page("/tickets/mine", Admits.AGENTS, "agent", "1 work", 10, icon="user", label="Mine")
    page("/processes", Admits.DESIGNERS, "agent", "2 design", 10, icon="workflow", label="Processes")
    page("/portal/", Admits.CUSTOMERS, "portal", "1 work", 10, icon="inbox", label="My tickets")
    page("/help", Admits.EVERYBODY, "agent", "1 work", 90, icon="info", label="Help")
    site.add_url_rule(
        "/closed", endpoint="closed", view_func=in_navigation("agent", "1 work", 1, icon="x", label="Closed")(lambda: "closed")
    )
    return site


def shown(site, reader, *, frame="agent", path="/help"):
    with site.test_request_context(path):
        g.reader = reader
        return navigation.navigation(frame)


def test_readers_see_what_they_may_enter_in_its_order(site):
    assert [entry.label for entry in shown(site, Somebody())] == ["Mine", "Tickets", "Help"]
    everything = shown(site, Somebody(may_design=True, may_administer=True))
    assert [(entry.group, entry.label) for entry in everything][3:] == [("2 design", "Processes"), ("3 admin", "Queues")]
    assert [entry.href for entry in shown(site, Somebody(is_agent=False, is_customer=True), frame="portal")] == ["/portal/"]
    assert not shown(site, None)


def test_the_nearest_page_above_is_the_current_one(site):
    def current(path):
        return [entry.label for entry in shown(site, Somebody(), path=path) if entry.is_current]

    assert current("/tickets") == ["Tickets"]
    assert current("/tickets/20261127-0007/history") == ["Tickets"]
    assert current("/tickets/mine") == ["Mine"]
    assert current("/ticketsoffice") == []


def test_an_entry_says_what_waits_and_its_key(site):
    tickets = next(entry for entry in shown(site, Somebody()) if entry.label == "Tickets")
    assert (tickets.count, tickets.key, tickets.icon) == (3, "g t", "inbox")


def test_the_palette_asks_where_there_is_something_to_ask(site):
    with site.test_request_context("/"):
        assert navigation.palette_url() == ""
        site.add_url_rule("/find", endpoint=navigation.PALETTE, view_func=lambda: "")
    with site.test_request_context("/"):
        assert navigation.palette_url() == "/find"
