"""Templates: texts agents begin with, offered in the queues they are assigned to, with the attachments they bring along."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, ForeignKey, Select, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.attachments import Attachment
from desk.master_data import Validity, enumeration
from desk.queues import Queue
from desk.written_texts import WrittenText
from foundation.db import Base, Id


class TemplateType(StrEnum):
    """Where a template is offered: when answering an article, opening a ticket, writing a mail, passing on, noting, phoning."""

    ANSWER = "Answer"
    CREATE = "Create"
    EMAIL = "Email"
    FORWARD = "Forward"
    NOTE = "Note"
    PHONE_CALL = "PhoneCall"


TEMPLATE_QUEUE = Table(
    "template_queue",
    Base.metadata,
    Column("template_id", Id, ForeignKey("template.id"), primary_key=True),
    Column("queue_id", Id, ForeignKey("queue.id"), primary_key=True, index=True),
)
TEMPLATE_ATTACHMENT = Table(
    "template_attachment",
    Base.metadata,
    Column("template_id", Id, ForeignKey("template.id"), primary_key=True),
    Column("attachment_id", Id, ForeignKey("attachment.id"), primary_key=True, index=True),
)


class Template(WrittenText):
    """A text to begin with."""

    __tablename__ = "template"
    noun: ClassVar[str] = "template"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    type: Mapped[TemplateType] = mapped_column(enumeration(TemplateType), default=TemplateType.ANSWER)

    queues: Mapped[list[Queue]] = relationship(secondary=TEMPLATE_QUEUE, order_by=Queue.name)
    attachments: Mapped[list[Attachment]] = relationship(secondary=TEMPLATE_ATTACHMENT, order_by=Attachment.name)

    def valid_attachments(self) -> list[Attachment]:
        """What a text from this template brings along."""
        return [attachment for attachment in self.attachments if attachment.is_valid]

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        for name in ("queues", "attachments"):
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                yield name, f"One of the {name} is named twice."


def templates_for(queue: Queue, template_type: TemplateType) -> Select[Template]:
    """The valid templates of a type that are offered in a queue, by name."""
    offered = select(TEMPLATE_QUEUE.c.template_id).where(TEMPLATE_QUEUE.c.queue_id == queue.id)
    wanted = select(Template).where(Template.id.in_(offered), Template.type == template_type, Template.validity == Validity.VALID)
    return wanted.order_by(Template.name)
