"""Types of tickets: what they are about, such as incident or request for service."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desk.defaults import WithDefault


class TicketType(WithDefault):
    """A type of ticket."""

    __tablename__ = "ticket_type"
    noun: ClassVar[str] = "ticket type"

    name: Mapped[str] = mapped_column(String(200), unique=True)
