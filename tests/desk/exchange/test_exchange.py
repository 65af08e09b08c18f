"""Export and import: everything said about the desk goes elsewhere and comes back the same; what is wrong is told by its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import Table, select

import desk.seeds
from desk import customer_groups, house_permissions, ownership_limits, services
from desk.actors import SYSTEM, Actor, ActorKind
from desk.agents import Agent
from desk.attachments import Attachment
from desk.auditing import AuditEntry
from desk.auto_responses import AutoResponse, AutoResponseType, answer_with
from desk.calendars import Calendar
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.dynamic_fields import DynamicField
from desk.endpoints import Endpoint
from desk.exchange import apply, export, preview
from desk.exchange.links import LINKS, PERSONAL
from desk.exchange.shapes import attributes, kinds
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import mapper_of
from desk.ownership_limits import Relation
from desk.priorities import Priority
from desk.queues import Queue
from desk.roles import Role
from desk.salutations import Salutation
from desk.services import Service
from desk.slas import Sla
from desk.switches import Switch, turn
from desk.system_addresses import SystemAddress
from desk.templates import Template
from foundation.db import Base, db
from foundation.errors import Forbidden, Refused
from foundation.unit_of_work import unit_of_work

CANARY = "canary-5b20"
DATABASES = ("sqlite", "postgresql")
# Tables that are no master data: what happens, what is counted, and the values of fields.
NOT_EXCHANGED = PERSONAL | {
    "audit_entry",
    "blob",
    "dynamic_field_value",
    "login_attempt",
    "login_session",
    "password_reset",
    "planted_seed",
    "ticket_number_counter",
    "outbox_message",
    "schedule_tick",
}


def seed() -> None:
    if db.session.scalar(select(Queue.id).limit(1)) is None:
        desk.seeds.plant()


def fill() -> None:
    """Some of everything, with references in circles."""
    group, role = Group.create(name="Küche", actor=SYSTEM), Role.create(name="cook", actor=SYSTEM)
    agent = Agent.create(login="a.b", first_name="A", last_name="B", email="a@example.com", actor=SYSTEM, preferences={"z": 1, "a": [True]})
    agent.set_password("a long pass phrase 77", actor=SYSTEM)
    group.grant("rw", to=agent, actor=SYSTEM)
    group.grant("ro", to=role, actor=SYSTEM)
    role.give(to=agent, actor=SYSTEM)
    house_permissions.grant(HousePermission.ADMIN, to=agent, actor=SYSTEM)
    house_permissions.grant(HousePermission.DESIGNER, to=role, actor=SYSTEM)
    calendar = Calendar.create(name="Köln", actor=SYSTEM, country="DE", region="NW")
    salutation = Salutation.create(name="Hello", text="Dear <OTRS_CUSTOMER_DATA_UserFirstname>,\n\nthank you.  \n", actor=SYSTEM)
    queue = Queue.create(name="Kitchen", group=group, calendar=calendar, salutation=salutation, actor=SYSTEM)
    address = SystemAddress.create(email="kitchen@example.com", display_name="Küche", queue=queue, actor=SYSTEM)
    queue.change(actor=SYSTEM, system_address=address, is_default=True)
    Queue.create(name="Kitchen::Cold", group=group, actor=SYSTEM, first_response_minutes=60, first_response_notify_percent=80)
    ownership_limits.limit(queue, Relation.OWNER, ["note", "ro"], actor=SYSTEM)
    response = AutoResponse.create(
        name="got it", type=AutoResponseType.REPLY, subject="Got it", text="Yes.", sender_address=address, actor=SYSTEM
    )
    answer_with(queue, response, actor=SYSTEM)
    service = Service.create(name="Food", actor=SYSTEM)
    Service.create(name="Food::Soup", actor=SYSTEM)
    Sla.create(name="Fast", services=[service], calendar=calendar, solution_minutes=30, actor=SYSTEM)
    attachment = Attachment.create(name="menu", file_name="menu.pdf", content=bytes(range(256)) * 20, actor=SYSTEM)
    Template.create(name="Answer", text="Soup?", queues=[queue], attachments=[attachment], actor=SYSTEM)
    customer = Customer.create(number="0042", name="Acme", actor=SYSTEM)
    other = Customer.create(number="yes", name="No", actor=SYSTEM)
    user = CustomerUser.create(
        login="u", first_name="U", last_name="V", email="u@example.com", customer=customer, further_customers=[other], actor=SYSTEM
    )
    services.assign(service, user, actor=SYSTEM)
    customer_groups.grant("rw", group, to=user, actor=SYSTEM)
    customer_groups.grant("ro", group, to=customer, context="other", actor=SYSTEM)
    turn(Switch.SERVICES, True, actor=SYSTEM)
    for position, name in ((3, "Alpha"), (1, "Beta"), (2, "Gamma")):
        DynamicField.create(name=name, label=name, kind="text", position=position, actor=SYSTEM)
    DynamicField.create(name="Choice", label="Choice", kind="dropdown", config={"values": {"b": "B", "a": "A"}}, actor=SYSTEM)
    Priority.named("4 high").change(actor=SYSTEM, is_default=True)


House = Callable[..., Any]


@pytest.fixture
def house_on(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    @contextmanager
    def opened(database: str, name: str) -> Iterator[Flask]:
        (tmp_path / name).mkdir()
        with request.getfixturevalue(f"{database}_houses").house(tmp_path / name) as application, application.app_context():
            with unit_of_work():
                seed()
            yield application

    return opened


def exported() -> bytes:
    with unit_of_work(reads_only=True):
        return export(actor=SYSTEM)


def applied(data: bytes | str) -> Any:
    with unit_of_work():
        return apply(data.encode() if isinstance(data, str) else data, actor=SYSTEM)


# ------------------------------------------------------------------------------------------------ round trips
@pytest.mark.parametrize("source, target", [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")])
def test_everything_goes_elsewhere_and_comes_out_the_same(house_on: House, source: str, target: str):
    with house_on(source, "source"):
        with unit_of_work():
            fill()
        data = exported()
        assert exported() == data
        assert not preview(data, actor=SYSTEM)  # here there is nothing to do
        assert not applied(data)
        assert exported() == data
    with house_on(target, "target"):
        shown = preview(data, actor=SYSTEM)
        assert exported() != data  # shown, not done
        assert applied(data) == shown
        assert exported() == data
        assert not applied(data)
        with unit_of_work(reads_only=True):
            assert Agent.named("a.b").password_hash is None
            kitchen = Queue.named("Kitchen")
            assert kitchen.system_address is not None
            assert kitchen.system_address.queue is kitchen
            assert [field.name for field in DynamicField.of("ticket")][:3] == ["Beta", "Gamma", "Alpha"]
            assert b"".join(Attachment.named("menu").read()) == bytes(range(256)) * 20
            assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.object_name == "Kitchen").limit(1)) is not None


def test_an_export_reads_well_and_tells_no_secret(house_on: House):
    with house_on("sqlite", "source"):
        with unit_of_work():
            fill()
        text = exported().decode()
        assert "a long pass phrase" not in text
        assert "$argon2" not in text
        assert "password" not in text
        document = yaml.safe_load(text)
    assert next(iter(document)) == "laufzettel"
    (kitchen,) = [queue for queue in document["queue"] if queue["name"] == "Kitchen"]
    assert (kitchen["group"], kitchen["system_address"], kitchen["calendar"]) == ("Küche", "kitchen@example.com", "Köln")
    assert {"agent": "a.b", "group": "Küche", "permission": "rw"} in document["agent_group_permission"]
    assert {"queue": "Kitchen", "auto_response": "got it"} in document["queue_auto_response"]
    keys = {key for section in document.values() if isinstance(section, list) for record in section for key in record}
    assert {key for key in keys if key.endswith("_id") or key in {"id", "created_at", "changed_by"}} == {"process_id"}
    assert "  text: |" in text


def test_secrets_of_endpoints_come_by_hand(house_on: House, monkeypatch: pytest.MonkeyPatch):
    given = f"endpoint:\n- name: hook\n  url: https://93.184.216.34/{CANARY}\n  secret: {CANARY}\n"
    with house_on("sqlite", "source"):
        plan = applied(given)
        assert CANARY not in str(plan)
        assert "url: •••" in str(plan)
        data = exported()
        assert CANARY.encode() not in data
        assert not applied(given)
        assert "secret: ••• -> •••" in str(applied(given.replace(f"secret: {CANARY}", "secret: another")))
        assert not applied(data)
        with unit_of_work(reads_only=True):
            assert Endpoint.named("hook").secret == "another"
    with house_on("sqlite", "target"), pytest.raises(Refused, match="It is a secret, which no export holds"):
        applied(data)


# ------------------------------------------------------------------------------------------------ plans
def test_a_part_is_enough_and_nothing_is_deleted(house: Flask):
    with unit_of_work():
        seed()
        fill()
    before = yaml.safe_load(exported())
    plan = applied(
        """
