"""Instances: one run of a version for one ticket. Who drives them is `processes/runner.py`; this is what is stored between two steps."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Id, db
from foundation.unit_of_work import once

VERSION = "version of an instance"


class InstanceState(StrEnum):
    """How an instance stands."""

    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Instance(Base):
    """`step` counts the steps and is compared when one is stored; `state` is the engine's, dropped when the instance ends."""

    __tablename__ = "instance"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("process_version.id"), index=True)
    standing: Mapped[InstanceState] = mapped_column(enumeration(InstanceState), default=InstanceState.RUNNING)
    step: Mapped[int] = mapped_column(default=0)
    state: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime] = mapped_column(default=now)
    started_by: Mapped[str] = mapped_column(String(240))
    ended_at: Mapped[datetime | None]
    ended_with: Mapped[str | None] = mapped_column(String(255))
    cause: Mapped[str | None] = mapped_column(String(200))  # what the first step of the chain was that led here
    hops: Mapped[int] = mapped_column(default=0)
    incidents: Mapped[int] = mapped_column(default=0)  # how many are open


def version_of(instance_id: int) -> int:
    """The version an instance runs, by their ids; asked once where nothing is written."""
    return once((VERSION, instance_id), lambda: db.session.scalars(select(Instance.version_id).where(Instance.id == instance_id)).one())


def know_version(instance_id: int, version_id: int) -> int:
    """The same for whoever has read it, so that nobody has to look for it afterwards."""
    return once((VERSION, instance_id), lambda: version_id)


RUNNING = Instance.standing == InstanceState.RUNNING
Index("uq_instance_running", Instance.ticket_id, unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
Index("ix_instance_cause", Instance.cause, Instance.started_at, sqlite_where=Instance.hops > 0, postgresql_where=Instance.hops > 0)
Index("ix_instance_version_running", Instance.version_id, sqlite_where=RUNNING, postgresql_where=RUNNING)
