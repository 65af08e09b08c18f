"""Claims that run out: tickets that nobody went on with are unlocked, and their owners told."""

import logging
from datetime import datetime
from functools import partial

from desk.actors import SYSTEM
from foundation.clock import now
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from workers import job
from workers.occasions import tell_of
from workers.one_by_one import one_by_one
from workers.pending import NEXT_TICK
from workers.timed_events import nothing_lost

log = logging.getLogger(__name__)


@job("background", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def unlock_timed_out(*, key: str) -> None:  # noqa: ARG001 - each ticket is a transaction of its own, and unlocked once
    """Unlock tickets that were left alone for longer than their queue allows; whose ticket somebody holds comes with the next tick."""
    at = now()
    with unit_of_work(reads_only=True):
        due = list(Ticket.timed_out(at))
    unlocked = one_by_one("the end of a claim", due, partial(unlock, at=at))
    if unlocked:
        log.info("%d tickets were unlocked: nobody went on with them", unlocked)


def unlock(ticket_id: int, *, at: datetime) -> bool:
    """Unlock one ticket, if that is still due, and tell its owner."""
    ticket = Ticket.taken(ticket_id, wait=False)
    if ticket is None or not ticket.unlock_if_timed_out(at=at, actor=SYSTEM):
        return False
    tell_of("lock-timeout", ticket.id)
    return True