queue:
- name: Kitchen::Cold::Ice   # below one that is here
  group: Ice
- name: Kitchen
  comment: warm
agent_group:
- name: Ice
agent_group_permission:
- {agent: a.b, group: Ice, permission: ro}
"""
    )
    assert str(plan) == (
        "+ agent_group Ice\n    name: 'Ice'\n    validity: 'valid'\n"
        "~ queue Kitchen\n    comment: '' -> 'warm'\n"
        "+ queue Kitchen::Cold::Ice\n    name: 'Kitchen::Cold::Ice'\n    process_id: 'request'\n    follow_up: 'possible'\n"
        "    lock_after_follow_up: False\n    unlock_timeout_minutes: 0\n    is_default: False\n    first_response_minutes: 0\n"
        "    update_minutes: 0\n    solution_minutes: 0\n    validity: 'valid'\n    group: 'Ice'\n"
        "+ agent_group_permission a.b / Ice / ro\n    agent: 'a.b'\n    group: 'Ice'\n    permission: 'ro'\n"
        "3 to create, 1 to change, 0 unchanged."
    )
    after = yaml.safe_load(exported())
    assert {name: len(rows) for name, rows in after.items() if name != "laufzettel"} == {
        name: len(rows) + {"queue": 1, "agent_group": 1, "agent_group_permission": 1}.get(name, 0)
        for name, rows in before.items()
        if name != "laufzettel"
    }


def test_what_follows_from_a_change_is_shown(house: Flask):
    with unit_of_work():
        seed()
    plan = preview(b"priority:\n- {name: 4 high, is_default: true}\n", actor=SYSTEM)
    assert [(change.name, change.fields) for change in plan.changes] == [
        ("3 normal", {"is_default": (True, False)}),
        ("4 high", {"is_default": (False, True)}),
    ]


def test_order_in_the_file_does_not_matter(house: Flask):
    with unit_of_work():
        seed()
    text = """
