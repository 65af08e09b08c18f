"""Messages and signals: who waits for which, and what has come and not been taken yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, Document, Id


class Subscription(Base):
    """A token that waits for something others bring: a message, a signal, a condition, or the reply to an action."""

    __tablename__ = "subscription"
    __table_args__ = (Index(None, "instance_id", "token", unique=True), Index(None, "kind", "name"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    instance_id: Mapped[int] = mapped_column(Id, ForeignKey("instance.id"))
    token: Mapped[int]
    element: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(255), default="")
    since: Mapped[datetime] = mapped_column(default=now)


class IncomingMessage(Base):
    """A message for a ticket's instance that nobody has taken yet.

    `external_id`: what it is known by outside; the same one is taken once. `hops`: how many messages led to it.
    """

    __tablename__ = "message_in"
    __table_args__ = (Index(None, "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    name: Mapped[str] = mapped_column(String(255))
    data: Mapped[Any] = mapped_column(Document)
    external_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    cause: Mapped[str | None] = mapped_column(String(200))
    hops: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime | None]
