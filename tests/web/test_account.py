"""What people see to themselves: their password, their account, where they are logged in."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from desk import password_resets, switches
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.switches import Switch
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.web.browsing import PASSWORD, log_in, logged_in, with_password
from tests.web.conftest import opened
from workers import accounts

NEW = "an entirely new password"


@pytest.fixture
def site(settings, seeded_house):
    with unit_of_work():
        with_password(people.agent("anna"))
        with_password(people.customer_user("carla", of=people.customer()))
    with opened(settings) as site:
        yield site


@pytest.fixture
def settings(seeded_house, redis_server, redis):
    from dataclasses import replace

    return replace(seeded_house.extensions["settings"], redis_url=redis_server.url)


def asked(job: str) -> dict:
    """What a job was asked for by the last request."""
    with unit_of_work(reads_only=True):
        message = db.session.query(Message).filter(Message.job == job).order_by(Message.created_at.desc()).first()
        assert message is not None
        return dict(message.arguments)


def run(job, **arguments) -> None:
    with unit_of_work():
        job(**arguments)


def link_in_last_letter() -> tuple[str, str]:
    """Whom it went to, and the path of its link."""
    letter = asked("workers.mail.send_letter")
    link = re.search(r"https?://[^/]+(/\S+)", letter["body"])
    assert link
    return letter["to"][0], link[1]


@pytest.mark.parametrize("login, portal, path", [("anna", False, "/password/new/"), ("carla@example.com", True, "/portal/password/new/")])
def test_a_forgotten_password_is_set_by_a_link_once(site, login, portal, path):
    client = site.test_client()
    prefix = "/portal" if portal else ""
    answer = client.post(f"{prefix}/password/forgotten", data={"login": login})
    assert "If there is such an account" in answer.text
    run(accounts.send_new_password, **asked("workers.accounts.send_new_password"))
    to, link = link_in_last_letter()
    assert to == f"{login.partition('@')[0]}@example.com"
    assert link.startswith(path)
    old = logged_in(site, login, portal=portal)
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "short", "again": "short"}).status_code == 422
    assert client.post(link, data={"password": NEW, "again": f"{NEW}!"}).status_code == 422
    assert client.post(link, data={"password": NEW, "again": NEW}).status_code == 302
    assert client.post(link, data={"password": NEW, "again": NEW}).status_code == 404
    assert log_in(client, login, portal=portal).status_code == 422
    assert log_in(client, login, password=NEW, portal=portal).status_code == 302
    assert old.get(f"{prefix}/account").status_code == 302, "a session of before is over"
    other_side = link.removeprefix("/portal") if portal else f"/portal{link}"
    assert client.get(other_side).status_code == 404


def test_nobody_learns_whether_there_is_such_an_account(site):
    client = site.test_client()
    answers = {client.post("/password/forgotten", data={"login": login}).text for login in ("anna", "nobody", "anna@example.com")}
    assert len(answers) == 1
    run(accounts.send_new_password, kind="agent", login="nobody")
    with unit_of_work(reads_only=True):
        assert db.session.query(Message).filter(Message.job == "workers.mail.send_letter").count() == 0
        assert db.session.query(password_resets.PasswordReset).count() == 0


def test_letters_are_not_sent_for_ever(site):
    client = site.test_client()
    codes = [client.post("/password/forgotten", data={"login": "anna"}).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert log_in(client, "anna").status_code == 302, "asking for letters locks nobody out"


def test_both_can_be_switched_off_and_on(site):
    client = site.test_client()
    assert client.get("/portal/register").status_code == client.post("/portal/register").status_code == 404
    with unit_of_work():
        switches.turn(Switch.LOST_PASSWORDS, False, actor=SYSTEM)
        switches.turn(Switch.REGISTRATION, True, actor=SYSTEM)
    assert client.get("/password/forgotten").status_code == client.post("/portal/password/forgotten").status_code == 404
    assert client.get("/portal/register").status_code == 200


def test_customers_make_their_own_account(site):
    with unit_of_work():
        switches.turn(Switch.REGISTRATION, True, actor=SYSTEM)
    client = site.test_client()
    wrong = client.post("/portal/register", data={"email": "no address", "first_name": "", "last_name": "<b>Neu</b>"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;Neu" in wrong.text
    given = {"email": "nina@example.org", "first_name": "Nina", "last_name": "Neu"}
    answer = client.post("/portal/register", data=given)
    run(accounts.welcome, **asked("workers.accounts.welcome"))
    to, link = link_in_last_letter()
    assert to == "nina@example.org"
    client.post(link, data={"password": NEW, "again": NEW})
    assert log_in(client, "nina@example.org", password=NEW, portal=True).status_code == 302
    with unit_of_work(reads_only=True):
        assert CustomerUser.named("nina@example.org").customer.number == "nina@example.org"
    again = client.post("/portal/register", data=given)
    assert again.text == answer.text
    run(accounts.welcome, **asked("workers.accounts.welcome"))
    assert "new password" in asked("workers.mail.send_letter")["subject"]


def test_the_account_page_takes_over_what_is_ones_own(site):
    client = logged_in(site, "anna")
    given = {"language": "de", "time_zone": "Asia/Tokyo", "theme": "dark", "density": "compact", "switches": ["shortcuts"], "login": "root"}
    assert client.post("/account", data=given).status_code == 302
    with unit_of_work(reads_only=True):
        anna = Agent.named("anna")
        assert (anna.language, anna.time_zone) == ("de", "Asia/Tokyo")
        assert anna.preferences == {"theme": "dark", "density": "compact", "shortcuts": False}
    assert "Meine Einstellungen" in client.get("/account").text
    refused = client.post("/account", data={"time_zone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert client.post("/account", data={"theme": "light", "back": "//evil.example"}).headers["Location"] == "/account"


@pytest.mark.parametrize("login, portal", [("anna", False), ("carla@example.com", True)])
def test_a_link_is_void_when_the_password_was_changed_otherwise(site, login, portal):
    client, prefix = site.test_client(), "/portal" if portal else ""
    client.post(f"{prefix}/password/forgotten", data={"login": login})
    run(accounts.send_new_password, **asked("workers.accounts.send_new_password"))
    _to, link = link_in_last_letter()
    assert client.get(link).status_code == 200
    owner = logged_in(site, login, portal=portal)
    with moved_to(now() + timedelta(minutes=1)):
        changed = owner.post(f"{prefix}/account/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
        assert changed.status_code == 302, "the owner noticed something"
        assert client.get(link).status_code == 404
        assert client.post(link, data={"password": "the thief's own choice", "again": "the thief's own choice"}).status_code == 404
        assert log_in(site.test_client(), login, password=NEW, portal=portal).status_code == 302


def test_a_link_that_is_used_twice_at_once_opens_once(site):
    site.test_client().post("/password/forgotten", data={"login": "anna"})
    run(accounts.send_new_password, **asked("workers.accounts.send_new_password"))
    _to, link = link_in_last_letter()
    ready = Barrier(4, timeout=30)

    def use(number: int) -> int:
        client = site.test_client()
        ready.wait()
        return int(client.post(link, data={"password": f"{NEW} {number}", "again": f"{NEW} {number}"}).status_code)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(use, range(4))) == [302, 404, 404, 404]


def test_letters_lead_to_the_house_whatever_host_was_asked_for(site):
    client = site.test_client()
    evil = {"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    client.post("/password/forgotten", data={"login": "anna"}, headers=evil)
    run(accounts.send_new_password, **asked("workers.accounts.send_new_password"))
    assert "evil.example" not in str(asked("workers.mail.send_letter"))
    assert client.post("/password/forgotten", data={"login": "anna"}, headers={"Host": "evil.example"}).status_code == 400


def test_whoever_sits_down_at_an_open_session_does_not_guess_the_password(site):
    client = logged_in(site, "anna")
    statuses = [
        client.post("/account/password", data={"present": f"guess {n}", "password": NEW, "again": NEW}).status_code for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2
    right = client.post("/account/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
    assert right.status_code == 429
    assert "too many attempts" in right.text
    assert log_in(site.test_client(), "anna").status_code == 302, "logging in is counted by itself"


def test_a_new_password_needs_the_present_one_and_ends_all_other_sessions(site):
    here, there = logged_in(site, "anna"), logged_in(site, "anna")
    assert here.post("/account/password", data={"present": "wrong", "password": NEW, "again": NEW}).status_code == 422
    assert there.get("/account").status_code == 200
    assert here.post("/account/password", data={"present": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_one_session_is_ended_from_another(site):
    here, there = logged_in(site, "carla", portal=True), logged_in(site, "carla", portal=True)
    ends = re.findall(r"/portal/account/sessions/(\d+)/end", here.get("/portal/account").text)
    assert len(ends) == 2
    stranger = logged_in(site, "anna")
    assert stranger.post(f"/account/sessions/{min(map(int, ends))}/end").status_code == 404
    here.post(f"/portal/account/sessions/{max(map(int, ends))}/end")
    assert there.get("/portal/account").status_code == 302
