import logging
import socket
from ipaddress import ip_address
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from desk.actors import SYSTEM
from desk.auditing import HIDDEN, AuditEntry
from desk.endpoints import Endpoint, EndpointMethod, endpoints_usable_by
from foundation.db import db
from foundation.errors import Forbidden, Refused
from foundation.outbound import Outbound
from foundation.unit_of_work import unit_of_work
from tests.desk.people import agent, group

CANARY = "canary-93e2"
SECRETS = {"url": f"https://hooks.example.com/{CANARY}", "headers": {"Authorization": f"Bearer {CANARY}"}, "secret": CANARY}


@pytest.fixture(autouse=True)
def _names(house: Flask):
    """Every name leads to a public address, without asking anybody."""
    house.extensions["outbound"] = Outbound(own_hosts=["desk.example.com"], resolve=lambda *_: [ip_address("8.8.8.8")])


def endpoint(name: str = "Chat", **values: Any) -> Endpoint:
    return Endpoint.create(name=name, actor=SYSTEM, **SECRETS | values)


def test_an_endpoint_keeps_what_it_takes_to_be_let_in(house: Flask):
    with unit_of_work():
        made = endpoint(groups=[group("users")]).id
    with unit_of_work():
        found = Endpoint.by_id(made)
        assert (found.url, found.headers, found.secret) == (SECRETS["url"], SECRETS["headers"], CANARY)
        assert found.method is EndpointMethod.POST
        assert found.host == "hooks.example.com"
        assert [str(one) for one in found.groups] == ["users"]


@pytest.mark.usefixtures("work")
def test_headers_and_secret_are_optional():
    made = Endpoint.create(name="Plain", url="https://hooks.example.com/", actor=SYSTEM)
    assert (made.headers, made.secret, made.groups) == ({}, None, [])


PROBLEMS = [
    ({"url": ""}, "url"),
    ({"url": None}, "url"),
    ({"url": 7}, "url"),
    ({"url": "http://127.0.0.1/"}, "url"),
    ({"url": "http://169.254.169.254/latest/meta-data/"}, "url"),
    ({"url": "http://[::ffff:10.0.0.1]/"}, "url"),
    ({"url": "http://2130706433/"}, "url"),
    ({"url": f"https://user:{CANARY}@hooks.example.com/"}, "url"),
    ({"url": "ftp://hooks.example.com/"}, "url"),
    ({"url": "https://desk.example.com/"}, "url"),
    ({"method": "TRACE"}, "method"),
    ({"headers": {"X-A": f"{CANARY}\r\nX-B: c"}}, "headers"),
    ({"headers": {"Host": CANARY}}, "headers"),
    ({"headers": {"X-A": 1}}, "headers"),
    ({"headers": ["X-A"]}, "headers"),
    ({"headers": {"X-A": CANARY, "x-a": CANARY}}, "headers"),
    ({"headers": {f"X-{number}": "a" for number in range(51)}}, "headers"),
    ({"secret": CANARY * 100}, "secret"),
    ({"secret": 7}, "secret"),
]


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("values, field", PROBLEMS)
def test_wrong_values_are_refused_at_their_field(values: dict[str, Any], field: str):
    with pytest.raises(Refused) as caught:
        endpoint(**values)
    assert set(caught.value.problems) == {field}
    assert CANARY not in str(caught.value)
    assert db.session.query(Endpoint).count() == 0
    made = endpoint()
    with pytest.raises(Refused) as caught:
        made.change(actor=SYSTEM, **values)
    assert set(caught.value.problems) == {field}
    assert made.url == SECRETS["url"]


@pytest.mark.usefixtures("work")
def test_names_are_unique_and_administrators_only():
    endpoint()
    with pytest.raises(Refused, match="'Chat' already"):
        endpoint("chat")
    with pytest.raises(Forbidden):
        Endpoint.create(name="Other", url="https://hooks.example.com/", actor=agent().actor)


@pytest.mark.usefixtures("work")
def test_an_address_whose_name_cannot_be_resolved_now_may_be_kept(house: Flask):
    def away(*_: object) -> list:
        raise socket.gaierror

    house.extensions["outbound"] = Outbound(resolve=away)
    assert endpoint().host == "hooks.example.com"


@pytest.mark.usefixtures("work")
def test_only_the_named_groups_may_use_it():
    users, others, gone = group("users"), group("others"), group("gone")
    chat = endpoint(groups=[users, gone])
    endpoint("Archive", groups=[others])
    endpoint("Nobody's")
    gone.change(validity="invalid", actor=SYSTEM)
    assert chat.is_usable_by(users)
    assert not chat.is_usable_by(others)
    assert not chat.is_usable_by(gone)
    assert [str(one) for one in db.session.scalars(endpoints_usable_by([users, gone]))] == ["Chat"]
    assert [str(one) for one in db.session.scalars(endpoints_usable_by([users, others]))] == ["Archive", "Chat"]
    assert db.session.scalars(endpoints_usable_by([gone])).all() == []
    assert db.session.scalars(endpoints_usable_by([])).all() == []
    chat.change(validity="invalid", actor=SYSTEM)
    assert not chat.is_usable_by(users)
    assert db.session.scalars(endpoints_usable_by([users])).all() == []
    with pytest.raises(Refused, match="named twice"):
        chat.change(groups=[users, users], actor=SYSTEM)


# ------------------------------------------------------------------------------------------------ the canary
@pytest.mark.usefixtures("work")
def test_audits_tell_that_secrets_changed_and_no_more():
    made = endpoint()
    made.change(secret=CANARY + "2", url=f"https://other.example.com/{CANARY}", headers={"X-A": CANARY}, actor=SYSTEM)
    made.change(secret=None, actor=SYSTEM)
    entries = db.session.query(AuditEntry).filter_by(noun="endpoint").order_by(AuditEntry.id).all()
    assert [set(entry.changes) >= {"secret"} for entry in entries] == [True, True, True]
    assert entries[1].changes == {name: [HIDDEN, HIDDEN] for name in ("secret", "url", "headers")}
    assert entries[2].changes == {"secret": [HIDDEN, None]}
    assert CANARY not in str([entry.changes for entry in entries])


def test_the_canary_is_nowhere_in_the_database(house: Flask):
    with unit_of_work():
        endpoint()
    with unit_of_work():
        tables = {table.name: db.session.execute(text(f"SELECT * FROM {table.name}")).all() for table in db.metadata.sorted_tables}  # noqa: S608
    assert tables["endpoint"]
    assert CANARY not in repr(tables)


def test_the_canary_is_in_no_log_error_or_representation(house: Flask, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    with unit_of_work():
        made = endpoint()
        assert CANARY not in repr(made) + str(made) + f"{made!r:>10}"
    with pytest.raises(SQLAlchemyError) as caught, unit_of_work():
        db.session.add_all([Endpoint(name="Chat", **SECRETS), Endpoint(name="Chat", **SECRETS)])
    assert CANARY not in str(caught.value)
    assert CANARY not in caplog.text


@pytest.mark.usefixtures("work")
def test_what_is_not_secret_can_be_exported():
    made = endpoint()
    columns = {attribute.key for attribute in db.inspect(Endpoint).column_attrs}
    shown = {name: getattr(made, name) for name in columns - Endpoint.secrets}
    assert CANARY not in repr(shown)
    assert {"name", "method", "validity"} <= set(shown)
