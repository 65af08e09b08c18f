"""Escalation clocks: what has to be told of them, and what has to be computed anew.

The latter because calendars, SLAs, queues or what states mean have changed.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from rq import Retry

from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets import escalating, escalation_events
from processes.tickets.ticket import Ticket
from workers import job
from workers.occasions import tell_of
from workers.one_by_one import one_by_one
from workers.steps import deliver_message
from workers.timed_events import nothing_lost

PAGE = 200
MOST_TOLD = 5_000  # in one job; the next one goes on
NEXT_TICK = Retry(max=1, interval=60)  # the schedule asks again anyway


@job("background")
def recompute_escalations(about: str, record_id: int, after: int = 0) -> None:
    """Compute the next few tickets that a change of master data concerns, and leave the others to a further job.

    So nobody waits for many tickets to be let go, and what is done is done whatever happens then.
    """
    batch = escalating.recompute_batch(escalating.concerned(about, record_id), after=after)
    if batch:
        recompute_escalations.enqueue(about, record_id, batch[-1])


@job("background", outside=True, retry=NEXT_TICK, otherwise=nothing_lost)
def tell_escalations(*, key: str) -> None:  # noqa: ARG001 - each ticket is a transaction of its own, and is told once
    """Tell of the clocks that are late or soon will be, one ticket at a time; whose ticket somebody holds comes with the next tick."""
    at = now()
    one_by_one("what there is to tell of the clocks", due_tickets(at), partial(tell, at=at))


def due_tickets(at: datetime) -> Iterator[int]:
    """The tickets of which there may be something to tell, the longest due first, a page at a time."""
    after: tuple[datetime, int] | None = None
    for _ in range(MOST_TOLD // PAGE):
        with unit_of_work(reads_only=True):
            page = db.session.execute(escalation_events.due(at, after=after).limit(PAGE)).all()
        yield from (row.id for row in page)
        if len(page) < PAGE:
            return
        after = (page[-1].escalation_look_at, page[-1].id)


def tell(ticket_id: int, *, at: datetime) -> bool:
    """Tell what there is of one ticket: its history, its process, and whoever is to be notified, of the worst of it."""
    ticket = Ticket.taken(ticket_id, wait=False)
    if ticket is None or ticket.escalation_look_at is None or ticket.escalation_look_at > at:
        return False
    told = escalation_events.tell(ticket, at=at)
    for each in told:
        deliver_message.enqueue(ticket_id=ticket.id, name=each.message, data=each.data)
    if told:
        tell_of("escalation" if ticket.escalated_clocks else "escalation-soon", ticket.id)
    return bool(told)
