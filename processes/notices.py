"""Notices: what a process has to tell somebody about a ticket, until it is told.

Written in the step. Who tells them asks then whether the recipient may still read the ticket, and sets `told_at`.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Id

LONGEST_SUBJECT = 500


class RecipientKind(StrEnum):
    """Who is told."""

    AGENT = "agent"
    CUSTOMER_USER = "customer-user"
    ADDRESS = "address"  # of a customer who is no customer user


class NoticeChannel(StrEnum):
    """How; `USUAL` leaves it to the recipient."""

    USUAL = "usual"
    EMAIL = "email"


class Notice(Base):
    """Something to tell one recipient: `recipient_id` is an agent's or customer user's, `address` that of somebody who is neither."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    recipient_kind: Mapped[RecipientKind] = mapped_column(enumeration(RecipientKind))
    recipient_id: Mapped[int | None] = mapped_column(Id)
    address: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[NoticeChannel] = mapped_column(enumeration(NoticeChannel), default=NoticeChannel.USUAL)
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240))
    told_at: Mapped[datetime | None]


UNTOLD = Notice.told_at.is_(None)
Index("ix_notice_untold", Notice.id, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
