"""Articles: the entries of a ticket's conversation, with their attachments and what people have marked about them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.escalations import Sender
from desk.master_data import enumeration
from foundation.blobs import Blob
from foundation.clock import now
from foundation.db import Base, Id

LONGEST_SUBJECT, LONGEST_ADDRESSES = 500, 10_000


class Channel(StrEnum):
    """How something was said."""

    INTERNAL = "internal"
    PHONE = "phone"
    EMAIL = "email"


class Sending(StrEnum):
    """Where an article that leaves by mail is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Flag(StrEnum):
    """What an agent marks about an article."""

    SEEN = "seen"
    IMPORTANT = "important"


class Article(Base):
    """One entry; `position` counts from 1 within the ticket. The body is plain text, the HTML original an attachment."""

    __tablename__ = "article"
    __table_args__ = (Index(None, "ticket_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    position: Mapped[int]
    sender: Mapped[Sender] = mapped_column(enumeration(Sender))
    channel: Mapped[Channel] = mapped_column(enumeration(Channel))
    visible_to_customer: Mapped[bool] = mapped_column(Boolean)
    from_text: Mapped[str] = mapped_column(Text, default="")
    to_text: Mapped[str] = mapped_column(Text, default="")
    cc_text: Mapped[str] = mapped_column(Text, default="")
    bcc_text: Mapped[str] = mapped_column(Text, default="")
    reply_to: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    content_type: Mapped[str] = mapped_column(String(100), default="text/plain")
    message_id: Mapped[str | None] = mapped_column(String(500), index=True)
    in_reply_to: Mapped[str] = mapped_column(Text, default="")
    references: Mapped[str] = mapped_column("references_text", Text, default="")
    time_units: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    sending: Mapped[Sending | None] = mapped_column(enumeration(Sending))
    sending_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240))
    content_sha256: Mapped[str | None] = mapped_column(String(64))  # the same content twice in a row is one article
    erased_at: Mapped[datetime | None]

    attachments: Mapped[list["ArticleAttachment"]] = relationship(order_by="ArticleAttachment.position", viewonly=True)


class ArticleAttachment(Base):
    """A file of an article."""

    __tablename__ = "article_attachment"
    __table_args__ = (Index(None, "article_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(Id, ForeignKey("article.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("blob.sha256"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(255))
    content_id: Mapped[str] = mapped_column(String(255), default="")
    disposition: Mapped[str] = mapped_column(String(20), default="attachment")  # or inline

    blob: Mapped[Blob] = relationship(viewonly=True)


class ArticleFlag(Base):
    """What an agent has marked about an article: that it was seen, that it is important."""

    __tablename__ = "article_flag"

    article_id: Mapped[int] = mapped_column(Id, ForeignKey("article.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    flag: Mapped[Flag] = mapped_column(enumeration(Flag), primary_key=True)
    set_at: Mapped[datetime] = mapped_column(default=now)
