"""What is to leave a unit of work, as rows of the same transaction: rolled back with it, and true as soon as it is.

    outbox.put("workers.mail.send_mail", [mail_id], job_queue="mail")

The row is the truth. A job in Redis is a hint that somebody should look at it; lost hints are given again (`workers/janitor.py`). The row
goes when its work is done, in the transaction of that work.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, current_app
from sqlalchemy import Index, String, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base, Document, db
from foundation.errors import NotFound
from foundation.unit_of_work import current_work

POKE = "outbox_poke"
LONGEST_ERROR = 500  # characters
MOST_COUNTED = 10_000
Arguments = list[Any] | dict[str, Any]


class Message(Base):
    """One effect that is still to happen."""

    __tablename__ = "outbox_message"

    # Never a number: an emptied table would hand it out again, and the new message would pass for the old one.
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    job: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[Any] = mapped_column(Document)
    job_queue: Mapped[str] = mapped_column(String(60))
    cause: Mapped[str | None] = mapped_column(String(200))
    hops: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]  # when its job was last known to be in Redis; None: waits for the relay
    handovers: Mapped[int] = mapped_column(default=0)  # part of the job's id, so that no id is used twice
    claimed_until: Mapped[datetime | None]  # somebody works on it with no transaction open
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))
    given_up_at: Mapped[datetime | None]

    def put_off(self, problem: str, *, delay: timedelta | None) -> None:
        """Note a failure: try again after `delay`, or never if there is none."""
        self.failures += 1
        self.last_error = problem[:LONGEST_ERROR]
        self.handed_over_at = self.claimed_until = None
        if delay is None:
            self.given_up_at = now()
        else:
            self.due_at = now() + delay


WAITING = and_(Message.handed_over_at.is_(None), Message.given_up_at.is_(None))
HANDED_OVER = and_(Message.handed_over_at.is_not(None), Message.given_up_at.is_(None))
GIVEN_UP = Message.given_up_at.is_not(None)
CAUSED = Message.cause.is_not(None)
Index("ix_outbox_message_waiting", Message.due_at, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_outbox_message_handed_over", Message.handed_over_at, sqlite_where=HANDED_OVER, postgresql_where=HANDED_OVER)
Index("ix_outbox_message_cause", Message.cause, Message.job, sqlite_where=CAUSED, postgresql_where=CAUSED)
Index("ix_outbox_message_given_up", Message.given_up_at, sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP)


def put(  # noqa: PLR0913 - where it goes, when, and why
    job: str, arguments: Arguments, *, job_queue: str, due_at: datetime | None = None, cause: str | None = None, hops: int = 0
) -> UUID:
    """Have a job run after this unit of work has committed.

    Args:
        job: dotted name of a function with `@job`.
        arguments: what it is called with: JSON, so ids and ISO texts; a dict names them.
        job_queue: which workers do it.
        due_at: not before this moment.
        cause: what brought it about, such as the id of a history entry.
        hops: how many effects of effects it is away from what a person did.

    Returns:
        The key under which the effect happens once.

    Raises:
        TypeError: the arguments are no JSON.
    """
    json.dumps(arguments, allow_nan=False)
    current_work().after_commit(_poke, key="outbox")
    message = Message(id=uuid4(), job=job, arguments=arguments, job_queue=job_queue, due_at=due_at or now(), cause=cause, hops=hops)
    db.session.add(message)
    return message.id


def poke_with(application: Flask, poke: Callable[[], None]) -> None:
    """Have `poke` called after each commit that put something here; it must be quick and may do nothing."""
    application.extensions[POKE] = poke


def _poke() -> None:
    poke: Callable[[], None] | None = current_app.extensions.get(POKE)
    if poke is not None:
        poke()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How the outbox is doing; counts end at `MOST_COUNTED`."""

    waiting: int
    handed_over: int
    given_up: int
    oldest_due_at: datetime | None


def figures() -> Figures:
    """What `check` and `/metrics` tell of the outbox."""
    oldest = db.session.scalar(select(func.min(Message.due_at)).where(WAITING))
    return Figures(waiting=_count(WAITING), handed_over=_count(HANDED_OVER), given_up=_count(GIVEN_UP), oldest_due_at=oldest)


def _count(which: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(select(Message.id).where(which).limit(MOST_COUNTED).subquery())) or 0


def given_up(*, most: int = 50) -> list[Message]:
    """The latest messages that failed for good."""
    return list(db.session.scalars(select(Message).where(GIVEN_UP).order_by(Message.given_up_at.desc()).limit(most)))


def try_again(message_id: UUID) -> None:
    """Take a message that was given up as new.

    Raises:
        NotFound: none of that id was given up.
    """
    message = db.session.scalar(select(Message).where(Message.id == message_id, GIVEN_UP).with_for_update())
    if message is None:
        raise NotFound(f"No message {message_id} was given up; perhaps it has been done meanwhile.")
    message.given_up_at, message.failures, message.due_at = None, 0, now()
    current_work().after_commit(_poke, key="outbox")
