"""Activities: work for people in running instances, open and finished, and whom each is for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Id


class Closing(StrEnum):
    """How an activity came to its end."""

    COMPLETED = "completed"  # by a person
    ADVANCED = "advanced"  # by a change of the ticket (`lz:advances`)
    WITHDRAWN = "withdrawn"  # by an event, another branch, or the end of the instance
    CANCELLED = "cancelled"  # by an administrator, or because the ticket was closed, merged or enrolled elsewhere


class PermitKind(StrEnum):
    """Whom an activity is for (`lz:may`)."""

    GROUP = "group"  # agents with rw in the group
    ROLE = "role"
    AGENT = "agent"
    OWNER = "owner"  # of the ticket, whoever that is when it is asked
    RESPONSIBLE = "responsible"
    CUSTOMER = "customer"  # the ticket's customer user
    COMPANY = "company"  # any customer user of the ticket's customer
    NOBODY = "nobody"  # what was named does not exist: the activity is for nobody but administrators


class Activity(Base):
    """One occurrence of an activity. `token` is its number in the instance; `claimed_by_id` the agent who has taken it."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "ticket_id", "id"), Index(None, "instance_id", "token"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
    instance_id: Mapped[int] = mapped_column(Id, ForeignKey("instance.id"))
    token: Mapped[int]
    node_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    lane: Mapped[str] = mapped_column(String(255), default="")
    iteration: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("agent.id"))
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(240))
    closing: Mapped[Closing | None] = mapped_column(enumeration(Closing))
    dialog: Mapped[str | None] = mapped_column(String(255))  # the one that completed it

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


IS_OPEN = Activity.closed_at.is_(None)
Index("ix_activity_open", Activity.ticket_id, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
Index("ix_activity_open_due", Activity.due_at, Activity.opened_at, Activity.id, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
Index("ix_activity_claimed", Activity.claimed_by_id, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


class ActivityPermit(Base):
    """Whom an open activity is for; an activity without permits is for those with rw on the ticket's queue. Goes when it is closed."""

    __tablename__ = "activity_permit"
    __table_args__ = (Index(None, "kind", "subject_id", "ticket_id"), Index(None, "ticket_id"))

    activity_id: Mapped[int] = mapped_column(Id, ForeignKey("activity.id"), primary_key=True)
    kind: Mapped[PermitKind] = mapped_column(enumeration(PermitKind), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)  # 0 where the kind says it all
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"))
