"""Links between tickets: normal ones, which have no direction, and those of a parent to its children."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Id


class LinkKind(StrEnum):
    """What a link says: `source` is the parent of `target`, or (normal) the one with the smaller id."""

    NORMAL = "normal"
    PARENT = "parent-child"


class TicketLink(Base):
    """A link; each pair has at most one of a kind."""

    __tablename__ = "ticket_link"
    __table_args__ = (Index(None, "target_id", "kind"),)

    source_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(enumeration(LinkKind), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240))
