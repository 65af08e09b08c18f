"""Calling endpoints: what is put into the outbox in the step, what is sent after it, and what the token gets."""

import hashlib
import hmac
import json
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.endpoints import Endpoint, EndpointMethod
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import HouseError, Unavailable
from foundation.outbound import Limits, Outbound
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes.actions import Outcome, TransitionActionError, actions
from tests.desk import people
from tests.desk.words import a_group
from tests.foundation.servers import BadServer, plain, serving
from tests.processes.actions.acting import NOW, a_process, act, circumstances, put
from tests.processes.ticket_factories import a_ticket

SECRET = "canary-71ab"


@pytest.fixture(autouse=True)
def _names(seeded_house: Flask) -> None:
    """Every name leads here."""
    seeded_house.extensions["outbound"] = Outbound(
        allowed_networks=["127.0.0.0/8"], resolve=lambda *_: [ip_address("127.0.0.1")], limits=Limits(seconds=5)
    )


def an_endpoint(url: str = "http://hooks.example.com/in?token=t", **values: Any) -> Endpoint:
    usual = {"headers": {"Authorization": f"Bearer {SECRET}", "Idempotency-Key": "theirs"}, "secret": SECRET, "groups": [a_group()]}
    return Endpoint.create(name="shop", url=url, actor=SYSTEM, **usual | values)


# ------------------------------------------------------------------------------------------------ in the step
ASKED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"body": "{}", "content_type": "application/json"}),
    (
        {"amount": Decimal("2.50"), "pieces": Decimal(3), "on": date(2026, 1, 5), "tags": ["a"], "path": "/orders/A 7?x=1"},
        {
            "body": json.dumps({"amount": 2.5, "pieces": 3, "on": "2026-01-05", "tags": ["a"]}),
            "content_type": "application/json",
            "path": "/orders/A%207%3Fx%3D1",
        },
    ),
    ({"body": "Straße {", "method": "PUT"}, {"body": "Straße {", "content_type": "text/plain; charset=utf-8", "method": "PUT"}),
    ({"body": '{"a": 1}'}, {"body": '{"a": 1}', "content_type": "application/json"}),
    ({"body": {"a": [Decimal(1)]}}, {"body": '{"a": [1]}', "content_type": "application/json"}),
    ({"method": "get", "q": "a b&c"}, {"query": "q=a+b%26c", "method": "GET", "body": None, "content_type": None}),
]


@pytest.mark.usefixtures("desk_work")
def test_a_request_is_put_into_the_outbox_without_secrets():
    a_process()
    endpoint = an_endpoint()
    within = circumstances(instance_id=5, token=9, hops=2)
    for params, asked in ASKED:
        assert act(a_ticket(), "webhook", endpoint="shop", within=within, **params) is Outcome.DONE
        usual = {"endpoint_id": endpoint.id, "process_id": "handling", "method": "POST", "path": "", "query": "", "key": "1-1-1-0"}
        message = {"action": "webhook", "arguments": {**usual, **asked}, "instance_id": 5, "token": None, "element": "work"}
        assert put()[-1] == ("perform_action", {**message, "cause": "2026010510000011", "hops": 2}, 2)
    assert SECRET not in json.dumps([row[1] for row in put()])
    assert act(a_ticket(), "webhook", endpoint="shop", within=circumstances(waits=True)) is Outcome.WAITS
    assert put()[-1][1]["token"] == 7
    assert {row.job_queue for row in db.session.scalars(select(Message))} == {"background"}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"path": "orders"}, "does not begin with one slash"),
    ({"path": "//elsewhere.example/"}, "does not begin with one slash"),
    ({"path": "/a/../../admin"}, "leads upwards"),
    ({"method": "HEAD"}, "it can be POST, PUT"),
    ({"method": "GET", "body": "x"}, "GET sends no 'body'"),
    ({"body": "x" * 300_000}, "at most 262,144 are sent"),
]


@pytest.mark.usefixtures("desk_work")
def test_a_request_that_breaks_a_rule_fails_in_the_step():
    a_process()
    an_endpoint()
    for params, sentence in WRONG:
        with pytest.raises(TransitionActionError, match=sentence):
            act(a_ticket(), "webhook", endpoint="shop", **params)
    for params in ({"path": "/../x"}, {"body": "x", "more": "y"}, {"method": "GET", "body": "x"}):
        with pytest.raises(TransitionActionError):
            actions["webhook"].with_params({"endpoint": "shop", **params}).check()
    assert put() == []


