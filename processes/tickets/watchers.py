"""Who watches which tickets."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, Id


class Watcher(Base):
    """An agent watches a ticket, and may read it as long as the feature is on."""

    __tablename__ = "watcher"

    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=now)