queue:
- {name: X::Y, group: g, system_address: x@example.com}
- {name: X, group: g, system_address: x@example.com, is_default: false}
- {name: Raw, is_default: false}
- {name: Other, group: g, is_default: true}
system_address:
- {email: x@example.com, display_name: X, queue: X::Y}
agent_group: [{name: g}]
"""
    applied(text)
    with unit_of_work(reads_only=True):
        assert Queue.named("X::Y").system_address.queue.name == "X::Y"  # type: ignore[union-attr]
        assert Queue.default().name == "Other"
    assert not applied(text)


# ------------------------------------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    "text, place, sentence",
    [
        ("queu: []", "line 1", "did you mean 'queue'"),
        ("queue:\n- name: A\n  grup: users", "line 3", "did you mean 'group'"),
        ("queue:\n- name: A\n  id: 3", "line 3", "has no 'id'"),
        ("agent:\n- login: a\n  password_hash: x", "line 3", "has no 'password_hash'"),
        ("queue: {a: 1}", "line 1", "stands a list"),
        ("queue: [1]", "line 1", "values under names"),
        ("- 1", "line 1", "sections"),
        ("laufzettel: 2", "line 1", "format 2"),
        ("queue:\n- comment: x", "line 2", "known by its 'name'"),
        ("queue:\n- name: 7", "line 2", "write it in quotes"),
        ("queue:\n- {name: A, group: users}\n- {name: A}", "line 3", "stands in line 2 already"),
        ("queue:\n- {name: A, group: nobody}", "line 2, queue 'A', group", "no group 'nobody'"),
        ("queue:\n- {name: A}", "line 2, queue 'A', group", "needed"),
        ("queue:\n- {name: A, group: users, follow_up: maybe}", "line 2, queue 'A', follow_up", "'maybe' is none of"),
        ("queue:\n- {name: A, group: users, is_default: 1}", "line 2, queue 'A', is_default", "true or false"),
        ("queue:\n- {name: A, group: users, comment: 1}", "line 2, queue 'A', comment", "in quotes"),
        ("queue:\n- {name: A, group: users, comment: null}", "line 2, queue 'A', comment", "cannot be null"),
        ("queue:\n- {name: A, group: users, update_minutes: '5'}", "line 2, queue 'A', update_minutes", "without quotes"),
        ("queue:\n- {name: A, group: [users]}", "line 2, queue 'A', group", "is no name"),
        ("queue:\n- {name: Gone::A, group: users}", "line 2, queue 'Gone::A', name", "make that one first"),
        ("queue:\n- {name: RAW, group: users}", "line 2, queue 'RAW', name", "'Raw' already"),
        ("template:\n- {name: A, queues: Raw}", "line 2, template 'A', queues", "list of names"),
        ("template:\n- {name: A, queues: [Row]}", "line 2, template 'A', queues", "no queue 'Row'"),
        ("attachment:\n- {name: A, file_name: a.txt}", "line 2, attachment 'A', content", "needed"),
        ("attachment:\n- {name: A, file_name: a.txt, content: '%%'}", "line 2, attachment 'A', content", "base64"),
        ("calendar:\n- {name: A, hours: {Mon: [[x, y]]}}", "line 2, calendar 'A', hours", ""),
        ("switch:\n- {name: servics, value: true}", "line 2, switch 'servics', name", "no switch"),
        ("agent_role:\n- {agent: root@localhost}", "line 2, agent_role", "role is missing"),
        ("agent_role:\n- {agent: root@localhost, role: none}", "line 2, agent_role", "no role 'none'"),
        (
            "agent_group_permission:\n- {agent: root@localhost, group: users, permission: all}",
            "line 2, agent_group_permission, permission",
            "none of",
        ),
        (
            "agent:\n- {login: a, first_name: A, last_name: B, email: a@example.com, out_of_office_from: soon}",
            "line 2, agent 'a', out_of_office_from",
            "",
        ),
    ],
)
def test_what_is_wrong_is_told_by_its_place(house: Flask, text: str, place: str, sentence: str):
    with unit_of_work():
        seed()
    before = exported()
    for act in (applied, lambda data: preview(data.encode(), actor=SYSTEM)):
        with pytest.raises(Refused) as refused:
            act(text)
        assert place in refused.value.problems, refused.value.problems
        assert sentence in refused.value.problems[place]
    assert exported() == before


def test_all_problems_are_told_at_once_and_nothing_is_written(house: Flask):
    with unit_of_work():
        seed()
    before = exported()
    with pytest.raises(Refused) as refused:
        applied("agent_group:\n- {name: fine}\nqueue:\n- {name: A, group: x}\n- {name: B, group: fine, process_id: '!'}\n")
    assert set(refused.value.problems) == {"line 4, queue 'A', group", "line 5, queue 'B', process_id"}
    assert exported() == before


def test_only_administrators(house: Flask):
    nobody = Actor(ActorKind.AGENT, 77, "nobody")
    with pytest.raises(Forbidden), unit_of_work():
        export(actor=nobody)
    with pytest.raises(Forbidden), unit_of_work():
        apply(b"", actor=nobody)


def test_every_table_of_the_desk_is_exchanged_or_named():
    relations = [relation for kind in kinds().values() for relation in mapper_of(kind).relationships]
    secondary = {relation.secondary.name for relation in relations if isinstance(relation.secondary, Table)}
    of_above = {
        str(mapper.local_table)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith(("processes.", "dialogs.", "notifications."))
    }
    left = (
        {name for name in Base.metadata.tables if not name.startswith("fulltext_")} - kinds().keys() - LINKS.keys() - secondary - of_above
    )
    assert left <= NOT_EXCHANGED, "say in desk/exchange/links.py how these are given, or name them here"


def test_no_attribute_that_looks_like_a_secret_is_exported():
    for kind in kinds().values():
        for attribute in attributes(kind).values():
            assert attribute.is_secret or not any(word in attribute.name for word in ("password", "secret", "token", "hash"))
