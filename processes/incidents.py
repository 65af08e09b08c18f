"""Incidents: where an instance cannot go on by itself, why, and the step that an administrator can have made once more."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Document, Id


class Resolution(StrEnum):
    """How an incident came to its end."""

    RETRIED = "retried"
    SKIPPED = "skipped"
    MOVED = "moved"
    GONE = "gone"  # what it was about has happened otherwise, or is no longer there


class Incident(Base):
    """A step that was undone. `verb` and `arguments` are the step; `token` the activity or event it was for (None: the start)."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    instance_id: Mapped[int | None] = mapped_column(Id, ForeignKey("instance.id"), index=True)
    token: Mapped[int | None]
    element: Mapped[str] = mapped_column(String(255))
    message: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[Any] = mapped_column(Document)
    actor: Mapped[str] = mapped_column(String(240))
    happened_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=1)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(240))
    resolution: Mapped[Resolution | None] = mapped_column(enumeration(Resolution))


OPEN = Incident.resolved_at.is_(None)
Index("ix_incident_open", Incident.happened_at, sqlite_where=OPEN, postgresql_where=OPEN)
