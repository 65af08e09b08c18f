"""Changes of many tickets, and moves of many to another version of their process: who asked for what, and what became of each ticket."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Id


class Outcome(StrEnum):
    """What became of a ticket.

    FITTING: it was only looked at, and can be moved; UNCHANGED: it was like that already; STOPPED: it was left as it was, since the change
    was stopped.
    """

    WAITING = "waiting"
    FITTING = "fitting"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    STOPPED = "stopped"


class BulkChange(Base):
    """A change of many tickets. `wanted` is empty until somebody has said what is to be done; `begun_at`, until it was confirmed.

    With a `version_id` it is a move: the tickets are to run that version of their process.
    """

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), index=True)
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    selected_at: Mapped[datetime] = mapped_column(default=now, index=True)
    begun_at: Mapped[datetime | None]
    version_id: Mapped[int | None] = mapped_column(Id, ForeignKey("process_version.id"), index=True)


class BulkItem(Base):
    """One ticket of it."""

    __tablename__ = "bulk_item"
    __table_args__ = (UniqueConstraint("bulk_change_id", "ticket_id"), Index(None, "bulk_change_id", "outcome", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bulk_change_id: Mapped[int] = mapped_column(Id, ForeignKey("bulk_change.id", ondelete="CASCADE"))
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enumeration(Outcome), default=Outcome.WAITING)
    problem: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
