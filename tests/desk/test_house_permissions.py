import threading

import pytest
from flask import Flask
from sqlalchemy import delete

from desk import house_permissions
from desk.actors import SYSTEM, Actor, ActorKind, process_actor
from desk.agents import Agent
from desk.auditing import AuditEntry
from desk.house_permissions import LAST_ADMIN, AgentHousePermission, HousePermission, RoleHousePermission, explain, has, holders
from foundation.db import db
from foundation.errors import Forbidden, Refused
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from tests.desk import people

ADMIN, DESIGNER = HousePermission.ADMIN, HousePermission.DESIGNER


@pytest.fixture(autouse=True)
def nobody_yet(house: Flask):
    """Whoever the house is shipped with holds nothing."""
    with unit_of_work():
        for kind in (AgentHousePermission, RoleHousePermission):
            db.session.execute(delete(kind))


@pytest.fixture
def work(nobody_yet: None):
    with unit_of_work():
        yield


def give(holder, permission=ADMIN):
    return house_permissions.grant(permission, to=holder, actor=SYSTEM)


def take(holder, permission=ADMIN):
    return house_permissions.revoke(permission, to=holder, actor=SYSTEM)


@pytest.mark.parametrize("given", ["nothing", "agent", "role", "both"])
@pytest.mark.parametrize("agent_validity", ["valid", "invalid", "invalid-temporarily"])
@pytest.mark.parametrize("role_validity", ["valid", "invalid", "invalid-temporarily"])
def test_who_has_a_permission(work, given, agent_validity, role_validity):
    anna = people.agent(validity=agent_validity)
    team = people.role("Team", anna, validity=role_validity)
    if given in {"agent", "both"}:
        give(anna, DESIGNER)
    if given in {"role", "both"}:
        give(team, DESIGNER)
    directly = ["agent anna has designer"] if given in {"agent", "both"} else []
    by_role = ["agent anna has role Team, which has designer"] if given in {"role", "both"} and role_validity == "valid" else []
    expected = directly + by_role if agent_validity == "valid" else []
    assert explain(anna.actor, DESIGNER) == expected
    assert has(anna.actor, DESIGNER) is bool(expected)
    assert list(db.session.scalars(holders(DESIGNER))) == ([anna.id] if expected else [])
    assert not has(anna.actor, ADMIN)


def test_the_system_has_both_and_others_have_none(work):
    carla = Actor(ActorKind.CUSTOMER_USER, people.admin().id, "carla")  # the same number is not the same person
    for permission in HousePermission:
        assert has(SYSTEM, permission)
        assert explain(SYSTEM, permission)
        for nobody in (carla, process_actor("leave")):
            assert not has(nobody, permission)
            assert explain(nobody, permission) == []


@pytest.mark.parametrize("holder", ["agent", "role"])
def test_granting_and_revoking_twice_does_nothing_the_second_time(work, holder):
    someone = getattr(people, holder)()
    assert [give(someone, DESIGNER), give(someone, DESIGNER), take(someone, DESIGNER), take(someone, DESIGNER)] == [
        True,
        False,
        True,
        False,
    ]
    entries = (
        db.session.query(AuditEntry)
        .filter(AuditEntry.event.in_(["granted", "revoked"]), AuditEntry.object_name == str(someone))
        .order_by(AuditEntry.id)
    )
    assert [(entry.event, entry.noun, entry.changes) for entry in entries] == [
        ("granted", holder, {"house permission": [None, "designer"]}),
        ("revoked", holder, {"house permission": ["designer", None]}),
    ]


def test_only_administrators_do_it(work):
    anna = people.agent()
    give(anna, DESIGNER)
    for verb in (house_permissions.grant, house_permissions.revoke):
        with pytest.raises(Forbidden, match="agent:anna needs the permission 'admin' for this"):
            verb(DESIGNER, to=anna, actor=anna.actor)


# ------------------------------------------------------------------------------------------------ the last administrator

WAYS_TO_LOSE = {
    "the agent's grant": lambda root, _: take(root),
    "the role's grant": lambda _, team: take(team),
    "the agent's validity": lambda root, _: root.change(validity="invalid", actor=SYSTEM),
    "the role's validity": lambda _, team: team.change(validity="invalid-temporarily", actor=SYSTEM),
    "the agent's role": lambda root, team: team.take(from_=root, actor=SYSTEM),
}


@pytest.mark.parametrize("lost", WAYS_TO_LOSE)
@pytest.mark.parametrize("held", ["directly", "by role"])
def test_the_last_administrator_stays(work, lost, held):
    root, team = people.agent("root"), people.role("Team")
    team.give(to=root, actor=SYSTEM)
    give(root if held == "directly" else team)
    people.admin("gone").change(validity="invalid", actor=SYSTEM)
    harmless = {"directly": {"the role's grant", "the role's validity", "the agent's role"}, "by role": {"the agent's grant"}}[held]
    if lost in harmless:
        WAYS_TO_LOSE[lost](root, team)
    else:
        with pytest.raises(Refused, match=LAST_ADMIN):
            WAYS_TO_LOSE[lost](root, team)
    db.session.expire_all()
    assert has(root.actor, ADMIN)


@pytest.mark.parametrize("lost", WAYS_TO_LOSE)
def test_with_another_one_it_goes(work, lost):
    root, team = people.agent("root"), people.role("Team")
    team.give(to=root, actor=SYSTEM)
    give(root)
    give(team)
    people.admin("other")
    WAYS_TO_LOSE[lost](root, team)


def test_a_house_without_administrators_has_none_to_lose(work):
    assert people.agent().change(validity="invalid", actor=SYSTEM)


def test_two_administrators_do_not_remove_each_other_at_once(house: Flask):
    with unit_of_work():
        ids = [people.admin(login).id for login in ("anna", "ben")]
    start, outcomes = threading.Barrier(2), []

    def dismiss(one: int, other: int) -> None:
        def act() -> None:
            house_permissions.revoke(ADMIN, to=Agent.by_id(other), actor=Agent.by_id(one).actor)

        with house.app_context():
            start.wait()
            try:
                in_unit_of_work(act)
                outcomes.append("dismissed")
            except (Refused, Forbidden) as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=dismiss, args=pair) for pair in (ids, reversed(ids))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("dismissed") == 1
    with unit_of_work():
        assert len(list(db.session.scalars(holders(ADMIN)))) == 1
