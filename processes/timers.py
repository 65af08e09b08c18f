"""Timers of running instances: when each is due. Nothing is loaded to find out, and nothing but the runner fires one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, Id


class Timer(Base):
    """An armed timer event: the token that waits, and its timer text. `names`: what the text reads, to know when to look again."""

    __tablename__ = "timer"
    __table_args__ = (Index(None, "instance_id", "token", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    instance_id: Mapped[int] = mapped_column(Id, ForeignKey("instance.id"))
    token: Mapped[int]
    element: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(String(200))
    names: Mapped[list[Any]] = mapped_column(default=list)
    since: Mapped[datetime] = mapped_column(default=now)
    fired: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
