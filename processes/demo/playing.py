"""Playing all stories at once, in the order of time, by a moved clock: what people do, and what falls due in between.

Each thing is a unit of work of its own, as it would have been. What leaves the house is worked in the play: steps run in place, mails of
the past count as sent, and nobody is told of what is long over.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Final

from sqlalchemy import delete, select, update

from desk.actors import SYSTEM
from foundation import outbox
from foundation.clock import moved_to, now
from foundation.db import UNSYNCHRONISED, db
from foundation.outbox import Arguments
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.demo.acts import Act, Play
from processes.demo.marking import demo_tickets
from processes.demo.planning import AGE, Planned
from processes.notices import UNTOLD, Notice
from processes.tickets import escalation_events
from processes.tickets.articles import Article, Sending
from processes.tickets.ticket import Ticket
from processes.timers import Timer

STEPS: Final = "steps"  # the job queue of what goes on in processes
MOST_STEPS: Final = 20  # one after the other
Do = Callable[[str, Arguments], None]
Progress = Callable[[str], None]


def play(stories: Iterable[Planned], *, end: datetime, do: Do, progress: Progress) -> None:
    """Play stories up to the end, outside of any unit of work.

    Args:
        stories: with what happens in each.
        end: how far time goes.
        do: does a job of processes, by its name and arguments.
        progress: is told how far it is.
    """
    beats = sorted(((at, place, act, each.play) for place, each in enumerate(stories) for at, act in each.beats), key=lambda beat: beat[:2])
    reached = end - AGE
    for count, (at, _, act, played) in enumerate(beats, 1):
        let_time_pass(reached, at, do)
        happen(at, act, played, do)
        reached = at
        if count % 200 == 0:
            progress(f"{count:,} of {len(beats):,} things have happened, until {at:%Y-%m-%d} …")
    let_time_pass(reached, end, do)


def happen(at: datetime, act: Act, played: Play, do: Do) -> None:
    """One thing that somebody does, and what follows from it."""
    with moved_to(at):
        with unit_of_work():
            act(played)
        carry_out(do)


# ------------------------------------------------------------------------------------------------ what falls due
def let_time_pass(since: datetime, until: datetime, do: Do) -> None:
    """Timers fire and clocks run out at their moments, one after the other; what is overdue, at once: time never goes back."""
    while (due := next_due(until)) is not None:
        at, act = due
        since = max(at, since)
        with moved_to(since):
            with unit_of_work():
                act()
            carry_out(do)


def next_due(until: datetime) -> tuple[datetime, Callable[[], object]] | None:
    """The next moment at which something is due in a ticket of the company, and what that is."""
    timers = select(Timer.due_at, Timer.id).where(Timer.due_at <= until, Timer.ticket_id.in_(demo_tickets()))
    looks = select(Ticket.escalation_look_at, Ticket.id).where(Ticket.escalation_look_at <= until, Ticket.id.in_(demo_tickets()))
    with unit_of_work(reads_only=True):
        timer = db.session.execute(timers.order_by(Timer.due_at, Timer.id).limit(1)).first()
        look = db.session.execute(looks.order_by(Ticket.escalation_look_at, Ticket.id).limit(1)).first()
    found: list[tuple[datetime, Callable[[], object]]] = []
    if look is not None and look[0] is not None:
        found.append((look[0], partial(tell_clocks, look[1])))
    if timer is not None and timer[0] is not None:
        found.append((timer[0], partial(runner.fire, timer[1])))
    return min(found, key=itemgetter(0), default=None)


def tell_clocks(ticket_id: int) -> None:
    """What there is to tell of a ticket's escalation clocks, to its history and to its process."""
    ticket = Ticket.for_update(ticket_id)
    for told in escalation_events.tell(ticket, at=now()):
        runner.deliver(ticket, told.message, told.data, actor=SYSTEM)


# ------------------------------------------------------------------------------------------------ what leaves the house
def carry_out(do: Do) -> None:
    """What others have done meanwhile: processes went on, mails were sent, people were told."""
    for _ in range(MOST_STEPS):
        with unit_of_work():
            steps = settle()
            for job, arguments in steps:
                do(job, arguments)
        if not steps:
            return


def settle() -> list[tuple[str, Arguments]]:
    """Take away what was to leave at this moment, which nobody but the play brought about; what processes go on with."""
    here = outbox.Message.created_at == now()
    rows = db.session.execute(delete(outbox.Message).where(here).returning(*WHAT), execution_options=UNSYNCHRONISED).all()
    queued = update(Article).where(Article.sending == Sending.QUEUED, Article.ticket_id.in_(demo_tickets()))
    db.session.execute(queued.values(sending=Sending.SENT), execution_options=UNSYNCHRONISED)
    untold = update(Notice).where(UNTOLD, Notice.ticket_id.in_(demo_tickets()))
    db.session.execute(untold.values(told_at=now()), execution_options=UNSYNCHRONISED)
    return [(row.job, row.arguments) for row in rows if row.job_queue == STEPS]


WHAT: Final = (outbox.Message.job, outbox.Message.arguments, outbox.Message.job_queue)
