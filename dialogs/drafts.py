"""Drafts: what somebody has begun to say in a dialog and not sent yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, Document, Id


class Draft(Base):
    """The input of one person for one dialog of one activity, or for an everyday verb of a ticket (`activity_id` None)."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "ticket_id", "author", "activity_id", "dialog"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    activity_id: Mapped[int | None] = mapped_column(Id, ForeignKey("activity.id"), index=True)
    dialog: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(255), default="")
    author: Mapped[str] = mapped_column(String(240))
    content: Mapped[Any] = mapped_column(Document)
    ticket_version: Mapped[int]  # which one the form showed
    saved_at: Mapped[datetime] = mapped_column(default=now, index=True)
