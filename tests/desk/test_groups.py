import pytest

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.groups import AgentGroupPermission, Group, QueuePermission, RoleGroupPermission, implied_by
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")


def granted(kind, group):
    return sorted(row.permission for row in db.session.query(kind).filter_by(group_id=group.id))


def test_the_permissions_are_those_of_otrs():
    assert list(QueuePermission) == ["ro", "move_into", "create", "note", "owner", "priority", "rw"]


@pytest.mark.parametrize(
    "permission, enough",
    [
        *((name, (name, "rw")) for name in ("ro", "move_into", "create", "note", "owner", "priority")),
        ("rw", ("rw",)),
        ("close", ("rw",)),  # not in System::Permission: only rw holders pass
        ("bounce", ("rw",)),
        ("", ("rw",)),
    ],
)
def test_what_is_enough_for_a_permission(permission, enough):
    assert implied_by(permission) == enough


@pytest.mark.parametrize("holder, kind", [("agent", AgentGroupPermission), ("role", RoleGroupPermission)])
def test_granting_and_revoking_twice_does_nothing_the_second_time(holder, kind):
    crew, someone = people.group(), getattr(people, holder)()
    assert [crew.grant("ro", to=someone, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert crew.grant(QueuePermission.RW, to=someone, actor=SYSTEM)
    assert granted(kind, crew) == ["ro", "rw"]
    assert [crew.revoke("ro", to=someone, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert granted(kind, crew) == ["rw"]
    entries = (
        db.session.query(AuditEntry)
        .filter(AuditEntry.event.in_(["granted", "revoked"]), AuditEntry.object_name == str(someone))
        .order_by(AuditEntry.id)
    )
    assert [(entry.event, entry.noun, entry.object_name, entry.changes) for entry in entries] == [
        ("granted", holder, str(someone), {"group crew": [None, "ro"]}),
        ("granted", holder, str(someone), {"group crew": [None, "rw"]}),
        ("revoked", holder, str(someone), {"group crew": ["ro", None]}),
    ]


@pytest.mark.parametrize("verb", ["grant", "revoke"])
def test_only_administrators_do_it(verb):
    crew, anna = people.group(), people.agent()
    with pytest.raises(Forbidden):
        getattr(crew, verb)("rw", to=anna, actor=anna.actor)
    getattr(crew, verb)("rw", to=anna, actor=people.admin().actor)


def test_there_is_no_such_permission():
    with pytest.raises(Refused) as refused:
        people.group().grant("close", to=people.agent(), actor=SYSTEM)
    assert refused.value.problems == {"permission": "'close' is none of ro, move_into, create, note, owner, priority, rw."}


def test_names_are_unique():
    people.group("crew")
    with pytest.raises(Refused):
        Group.create(name="Crew", actor=SYSTEM)