@pytest.mark.usefixtures("desk_work")
def test_an_endpoint_is_for_the_group_that_owns_the_process():
    crew, others = people.group("crew"), people.group("others")
    for process_id, owner in (("of_crew", crew), ("of_others", others), ("of_the_house", None)):
        a_process(process_id, owner=owner)
    endpoint = an_endpoint(groups=[crew])
    for process_id in ("of_crew", "of_the_house"):
        act(a_ticket(), "webhook", endpoint="shop", within=circumstances(process_id=process_id))
    with pytest.raises(TransitionActionError, match="may not be used by the process 'of_others': it is not open to the group 'others'"):
        act(a_ticket(), "webhook", endpoint="shop", within=circumstances(process_id="of_others"))
    endpoint.change(groups=[], actor=SYSTEM)
    for process_id in ("of_crew", "of_the_house"):
        with pytest.raises(TransitionActionError, match="may not be used"):
            act(a_ticket(), "webhook", endpoint="shop", within=circumstances(process_id=process_id))


# ------------------------------------------------------------------------------------------------ after the commit
def asked_of(server: BadServer, **values: Any) -> dict[str, Any]:
    """What `perform` is asked, for an endpoint that leads to this server."""
    with unit_of_work():
        a_process()
        endpoint = an_endpoint(f"http://hooks.example.com:{server.port}/in?token=t", **values)
        usual = {
            "endpoint_id": endpoint.id,
            "process_id": "handling",
            "method": "POST",
            "path": "/orders",
            "query": "q=1",
            "key": "1-1-1-0",
        }
    return {**usual, "body": '{"a": 1}', "content_type": "application/json"}


@pytest.mark.usefixtures("seeded_house")
def test_a_request_carries_the_stored_headers_a_key_and_a_signature():
    with serving(lambda _: iter([plain(b'{"order": "A7", "amount": 2.5}')])) as server:
        asked = asked_of(server)
        with moved_to(NOW):
            assert actions["webhook"].perform(asked) == {"order": "A7", "amount": Decimal("2.5")}
    head, _, body = server.requests[0].decode().partition("\r\n\r\n")
    at = str(int(NOW.timestamp()))
    signed = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    assert head.startswith("POST /in/orders?token=t&q=1 HTTP/1.1\r\n")
    assert body == '{"a": 1}'
    for header in (
        f"Authorization: Bearer {SECRET}",
        "Idempotency-Key: 1-1-1-0",
        "Content-Type: application/json",
        f"X-Laufzettel-Timestamp: {at}",
        f"X-Laufzettel-Signature: sha256={signed}",
    ):
        assert f"\r\n{header}" in head
    assert "theirs" not in head


@pytest.mark.usefixtures("seeded_house")
def test_without_a_secret_nothing_is_signed_and_stored_types_count():
    with serving(lambda _: iter([plain(b"")])) as server:
        asked = asked_of(server, secret=None, headers={"content-type": "application/x-order"}, method=EndpointMethod.PUT)
        assert actions["webhook"].perform(asked) == {}
    head = server.requests[0].decode()
    assert "Signature" not in head
    assert "content-type: application/x-order" in head
    assert "application/json" not in head


REPLIES = [
    (plain(b'["a"]'), {"reply": ["a"]}),
    (plain(b"thanks"), {"reply": "thanks"}),
    (plain(b"null"), {}),
    (plain(b"", "204 No Content"), {}),
]
REFUSALS = ["400 Bad Request", "401 Unauthorized", "404 Not Found", "410 Gone"]
TROUBLE = ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests", "408 Request Timeout"]


@pytest.mark.usefixtures("seeded_house")
def test_what_the_token_gets_and_which_failures_may_pass():
    answers = [answer for answer, _ in REPLIES] + [plain(b"", status) for status in (*REFUSALS, *TROUBLE)] + [plain(b"x" * 70_000)]
    with serving(lambda _: iter([answers.pop(0)])) as server:
        asked = asked_of(server)
        for _, reply in REPLIES:
            assert actions["webhook"].perform(asked) == reply
        for status in REFUSALS:
            with pytest.raises(TransitionActionError, match=f"'shop' answered with the status {status[:3]}"):
                actions["webhook"].perform(asked)
        for status in TROUBLE:
            with pytest.raises(Unavailable, match=f"'shop' answered with the status {status[:3]}"):
                actions["webhook"].perform(asked)
        with pytest.raises(TransitionActionError, match="at most 65,536 are taken"):
            actions["webhook"].perform(asked)


@pytest.mark.usefixtures("seeded_house")
def test_who_is_not_reached_may_be_later_and_who_lost_the_endpoint_is_not():
    with serving(lambda _: iter([plain(b"")])) as server:
        asked = asked_of(server)
    with pytest.raises(Unavailable, match="'shop' was not reached"):
        actions["webhook"].perform(asked)
    with unit_of_work():
        Endpoint.named("shop").change(groups=[], actor=SYSTEM)
    with pytest.raises(HouseError, match="may not be used"):
        actions["webhook"].perform(asked)
