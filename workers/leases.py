"""Leases: who works on a message with no transaction open says so in its row, and again every few seconds as long as it lives.

A worker that is dead says nothing more, and its message is anybody's soon after. One that hung for longer than its lease has lost it: what
it says then changes nothing, and whoever is through first notes what came of the work.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Event, Thread
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import HouseError
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work
from workers.pace import Pace, pace

log = logging.getLogger(__name__)


def is_free() -> ColumnElement[bool]:
    """Messages nobody has a lease of."""
    return or_(Message.claimed_until.is_(None), Message.claimed_until < now())


def claim(message: Message) -> None:
    """Have a message for the length of a lease; its row is locked, and free."""
    message.claimed_until = now() + pace().lease


def renew(message_id: UUID, until: datetime) -> datetime | None:
    """Have a message for longer that is ours until then; until when, or None if it is not ours any more: done, free or somebody else's."""
    later = now() + pace().lease
    ours = update(Message).where(Message.id == message_id, Message.claimed_until == until).values(claimed_until=later)
    kept = db.session.scalar(ours.returning(Message.id), execution_options=UNSYNCHRONISED)
    return None if kept is None else later


@contextmanager
def renewed(message: Message, *, seconds: int) -> Iterator[None]:
    """Renew the lease of a claimed message inside the block, for so many seconds at most: what hangs is not kept for ever."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the way Flask documents for threads
    over = Event()
    ends = time.monotonic() + seconds
    renewing = Thread(target=_go_on_renewing, args=[application, message.id, message.claimed_until, over, ends], daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()


def _go_on_renewing(application: Flask, message_id: UUID, until: datetime, over: Event, ends: float) -> None:
    with application.app_context():
        every: Pace = pace()
        held: datetime | None = until
        while held is not None and not over.wait(every.renewed_every.total_seconds()) and time.monotonic() < ends:
            held = _renewed_if_possible(message_id, held)


def _renewed_if_possible(message_id: UUID, until: datetime) -> datetime | None:
    """Until when it is ours now; None: it is lost. With the database away it is as before, and asked for again."""
    try:
        later = in_unit_of_work(partial(renew, message_id, until))
    except (HouseError, SQLAlchemyError) as error:
        log.warning("the lease of message %s could not be renewed: %s", message_id, error)
        return until
    if later is None:
        log.warning("message %s was worked on for too long without a sign, and is somebody else's", message_id)
    return later
