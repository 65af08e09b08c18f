"""Who gets in, for how long, and how they get out again."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from desk import login_sessions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.demo.known import known_password
from processes.demo.marking import MARK
from tests.desk import people
from tests.web.browsing import PASSWORD, log_in, logged_in, with_password
from tests.web.conftest import opened
from web import readers
from web.admission import Admits, admits, own_path

NOON = datetime(2036, 3, 3, 12, tzinfo=UTC)  # after the passwords were set


@pytest.fixture
def site(settings, house):
    with unit_of_work():
        with_password(people.agent("anna", language="de", time_zone="Europe/Berlin"))
        people.agent("ben")  # without a password
        with_password(people.admin("root"))
        with_password(people.customer_user("carla", of=people.customer()))
    with opened(settings) as site:
        site.config["TESTING"] = True
        for whom in Admits:
            site.add_url_rule(f"/for/{whom.name}", view_func=page_for(whom), endpoint=f"for_{whom.name}")
            site.add_url_rule(f"/portal/for/{whom.name}", view_func=page_for(whom), endpoint=f"portal_for_{whom.name}")
        site.add_url_rule("/for/nobody", view_func=lambda: "never", endpoint="for_nobody")
        yield site


def page_for(whom: Admits):
    def tell_who() -> str:
        found = readers.reader()
        return "a stranger" if found is None else found.login

    return admits(whom)(tell_who)


# ------------------------------------------------------------------------------------------------------ getting in
def test_agents_get_in_by_login_and_customers_also_by_address(site):
    assert logged_in(site, "Anna").get("/for/AGENTS").text == "anna"
    assert logged_in(site, "carla", portal=True).get("/portal/for/CUSTOMERS").text == "carla"
    assert logged_in(site, "CARLA@example.com", portal=True).get("/portal/for/CUSTOMERS").text == "carla"


def test_from_the_beginning_everybody_gets_to_where_they_work(site):
    ways = {
        "anna": logged_in(site, "anna").get("/").headers["Location"],
        "carla": logged_in(site, "carla", portal=True).get("/").headers["Location"],
        "a stranger": site.test_client().get("/").headers["Location"],
    }
    assert ways == {"anna": "/tickets", "carla": "/portal/", "a stranger": "/login"}


@pytest.mark.parametrize("login", ["anna", "ben", "nobody", "", "carla", "anna@example.com", "x" * 5000])
def test_whether_there_is_such_an_account_is_not_told(site, login):
    answer = log_in(site.test_client(), login, password="wrong")
    assert answer.status_code == 422
    assert "do not belong together" in answer.text


def test_wrong_passwords_are_not_looked_at_for_ever(site):
    client = site.test_client()
    assert [log_in(client, "anna", password="wrong").status_code for _ in range(10)] == [422] * 10
    answer = log_in(client, "anna")
    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.text
    assert log_in(client, "root").status_code == 302


def test_strangers_are_sent_to_the_login_and_back(site):
    client = site.test_client()
    answer = client.get("/for/AGENTS?queue=7")
    assert answer.headers["Location"] == "/login?next=%2Ffor%2FAGENTS%3Fqueue%3D7"
    sent = client.post(answer.headers["Location"], data={"login": "anna", "password": PASSWORD})
    assert sent.headers["Location"] == "/for/AGENTS?queue=7"
    assert client.get("/portal/for/CUSTOMERS").headers["Location"].startswith("/portal/login?")
    assert client.get("/for/AGENTS", headers={"Accept": "application/json"}).status_code == 200
    assert site.test_client().get("/for/AGENTS", headers={"Accept": "application/json"}).status_code == 401
    assert site.test_client().get("/for/AGENTS", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/login"


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/a\\b", "/a\r\nSet-Cookie: x", ""]
)
def test_the_way_back_never_leads_elsewhere(wanted):
    assert own_path(wanted) is None


def test_each_view_says_who_may_enter(site):
    anna, root, carla = logged_in(site, "anna"), logged_in(site, "root"), logged_in(site, "carla", portal=True)
    seen = {
        "anna": {whom: anna.get(f"/for/{whom.name}").status_code for whom in Admits},
        "root": {whom: root.get(f"/for/{whom.name}").status_code for whom in Admits},
        "carla": {whom: carla.get(f"/portal/for/{whom.name}").status_code for whom in Admits},
    }
    closed = dict.fromkeys(Admits, 403) | {"everybody": 200, Admits.READERS: 200}
    assert seen == {
        "anna": closed | {"agents": 200},
        "root": closed | {"agents": 200, "administrators": 200},
        "carla": closed | {"customers": 200},
    }
    assert root.get("/for/nobody").status_code == 404
    assert carla.get("/for/AGENTS").status_code == 302  # a customer's session opens nothing outside the portal


def test_an_agent_and_a_customer_in_one_browser(site):
    client = logged_in(site, "anna")
    assert log_in(client, "carla", portal=True).status_code == 302
    assert client.get("/for/AGENTS").text == "anna"
    assert client.get("/portal/for/CUSTOMERS").text == "carla"
    client.post("/portal/logout")
    assert client.get("/for/AGENTS").text == "anna"
    assert client.get("/portal/for/EVERYBODY").text == "a stranger"


# ------------------------------------------------------------------------------------------------------ sessions
def test_the_session_of_before_the_login_is_worth_nothing(site):
    client = site.test_client()
    client.get("/login")
    before = client.get_cookie("session")
    log_in(client, "anna")
    after = client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    other = site.test_client()
    other.set_cookie("session", before.value)
    assert other.get("/for/EVERYBODY").text == "a stranger"
    assert {"HttpOnly", "SameSite=Lax"} <= set(log_in(site.test_client(), "anna").headers["Set-Cookie"].split("; "))


def test_what_is_stored_opens_no_door(house, site):
    logged_in(site, "anna")
    with unit_of_work(reads_only=True):
        stored = db.session.query(login_sessions.LoginSession.token_hash).scalar()
        assert login_sessions.behind(stored, Agent) is None


def test_sessions_end_when_idle_and_when_too_old(site):
    with moved_to(NOON):
        client = logged_in(site, "anna")
    for hours in range(1, 17):
        with moved_to(NOON + timedelta(hours=hours) - timedelta(minutes=1)):
            assert client.get("/for/EVERYBODY").text == "anna", hours
    with moved_to(NOON + timedelta(hours=16)):
        assert client.get("/for/EVERYBODY").text == "a stranger"
    with moved_to(NOON):
        idle = logged_in(site, "anna")
    with moved_to(NOON + timedelta(hours=2)):
        assert idle.get("/for/EVERYBODY").text == "a stranger"


def test_logging_out_here_and_everywhere(site):
    here, there, elsewhere = (logged_in(site, "anna") for _ in range(3))
    stolen = here.get_cookie("session")
    here.post("/logout")
    assert here.get("/for/EVERYBODY").text == "a stranger"
    assert there.get("/for/EVERYBODY").text == "anna"
    assert stolen is not None
    here.set_cookie("session", stolen.value)  # a copy of the cookie is worth nothing any more
    assert here.get("/for/EVERYBODY").text == "a stranger"
    there.post("/logout", data={"everywhere": "1"})
    assert elsewhere.get("/for/EVERYBODY").text == "a stranger"


@pytest.mark.parametrize(
    "change",
    [
        lambda anna: anna.set_password("another long password", actor=SYSTEM),
        lambda anna: anna.set_password(None, actor=SYSTEM),
        lambda anna: anna.change(validity="invalid", actor=SYSTEM),
        login_sessions.end_all,
    ],
)
def test_sessions_end_with_the_password_and_the_account(house, site, change):
    client = logged_in(site, "anna")
    assert client.get("/for/EVERYBODY").text == "anna"
    with unit_of_work():
        change(Agent.named("anna"))
    assert client.get("/for/EVERYBODY").text == "a stranger"


def test_a_token_of_a_customer_is_none_of_an_agent(house, site):
    with unit_of_work():
        carla = CustomerUser.named("carla")
        token = login_sessions.begin(carla, address="::1", device="")
        assert login_sessions.behind(token, Agent) is None
        assert [one.person_id for one in login_sessions.of(carla)] == [carla.id]
    with moved_to(now() + timedelta(hours=17)), unit_of_work():
        assert login_sessions.forget_ended() == 1


# ------------------------------------------------------------------------------------------------------ forgery
@pytest.fixture
def guarded(settings, site):
    with opened(settings, checks_forgery=True) as guarded:
        yield guarded


def test_forms_without_their_token_are_not_taken(guarded):
    client = guarded.test_client()
    assert log_in(client, "anna").status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token
    data = {"login": "anna", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/login", data=data).status_code == 302
    assert client.post("/logout", data={"csrf_token": token[1]}).status_code == 400  # that of before the login
    assert client.post("/logout").status_code == 400


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_other_sites_send_nothing(site, headers):
    answer = site.test_client().post("/write", headers=headers)
    assert answer.status_code == 400
    assert "another site" in answer.text
    assert site.test_client().post("/write", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}).status_code == 200


# ------------------------------------------------------------------------------------------------------ words and times
def test_pages_speak_the_language_of_their_reader(site):
    client = site.test_client()
    assert '<html lang="en"' in client.get("/login").text
    german = client.get("/login", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"}).text
    assert "Anmelden" in german
    assert "Passwort" in german
    assert "Anmelden" in logged_in(site, "anna").get("/portal/login", headers={"Accept-Language": "de"}).text


# ------------------------------------------------------------------------------------------------------ the demo company
@pytest.mark.parametrize("login, portal, other", [("agent", False, "customer"), ("customer", True, "agent")])
def test_the_login_tells_of_passwords_that_everybody_knows_as_long_as_they_are(site, login, portal, other):
    page = "/portal/login" if portal else "/login"
    assert "-demo" not in site.test_client().get(page).text
    with unit_of_work():
        employer = people.customer("DEMO")
        anna = people.agent("agent", comment=MARK)
        carla = people.customer_user("customer", of=employer, comment=MARK)
        for person in (anna, carla):
            person.set_password(known_password(person.login), actor=SYSTEM)
    told = site.test_client().get(page).text
    assert f"<code>{login}</code>, <code>{login}-demo</code>" in told
    assert f"{other}-demo" not in told
    with unit_of_work():
        for person in (Agent.named("agent"), CustomerUser.named("customer")):
            person.set_password("a password of one's own", actor=SYSTEM)
    assert "-demo" not in site.test_client().get(page).text


def test_nobody_is_told_of_somebody_who_only_is_called_so(site):
    with unit_of_work():
        people.agent("agent").set_password(known_password("agent"), actor=SYSTEM)
    assert "agent-demo" not in site.test_client().get("/login").text
