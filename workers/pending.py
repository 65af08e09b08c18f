"""Tickets that wait for a moment: the ones that close by themselves do, and reminders are given."""

import logging
from datetime import datetime, timedelta
from functools import partial

from rq import Retry

from desk.actors import SYSTEM
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets.pending import REMINDING
from processes.tickets.ticket import Ticket
from workers import job
from workers.occasions import tell_of
from workers.one_by_one import one_by_one
from workers.timed_events import nothing_lost

log = logging.getLogger(__name__)
MOST = 2_000  # in one job; the next one goes on
NEXT_TICK = Retry(max=1, interval=60)  # the schedule asks again anyway


@job("background", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def end_pending(*, key: str) -> None:  # noqa: ARG001 - each ticket is a transaction of its own, and closed once
    """Replace the automatic pending states whose time has come; whose ticket somebody holds comes with the next tick."""
    at = now()
    with unit_of_work(reads_only=True):
        due = list(db.session.scalars(Ticket.to_end_pending(at).limit(MOST)))
    ended = one_by_one("the end of a pending state", due, partial(end, at=at))
    if ended:
        log.info("%d tickets were closed: nobody came back to them", ended)


def end(ticket_id: int, *, at: datetime) -> bool:
    ticket = Ticket.taken(ticket_id, wait=False)
    return ticket is not None and ticket.end_pending(at=at, actor=SYSTEM)


@job("background", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def remind(*, key: str) -> None:  # noqa: ARG001 - who is told once a day, is told once a day
    """Remind of all tickets whose pending time is over, as long as it is; the notification says how often somebody is told."""
    remind_of(since=None)


@job("background", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def remind_at_once(*, key: str) -> None:  # noqa: ARG001 - as above
    """Remind of tickets whose pending time came since this was last done, or a little before."""
    remind_of(since=now() - REMINDING - timedelta(minutes=1))


def remind_of(*, since: datetime | None) -> None:
    at = now()
    with unit_of_work(reads_only=True):
        due = list(db.session.scalars(Ticket.to_remind_of(at, since=since)))
    one_by_one("a reminder", due, partial(remind_if_due, at=at))


def remind_if_due(ticket_id: int, *, at: datetime) -> bool:
    """Only if the desk works; the ticket stays as it is."""
    ticket = db.session.get(Ticket, ticket_id)
    if ticket is None or not ticket.is_reminder_due(at=at):
        return False
    tell_of("pending-reminder", ticket.id)
    return True
