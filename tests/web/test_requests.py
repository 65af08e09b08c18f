"""Ids, hosts, proxies, and the unit of work around each view."""

import io
import json
import logging
import re
from dataclasses import replace

import pytest
from flask import request

from foundation import logs
from tests.web.conftest import count_messages, opened

PROXY, STRANGER = {"REMOTE_ADDR": "10.0.0.5"}, {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def behind_proxy(bare_settings):
    with opened(replace(bare_settings, trusted_proxies=("10.0.0.0/8", "::1/128"), base_url="https://desk.example.com")) as site:
        yield site.test_client()


# ------------------------------------------------------------------------------------------------------- units of work
def test_a_view_that_answers_commits(house, client):
    assert client.post("/write").text == "written"
    assert count_messages() == 1


def test_a_view_that_raises_rolls_back(house, client):
    assert client.post("/write?then=raise").status_code == 422
    assert count_messages() == 0


def test_looking_writes_nothing(house, client):
    assert client.get("/write").status_code == client.head("/write").status_code == 500
    assert count_messages() == 0
    assert client.get("/look").text == "1"


def test_no_connection_stays_behind(client, website):
    from foundation.db import db

    for path in ("/look", "/write", "/raise/unexpected", "/health", "/metrics") * 5:
        client.get(path)
        client.post(path)
    with website.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # pools of both databases count


# ----------------------------------------------------------------------------------------------------------------- ids
@pytest.mark.parametrize("given", ["abcdefgh", "3f2a-77_b.9", "a" * 64])
def test_a_proxy_we_trust_may_name_the_request(behind_proxy, given):
    answer = behind_proxy.get("/here", environ_overrides=PROXY, headers={"X-Request-ID": given, "Host": "desk.example.com"})
    assert answer.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "abcdefgh ijkl", "abcdefgh<b>", "abcdefghü"])
def test_senseless_ids_are_not_taken(behind_proxy, given):
    answer = behind_proxy.get("/here", environ_overrides=PROXY, headers={"X-Request-ID": given, "Host": "desk.example.com"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_strangers_do_not_name_requests(behind_proxy):
    answer = behind_proxy.get("/here", environ_overrides=STRANGER, headers={"X-Request-ID": "abcdefgh", "Host": "desk.example.com"})
    assert answer.headers["X-Request-ID"] != "abcdefgh"


def test_lines_of_a_request_carry_its_id_and_no_token(bare):
    written = io.StringIO()
    handler, log = logging.StreamHandler(written), logging.getLogger("web")
    handler.setFormatter(logs.formatter("web", known=frozenset(), readable=False))
    log.addHandler(handler)
    log.setLevel("INFO")
    ids = [bare.get(path).headers["X-Request-ID"] for path in ("/somewhere/7/?token=geheim", "/raise/unexpected")]
    log.removeHandler(handler)
    log.setLevel("NOTSET")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["request_id"] for line in lines} == set(ids)
    assert [(line["route"], line["at"], line["status"]) for line in lines if line["event"] == "answered"] == [
        ("/somewhere/<int:number>/", {"number": 7}, 200),
        ("/raise/<name>", {"name": "unexpected"}, 500),
    ]
    assert "geheim" not in written.getvalue()


# --------------------------------------------------------------------------------------------------------------- hosts
@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "127.0.0.1"])
def test_our_own_names(bare, host):
    assert bare.get("/here", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8080",
        "localhost@evil.example",
        "evil.example#localhost",
        "localhost/evil",
        "localhost:port",
        "[::1",
        "",
        "localhost evil.example",
        "localhost,evil.example",
        "ü.example",
        "a" * 300,
        "127.1",
        "[::ffff:127.0.0.1]",
    ],
)
def test_other_names_are_refused_and_not_repeated(bare, host):
    for path in ("/status", "/health", "/metrics", "/nowhere", "/look"):
        answer = bare.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text + str(answer.headers)


def test_the_name_people_use(behind_proxy):
    assert behind_proxy.get("/here", headers={"Host": "desk.example.com"}).status_code == 200
    assert behind_proxy.get("/here", headers={"Host": "Desk.Example.com:443"}).status_code == 200


# ------------------------------------------------------------------------------------------------------------- proxies
@pytest.mark.parametrize(
    "peer, forwarded, seen",
    [
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "6.6.6.6, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.5", "10.6.6.6, 198.51.100.1, 10.0.0.9, 10.0.0.8", "198.51.100.1"),
        ("10.0.0.5", "10.0.0.7, 10.0.0.9", "10.0.0.7"),
        ("10.0.0.5", ", 198.51.100.1", "198.51.100.1"),
        ("::1", "198.51.100.1", "198.51.100.1"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("203.0.113.7", "10.0.0.5", "203.0.113.7"),
    ],
)
def test_whose_word_counts(behind_proxy, peer, forwarded, seen):
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https", "Host": "desk.example.com"}
    answer = behind_proxy.get("/here", environ_overrides={"REMOTE_ADDR": peer}, headers=headers)
    scheme = "http" if peer == "203.0.113.7" else "https"
    assert answer.text == f"{seen} {scheme}://desk.example.com/here"


def test_strangers_do_not_choose_the_host(behind_proxy):
    headers = {"X-Forwarded-Host": "evil.example", "Host": "desk.example.com"}
    assert behind_proxy.get("/here", environ_overrides=STRANGER, headers=headers).text.endswith("http://desk.example.com/here")
    assert behind_proxy.get("/here", environ_overrides=PROXY, headers=headers).status_code == 400
    headers = {"X-Forwarded-Host": "desk.example.com", "Host": "inner:8080"}
    assert behind_proxy.get("/here", environ_overrides=PROXY, headers=headers).status_code == 200
    assert behind_proxy.get("/here", environ_overrides=STRANGER, headers=headers).status_code == 400


# ----------------------------------------------------------------------------------------------------------------- values
@pytest.mark.parametrize("path", ["/here%00", "/somewhere/9223372036854775808/", f"/somewhere/{'9' * 5000}/"])
def test_what_no_database_keeps_leads_nowhere(bare, path):
    assert bare.get(path).status_code == 404
    assert bare.get("/somewhere/9223372036854775807/").status_code == 200


def test_a_character_that_is_no_text_is_not_taken(house, client):
    assert client.get("/here?q=a%00b").status_code == 400
    assert client.get("/here?a%00b=q").status_code == 400
    assert client.post("/write", data={"title": "a\0b"}).status_code == 400
    assert count_messages() == 0


def test_a_number_that_no_database_keeps_is_none(bare_site):
    with bare_site.test_request_context(f"/here?before=7&after=9223372036854775808&from=-9223372036854775808&to={'9' * 5000}&size=ten"):
        found = {name: request.args.get(name, type=int) for name in ("before", "after", "from", "to", "size")}
    assert found == {"before": 7, "after": None, "from": None, "to": None, "size": None}
