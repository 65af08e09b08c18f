"""When each piece of recurring work last ran. What recurs and how often stands in `workers/schedule.py`; here is what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, db
from foundation.outbox import LONGEST_ERROR

GRACE = timedelta(seconds=90)  # after a missed tick, before anybody is told


class Tick(Base):
    """One piece of recurring work. A slot is the moment it was to run at; each slot runs once."""

    __tablename__ = "schedule_tick"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    job_queue: Mapped[str] = mapped_column(String(60))
    every_seconds: Mapped[int]
    known_since: Mapped[datetime] = mapped_column(default=now)
    enqueued_slot: Mapped[datetime | None]
    enqueued_at: Mapped[datetime | None]
    ran_slot: Mapped[datetime | None]
    ran_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """Recurring work that does not happen, and what to do about it."""

    name: str
    last_at: datetime | None
    every_seconds: int
    remedy: str


def overdue() -> list[Overdue]:
    """What should have run and did not; empty as long as no schedule has ever run (`never_scheduled` tells)."""
    moment = now()
    late = [tick for tick in db.session.scalars(select(Tick).order_by(Tick.name)) if moment > due_again(tick) + GRACE]
    return [Overdue(name=tick.name, last_at=tick.ran_at, every_seconds=tick.every_seconds, remedy=remedy(tick)) for tick in late]


def never_scheduled() -> bool:
    """Whether no schedule has run on this database yet."""
    return db.session.scalar(select(Tick.name).limit(1)) is None


def due_again(tick: Tick) -> datetime:
    return (tick.ran_slot or tick.known_since) + timedelta(seconds=tick.every_seconds)


def remedy(tick: Tick) -> str:
    """What to do about one that is late."""
    if tick.failed_at is not None and (tick.ran_at is None or tick.failed_at > tick.ran_at):
        return f"it fails: {tick.last_error}"
    if tick.enqueued_at is None or now() > tick.enqueued_at + timedelta(seconds=tick.every_seconds) + GRACE:
        return "no schedule is running: start `laufzettel schedule` (or `laufzettel run`)"
    return f"nobody does its job: start `laufzettel worker --queue {tick.job_queue}` (or `laufzettel run`)"
