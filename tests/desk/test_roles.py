import pytest

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.roles import Role
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")


def test_giving_and_taking_a_role_twice_does_nothing_the_second_time():
    anna, support = people.agent(), people.role("Support")
    assert [support.give(to=anna, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert support.agents() == [anna]
    assert [support.take(from_=anna, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert support.agents() == []
    assert support.give(to=anna, actor=SYSTEM)


def test_it_is_audited_with_the_agent():
    anna, support = people.agent(), people.role("Support")
    support.give(to=anna, actor=SYSTEM)
    support.take(from_=anna, actor=SYSTEM)
    entries = db.session.query(AuditEntry).order_by(AuditEntry.id).all()[-2:]
    assert [(entry.event, entry.noun, entry.object_id, entry.changes) for entry in entries] == [
        ("granted", "agent", anna.id, {"role": [None, "Support"]}),
        ("revoked", "agent", anna.id, {"role": ["Support", None]}),
    ]


def test_only_administrators_do_it():
    anna, support = people.agent(), people.role("Support")
    with pytest.raises(Forbidden):
        support.give(to=anna, actor=anna.actor)
    support.give(to=anna, actor=people.admin().actor)
    with pytest.raises(Forbidden):
        support.take(from_=anna, actor=anna.actor)
    assert support.agents() == [anna]


def test_names_are_unique():
    people.role("Support")
    with pytest.raises(Refused):
        Role.create(name="support", actor=SYSTEM)
