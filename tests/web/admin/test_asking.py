"""What the forms of administrators ask, and in which order: what has to be chosen, who may log in, which process tickets run."""

import re

import pytest
from flask.testing import FlaskClient

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.groups import AgentGroupPermission, Group
from desk.queues import Queue
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.web.admin.forms import errors_at, options_of
from tests.web.browsing import PASSWORD, log_in, logged_in, with_password

BEN = {"login": "ben", "first_name": "Ben", "last_name": "Yilmaz", "email": "ben@example.com", "validity": "valid", "comment": ""}
REPAIRS = {"name": "Repairs", "group": "users", "process_id": "", "follow_up": "possible", "validity": "valid", "comment": ""}


@pytest.fixture
def root(site) -> FlaskClient:
    with unit_of_work():
        with_password(people.admin("chief"))
    return logged_in(site, "chief")


def names_in(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'<(?:input|select|textarea)[^>]*? name="([^"]+)"', page.partition('class="form is-columns')[2])))[
        1:
    ]  # csrf_token


@pytest.mark.parametrize(("kind", "title"), [("queue", "Add a queue"), ("agent", "Add an agent"), ("sla", "Add an SLA")])
def test_a_form_says_what_it_adds(root, kind, title):
    assert f"<h1>{title}</h1>" in root.get(f"/admin/{kind}/new").text
    assert title in root.get(f"/admin/{kind}/").text


def test_what_has_to_be_chosen_is_asked_for_not_taken_from_the_top(root):
    page = root.get("/admin/queue/new").text
    assert options_of("group", page)[0] == ("", False)
    assert not any(chosen for _value, chosen in options_of("group", page))
    refused = root.post("/admin/queue/new", data=REPAIRS | {"group": ""})
    assert "It is needed." in errors_at("group", refused.text)


def test_only_processes_that_can_start_are_offered_and_taken(root):
    place = root.post("/admin/queue/new", data=REPAIRS).headers["Location"]
    assert ("nonsense", False) not in options_of("process_id", root.get("/admin/queue/new").text)
    refused = root.post(place, data=REPAIRS | {"process_id": "nonsense"})
    assert refused.status_code == 422
    assert "Choose one of those that are offered." in errors_at("process_id", refused.text)
    with unit_of_work():
        repairs = Queue.named("Repairs")
        assert repairs.process_id == "request"
        repairs.change(process_id="retired", actor=Agent.named("chief").actor)
    assert ("retired", True) in options_of("process_id", root.get(place).text)
    assert root.post(place, data=REPAIRS | {"process_id": "retired", "comment": "still"}).status_code == 302


def test_an_agent_gets_password_and_groups_when_made_and_other_groups_later(site, root):
    with unit_of_work():
        people.group("crew")
    assert names_in(root.get("/admin/agent/new").text)[:8] == [
        "login",
        "title",
        "first_name",
        "last_name",
        "email",
        "password",
        "groups",
        "mobile",
    ]
    weak = root.post("/admin/agent/new", data=BEN | {"password": "x", "groups": ["", "crew"]})
    assert weak.status_code == 422
    assert errors_at("password", weak.text)
    assert ("crew", True) in options_of("groups", weak.text)
    made = root.post("/admin/agent/new", data=BEN | {"password": PASSWORD, "groups": ["", "crew"]})
    assert made.status_code == 302, made.text
    assert log_in(site.test_client(), "ben").status_code == 302
    assert groups_of("ben") == ["crew"]
    root.post(made.headers["Location"], data=BEN | {"groups": ["", "users"]})
    assert groups_of("ben") == ["users"]
    root.post(made.headers["Location"], data=BEN)
    assert groups_of("ben") == ["users"], "what was not asked stays"
    root.post(made.headers["Location"], data=BEN | {"groups": [""]})
    assert groups_of("ben") == []


def groups_of(login: str) -> list[str]:
    with unit_of_work(reads_only=True):
        own = AgentGroupPermission.agent_id == Agent.named(login).id
        return [group.name for group in db.session.query(Group).join(AgentGroupPermission).filter(own)]


def test_a_group_that_is_gone_is_told_and_nobody_was_made(root):
    refused = root.post("/admin/agent/new", data=BEN | {"groups": ["", "nobody"]})
    assert refused.status_code == 422
    assert "There is no group" in errors_at("groups", refused.text)
    assert "ben@example.com" not in root.get("/admin/agent/").text


def test_language_and_zone_are_chosen(root):
    page = root.get("/admin/agent/new").text
    assert [value for value, _chosen in options_of("language", page)] == ["", "en", "de"]
    assert ("Europe/Berlin", False) in options_of("time_zone", page)


def test_a_customer_is_chosen_by_name_and_what_is_needed_is_named(root):
    with unit_of_work():
        people.customer("K-17", name="Bäckerei Sonnenfeld")
    page = root.get("/admin/customer_user/new").text
    assert '<option value="K-17">Bäckerei Sonnenfeld (K-17)</option>' in page
    for name in ("login", "first_name", "last_name", "email"):
        assert re.search(rf'name="{name}"[^>]* required', page), name
    refused = root.post("/admin/customer_user/new", data={"login": "carla", "customer": "K-17", "validity": "valid", "comment": ""})
    assert '<a href="#first_name">First name</a>: It is needed.' in refused.text
    made = root.post("/admin/customer_user/new", data=BEN | {"login": "carla", "customer": "K-17", "password": PASSWORD})
    assert made.status_code == 302, made.text
    assert "Bäckerei Sonnenfeld" in root.get("/admin/customer_user/").text
    with unit_of_work(reads_only=True):
        assert CustomerUser.named("carla").may_log_in


def test_when_to_warn_stands_beside_the_time_it_warns_of(root):
    names = names_in(root.get("/admin/sla/new").text)
    at = names.index("first_response_minutes")
    assert names[:3] == ["name", "calendar", "services"]
    assert names[at + 1] == "first_response_notify_percent"


def test_the_filter_calls_validity_as_the_form_does(root):
    for page in (root.get("/admin/queue/").text, root.get("/admin/queue/new").text):
        assert '<option value="invalid-temporarily">invalid for the time being</option>' in page
