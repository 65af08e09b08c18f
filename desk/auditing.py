"""Who changed which master data, when, from what to what. Append only; secrets are told as changed, never shown."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from foundation.clock import now
from foundation.db import Base, Id, db

HIDDEN = "•••"


class AuditEntry(Base):
    """One change of one record: `changes` maps an attribute to its old and new value, as people read them."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "noun", "object_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor_name: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(20))
    noun: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[int] = mapped_column(Id)
    object_name: Mapped[str] = mapped_column(String(200))
    changes: Mapped[dict[str, Any]]


def record(event: str, *, about: tuple[str, int, str], changes: Mapping[str, tuple[Any, Any]], actor: Actor) -> AuditEntry:
    """Write one entry.

    Args:
        event: "created", "changed", "granted", "revoked".
        about: noun, id and name of the record.
        changes: attribute -> (old, new).
        actor: who did it.
    """
    noun, object_id, object_name = about
    entry = AuditEntry(
        at=now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        event=event,
        noun=noun,
        object_id=object_id,
        object_name=object_name,
        changes={name: [readable(old), readable(new)] for name, (old, new) in changes.items()},
    )
    db.session.add(entry)
    return entry


def readable(value: Any) -> Any:
    """A value as it stands in an entry: JSON, with records and enumerations by name."""
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Mapping):
        return {str(key): readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [readable(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(readable(one)) for one in value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)  # a moment is a date, too; a record is known by its name
