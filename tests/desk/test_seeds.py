"""The seeds of desk.md, and that they are planted once."""

from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.auditing import AuditEntry
from desk.auto_responses import AutoResponse, AutoResponseType, QueueAutoResponse
from desk.calendars import DEFAULT, HOURS, YEARLY_DAYS, Calendar
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import MasterData
from desk.priorities import Priority
from desk.queues import FollowUp, Queue
from desk.salutations import Salutation
from desk.seeds import SEEDS, PlantedSeed, plant, seedling
from desk.signatures import Signature
from desk.state_types import StateType
from desk.states import State
from desk.system_addresses import SystemAddress
from desk.templates import Template, TemplateType
from desk.ticket_types import TicketType
from foundation.db import Base, db
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.desk.words import a_group, a_priority, a_queue

KINDS: tuple[type[MasterData], ...] = tuple(dict.fromkeys(seed.kind for seed in SEEDS))


@pytest.fixture
def planted(work: None) -> None:
    plant()


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, with the audit trail."""
    return {table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr) for table in Base.metadata.sorted_tables}


def rows(kind: type[MasterData], *attributes: str) -> list[tuple[object, ...]]:
    records = db.session.scalars(select(kind).order_by(kind.id)).all()
    return [tuple(getattr(record, attribute) for attribute in attributes) for record in records]


# ------------------------------------------------------------------------------------------------ what desk.md says
@pytest.mark.usefixtures("planted")
def test_states_of_1_2() -> None:
    assert rows(State, "id", "name", "type") == [
        (1, "new", StateType.NEW),
        (2, "closed successful", StateType.CLOSED),
        (3, "closed unsuccessful", StateType.CLOSED),
        (4, "open", StateType.OPEN),
        (5, "removed", StateType.REMOVED),
        (6, "pending reminder", StateType.PENDING_REMINDER),
        (7, "pending auto close+", StateType.PENDING_AUTO),
        (8, "pending auto close-", StateType.PENDING_AUTO),
        (9, "merged", StateType.MERGED),
    ]


@pytest.mark.usefixtures("planted")
def test_priorities_and_types_of_1_3() -> None:
    assert rows(Priority, "id", "name", "number", "is_default") == [
        (1, "1 very low", 1, False),
        (2, "2 low", 2, False),
        (3, "3 normal", 3, True),
        (4, "4 high", 4, False),
        (5, "5 very high", 5, False),
    ]
    assert len(set(rows(Priority, "colour"))) == 5
    assert rows(TicketType, "id", "name", "is_default") == [(1, "Unclassified", True)]


@pytest.mark.usefixtures("planted")
def test_queues_of_2() -> None:
    assert rows(Queue, "id", "name", "is_default") == [(1, "Postmaster", False), (2, "Raw", True), (3, "Junk", False), (4, "Misc", False)]
    for queue in Queue.in_order():
        assert (queue.group.name, queue.system_address_id, queue.salutation_id, queue.signature_id) == ("users", 1, 1, 1)
        assert (queue.follow_up, queue.lock_after_follow_up, queue.unlock_timeout_minutes) == (FollowUp.POSSIBLE, False, 0)
        assert (queue.first_response_minutes, queue.update_minutes, queue.solution_minutes, queue.calendar) == (0, 0, 0, None)
        assert queue.process_id == "request"


@pytest.mark.usefixtures("planted")
def test_address_salutation_and_signature_of_2() -> None:
    assert rows(SystemAddress, "id", "email", "display_name", "queue_id") == [(1, "root@localhost", "Laufzettel System", 1)]
    assert rows(Salutation, "id", "name") == [(1, "system standard salutation (en)")]
    assert rows(Signature, "id", "name") == [(1, "system standard signature (en)")]
    assert "<OTRS_CURRENT_User" in Signature.by_id(1).text


@pytest.mark.usefixtures("planted")
def test_templates_of_2() -> None:
    assert rows(Template, "id", "name", "type") == [(1, "empty answer", TemplateType.ANSWER), (2, "test answer", TemplateType.ANSWER)]
    assert [queue.name for queue in Template.by_id(1).queues] == ["Junk", "Misc", "Postmaster", "Raw"]
    assert (Template.by_id(1).text, Template.by_id(2).queues) == ("", [])


@pytest.mark.usefixtures("planted")
def test_auto_responses_of_2() -> None:
    types = [AutoResponseType.REPLY, AutoResponseType.REJECT, AutoResponseType.FOLLOW_UP, AutoResponseType.NEW_TICKET]
    assert rows(AutoResponse, "id", "type", "sender_address_id") == [(number, kind, 1) for number, kind in enumerate(types, start=1)]
    assert db.session.scalar(select(func.count()).select_from(QueueAutoResponse)) == 0
    for response in db.session.scalars(select(AutoResponse)):
        assert "<OTRS_CUSTOMER_SUBJECT[40]>" in response.subject
        assert "<OTRS_TICKET_TicketNumber>" in response.text


@pytest.mark.usefixtures("planted")
def test_people_and_groups_of_8_1() -> None:
    assert rows(Group, "id", "name") == [(1, "users"), (2, "admin"), (3, "stats")]
    assert rows(Agent, "id", "login", "email") == [(1, "root@localhost", "root@localhost")]
    root = Agent.by_id(1)
    assert (root.may_log_in, root.password_hash) == (False, None)
    assert [permission for permission in HousePermission if house_permissions.has(root.actor, permission)] == []


@pytest.mark.usefixtures("planted")
def test_the_default_calendar_of_6_4() -> None:
    assert rows(Calendar, "id", "name", "time_zone", "hours", "yearly_days") == [(1, DEFAULT, "UTC", HOURS, YEARLY_DAYS)]


@pytest.mark.usefixtures("planted")
def test_the_house_finds_its_defaults() -> None:
    assert [State.first_of(kind).name for kind in (StateType.NEW, StateType.OPEN, StateType.CLOSED, StateType.MERGED)] == [
        *("new", "open", "closed successful", "merged"),
    ]
    assert (Queue.default().name, Priority.default().name, TicketType.default().name) == ("Raw", "3 normal", "Unclassified")


# ------------------------------------------------------------------------------------------------ once
@pytest.mark.usefixtures("planted")
def test_everything_is_valid_remembered_and_audited_as_the_systems() -> None:
    keys = [seed.key for seed in SEEDS]
    assert sorted(db.session.scalars(select(PlantedSeed.key))) == sorted(keys)
    assert len(set(keys)) == len(keys)
    for kind in KINDS:
        assert all(record.is_valid and record.created_by == "system" for record in db.session.scalars(select(kind)))
    created = select(AuditEntry.noun, AuditEntry.object_name, AuditEntry.actor_kind).where(AuditEntry.event == "created")
    assert sorted(map(tuple, db.session.execute(created))) == sorted((seed.kind.noun, seed.name, "system") for seed in SEEDS)


def test_planting_twice_changes_nothing(house: Flask) -> None:
    with unit_of_work():
        plant()
    with unit_of_work():
        before = everything()
        assert plant() == []
        assert everything() == before


@pytest.mark.usefixtures("planted")
def test_what_administrators_changed_renamed_or_made_invalid_is_left_alone() -> None:
    Queue.named("Misc").change(actor=SYSTEM, name="Other things", follow_up="reject", salutation=None)
    Queue.named("Junk").change(actor=SYSTEM, validity="invalid")
    Template.named("test answer").change(actor=SYSTEM, text="", queues=[Queue.named("Raw")])
    State.named("open").change(actor=SYSTEM, name="in progress")
    Group.named("stats").change(actor=SYSTEM, name="figures")
    Priority.named("4 high").change(actor=SYSTEM, is_default=True)
    before = everything()
    assert plant() == []
    assert everything() == before
    assert seedling(Queue, "Misc").name == "Other things"


@pytest.mark.usefixtures("work")
def test_what_administrators_made_before_is_left_alone() -> None:
    mine = a_queue("raw", group=a_group("users"), comment="mine", is_default=True)
    urgent = a_priority("9 urgent", is_default=True)
    plant()
    assert seedling(Queue, "Raw") is mine
    assert (mine.comment, mine.salutation, urgent.is_default) == ("mine", None, True)
    assert [queue.name for queue in Queue.in_order()] == ["Junk", "Misc", "Postmaster", "raw"]


@pytest.mark.usefixtures("planted")
def test_a_seed_of_a_later_version_is_planted_beside_renamed_ones() -> None:
    Group.named("users").change(actor=SYSTEM, name="everybody")
    Salutation.by_id(1).change(actor=SYSTEM, name="Hello")
    db.session.delete(db.session.get_one(PlantedSeed, "queue:Junk"))
    Queue.named("Junk").change(actor=SYSTEM, name="Spam")
    assert plant() == ["queue:Junk"]
    assert (Queue.named("Junk").group.name, str(Queue.named("Junk").salutation)) == ("everybody", "Hello")


def test_two_machines_planting_at_once_plant_one_garden(house: Flask) -> None:
    told: list[int] = []

    def plant_too() -> None:
        with house.app_context():
            told.append(len(in_unit_of_work(plant)))

    both = [Thread(target=plant_too), Thread(target=plant_too)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == [0, len(SEEDS)]
    with unit_of_work(reads_only=True):
        assert len(rows(Queue, "id")) == 4
