"""What else the form of a person asks: the first password, and for agents the groups in whose queues they work."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import AgentGroupPermission, Group, QueuePermission
from desk.master_data import MasterData
from desk.people import Person
from foundation.db import db
from foundation.errors import NotFound, Refused
from web.admin.choices import records_of
from web.admin.fields import FormField, fields_of, with_standing
from web.admin.kinds import Kind

AFTER = "email"  # where these fields stand


def fields_with_own(kind: Kind, record: MasterData | None, given: MultiDict[str, str] | None) -> list[FormField]:
    """The fields of a record; of a person, with those that are asked of people alone."""
    fields = fields_of(kind, record, given)
    own = list(fields_of_person(kind, record, given)) if issubclass(kind.record, Person) else []
    found: list[FormField] = []
    for field in fields:
        found += [field, *own] if field.name == AFTER else [field]
    return found


def fields_of_person(kind: Kind, record: MasterData | None, given: MultiDict[str, str] | None) -> Iterator[FormField]:
    if record is None:
        told = _("Left empty, this person cannot log in yet.")
        yield FormField(name="password", label=_("Password"), control="secret", value="", help=told)
    if kind.record is Agent:
        value = groups_of(record) if given is None else [name for name in given.getlist("groups") if name]
        told = _("With all rights (rw); others are given at the group.")
        yield FormField(
            name="groups", label=_("Groups"), control="multiselect", value=value, options=with_standing(records_of(Group), value), help=told
        )


def groups_of(record: MasterData | None) -> list[str]:
    """The groups in which an agent has all rights, by itself."""
    if record is None:
        return []
    own = AgentGroupPermission.agent_id == record.id, AgentGroupPermission.permission == QueuePermission.RW
    return list(db.session.scalars(select(Group.name).join(AgentGroupPermission).where(*own).order_by(Group.name)))


def take(record: Any, given: MultiDict[str, str], *, is_new: bool, actor: Actor) -> None:
    """Take over what was sent for a person, besides what the record itself holds.

    Raises:
        Refused: the password is too simple, or there is no such group.
    """
    if is_new and isinstance(record, Person) and given.get("password"):
        record.set_password(given["password"], actor=actor)
    if isinstance(record, Agent) and "groups" in given:  # of which browsers send none where none is left, but an empty one
        before, after = set(groups_of(record)), {name for name in given.getlist("groups") if name}
        for name in sorted(after - before):
            group_named(name).grant(QueuePermission.RW, to=record, actor=actor)
        for name in sorted(before - after):
            group_named(name).revoke(QueuePermission.RW, to=record, actor=actor)


def group_named(name: str) -> Group:
    try:
        return Group.named(name)
    except NotFound as problem:
        raise Refused({"groups": str(problem)}) from None
