import pytest

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.customer_groups import Context, CustomerGroupPermission, CustomerUserGroupPermission, grant, revoke
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")


def test_granting_to_a_customer_user_twice_does_nothing_the_second_time():
    crew, carla = people.group(), people.customer_user(of=people.customer())
    assert [grant("ro", crew, to=carla, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert [revoke("ro", crew, to=carla, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert db.session.query(CustomerUserGroupPermission).count() == 0
    entries = db.session.query(AuditEntry).filter_by(object_name="carla").order_by(AuditEntry.id).all()[1:]
    assert [(entry.event, entry.noun, entry.changes) for entry in entries] == [
        ("granted", "customer user", {"group crew": [None, "ro"]}),
        ("revoked", "customer user", {"group crew": ["ro", None]}),
    ]


def test_a_customer_has_permissions_by_context():
    crew, acme = people.group(), people.customer()
    assert grant("rw", crew, to=acme, actor=SYSTEM)
    assert grant("rw", crew, to=acme, context="other", actor=SYSTEM)
    assert not grant("rw", crew, to=acme, context=Context.OTHER, actor=SYSTEM)
    assert revoke("rw", crew, to=acme, actor=SYSTEM)
    assert [row.context for row in db.session.query(CustomerGroupPermission)] == ["other"]
    entries = db.session.query(AuditEntry).filter_by(object_name="ACME").order_by(AuditEntry.id).all()[1:]
    assert [entry.changes for entry in entries] == [
        {"group crew": [None, "rw"]},
        {"group crew, tickets of other customers": [None, "rw"]},
        {"group crew": ["rw", None]},
    ]


@pytest.mark.parametrize("permission, context", [("note", "same"), ("ro", "all"), ("ro", "other")])
def test_what_is_refused(permission, context):
    crew, carla = people.group(), people.customer_user(of=people.customer())
    with pytest.raises(Refused):
        grant(permission, crew, to=carla, context=context, actor=SYSTEM)


@pytest.mark.parametrize("verb", [grant, revoke])
def test_only_administrators_do_it(verb):
    crew, acme = people.group(), people.customer()
    with pytest.raises(Forbidden):
        verb("ro", crew, to=acme, actor=people.agent().actor)
    verb("ro", crew, to=acme, actor=people.admin().actor)
