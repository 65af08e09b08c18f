"""In some queues, owning a ticket or being responsible for it is worth less than everything: only the permissions listed for the queue."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, delete, exists, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from desk import auditing, house_permissions
from desk.actors import Actor
from desk.groups import QueuePermission, implied_by
from desk.house_permissions import HousePermission
from desk.master_data import one_of
from desk.queues import Queue
from foundation.db import Base, Id, db
from foundation.errors import Refused

NOTHING = "nothing"  # a row of its own: a queue without rows has no limit


class Relation(StrEnum):
    """How an agent can stand to a ticket."""

    OWNER = "owner"
    RESPONSIBLE = "responsible"


class OwnershipLimit(Base):
    """In this queue, the relation is worth this permission, and others only if they have a row, too."""

    __tablename__ = "ownership_limit"

    queue_id: Mapped[int] = mapped_column(Id, ForeignKey("queue.id"), primary_key=True)
    relation: Mapped[str] = mapped_column(String(20), primary_key=True)
    permission: Mapped[str] = mapped_column(String(20), primary_key=True)


def limit(queue: Queue, relation: Relation, permissions: Collection[QueuePermission | str] | None, *, actor: Actor) -> bool:
    """Say what the relation is worth in a queue: these permissions, or everything (None). True if that is new.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: there is no such permission.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    wanted, before = as_rows(permissions), rows_of(queue, relation)
    if wanted == before:
        return False
    db.session.execute(delete(OwnershipLimit).where(OwnershipLimit.queue_id == queue.id, OwnershipLimit.relation == relation))
    db.session.add_all(OwnershipLimit(queue_id=queue.id, relation=relation, permission=permission) for permission in wanted)
    db.session.flush()
    changes = {f"worth of {relation}": (sorted(before) or None, sorted(wanted) or None)}
    auditing.record("changed", about=queue.about, changes=changes, actor=actor)
    return True


def as_rows(permissions: Collection[QueuePermission | str] | None) -> set[str]:
    if permissions is None:
        return set()
    try:
        return {str(one_of(QueuePermission, permission).value) for permission in permissions} or {NOTHING}
    except ValueError as error:
        raise Refused({"permissions": str(error)}) from None


def rows_of(queue: Queue, relation: Relation) -> set[str]:
    rows = select(OwnershipLimit.permission).where(OwnershipLimit.queue_id == queue.id, OwnershipLimit.relation == relation)
    return set(db.session.scalars(rows))


def grants(relation: Relation, permission: str, queue_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the relation is worth the permission in that queue."""
    row = aliased(OwnershipLimit)
    limits = exists().where(row.queue_id == queue_id, row.relation == relation)
    worth: ColumnElement[bool] = ~limits | limits.where(row.permission.in_(implied_by(permission)))
    return worth
