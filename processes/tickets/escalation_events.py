"""What is told of escalation clocks as time passes: that one is soon late, that it is late, and that it is so no more.

    for row in escalation_events.due(now()): ...
    told = escalation_events.tell(ticket, at=now())

Each is told once in 24 hours (OTRS `OTRSEscalationEvents::DecayTime`), as the history knows, and only while somebody works: the ticket's
calendar counts something of the last ten minutes. That a clock is late no more is told at once, and once.

`ticket.escalation_look_at` says when there may be something to tell, so that whoever looks for what is due reads a stretch of an index, and
never the tickets that wait. It is computed with the clocks (`escalating.py`); after each look it is the next moment of interest.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_

from desk.actors import SYSTEM
from desk.escalations import Agreement, Clock, Standing
from desk.working_time import EndlessWalk
from foundation.db import db
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets import escalating
from processes.tickets.record import TicketRecord
from processes.tickets.ticket import Ticket

DECAY: Final = timedelta(minutes=1440)
RECENTLY: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a clock is called in the history, and in messages to processes."""

    soon: Event
    started: Event
    stopped: Event
    message: str


NAMES: Final = {
    Clock.FIRST_RESPONSE: Names(
        soon=Event.FIRST_RESPONSE_SOON,
        started=Event.FIRST_RESPONSE_STARTED,
        stopped=Event.FIRST_RESPONSE_STOPPED,
        message="escalation.first-response",
    ),
    Clock.UPDATE: Names(soon=Event.UPDATE_SOON, started=Event.UPDATE_STARTED, stopped=Event.UPDATE_STOPPED, message="escalation.update"),
    Clock.SOLUTION: Names(
        soon=Event.SOLUTION_SOON, started=Event.SOLUTION_STARTED, stopped=Event.SOLUTION_STOPPED, message="escalation.solution"
    ),
}
REPEATED: Final = tuple(event for names in NAMES.values() for event in (names.soon, names.started))


@dataclass(frozen=True)
class Told:
    """What was told of a clock: that it is late, or that it is so soon."""

    standing: Standing

    @property
    def event(self) -> Event:
        return event_of(self.standing)

    @property
    def message(self) -> str:
        """The name of the message to the process of the ticket (`dialect.md`)."""
        return NAMES[self.standing.clock].message + ("" if self.standing.escalated else ".soon")

    @property
    def data(self) -> dict[str, Any]:
        """What the message brings."""
        return {"due": self.standing.destination.isoformat()}


def event_of(standing: Standing) -> Event:
    names = NAMES[standing.clock]
    return names.started if standing.escalated else names.soon


# ------------------------------------------------------------------------------------------------ which
def due(at: datetime, *, after: tuple[datetime, int] | None = None) -> Select[int, datetime | None]:
    """The tickets of which there may be something to tell, the longest due first: ids and moments, from an index alone.

    Args:
        at: by when.
        after: the moment and id of the last one that was seen; the others come behind it.
    """
    place = (Ticket.escalation_look_at, Ticket.id)
    looked_at = select(Ticket.id, Ticket.escalation_look_at).where(Ticket.escalation_look_at <= at).order_by(*place)
    return looked_at if after is None else looked_at.where(tuple_(*place) > after)


# ------------------------------------------------------------------------------------------------ one ticket
def tell(ticket: TicketRecord, *, at: datetime) -> list[Told]:
    """Write into the history what there is to tell of a ticket's clocks, and note when to look again; what was told, first response first.

    Args:
        ticket: held by this unit of work.
        at: this moment.
    """
    agreement = escalating.agreed(ticket.queue_id, ticket.sla_id)
    waiting = [each for each in escalating.standing_of(ticket, at=at) if each.escalated or each.soon]
    stop(ticket, but={each.clock for each in waiting if each.escalated})
    known = last_told(ticket.id) if waiting else {}
    told = [Told(each) for each in waiting if may_tell(known.get(event_of(each)), at)] if is_working(agreement, at) else []
    for each in told:
        ticket.record(each.event, actor=SYSTEM, due=each.standing.destination)
        known[each.event] = at
    remember(ticket, escalating.clocks_in(ticket.escalated_clocks) | {each.standing.clock for each in told if each.standing.escalated})
    ticket.escalation_look_at = next_look(ticket, agreement, [known.get(event_of(each)) for each in waiting], at=at)
    return told


def is_working(agreement: Agreement | None, at: datetime) -> bool:
    """Whether somebody works, or did so a moment ago."""
    return agreement is not None and agreement.working_time.between(at - RECENTLY, at) > 0


def last_told(ticket_id: int) -> dict[Event, datetime]:
    """When each was told last."""
    entries = select(HistoryEntry.event, func.max(HistoryEntry.at)).group_by(HistoryEntry.event)
    found = db.session.execute(entries.where(HistoryEntry.ticket_id == ticket_id, HistoryEntry.event.in_(REPEATED)))
    return {event: moment for event, moment in found if moment is not None}


def may_tell(told_at: datetime | None, at: datetime) -> bool:
    """Whether what was told then, or never, may be told now."""
    return told_at is None or told_at + DECAY <= at


def stop(ticket: TicketRecord, *, but: Collection[Clock]) -> None:
    """Tell of the clocks that were late, except some, that they are so no more."""
    late = escalating.clocks_in(ticket.escalated_clocks)
    for clock, names in NAMES.items():
        if clock in late.difference(but):
            ticket.record(names.stopped, actor=SYSTEM)
    remember(ticket, late.intersection(but))


def remember(ticket: TicketRecord, late: Iterable[Clock]) -> None:
    """Keep which clocks were told to be late."""
    ticket.escalated_clocks = " ".join(sorted(late)) or None


# ------------------------------------------------------------------------------------------------ when to look again
def next_look(ticket: TicketRecord, agreement: Agreement | None, told: Iterable[datetime | None], *, at: datetime) -> datetime | None:
    """The next moment at which there may be something to tell; None: there is none. `told`: when what holds now was told last."""
    if agreement is None:
        return None
    ahead = [moment for moment in escalating.moments_of(ticket, agreement) if moment > at]
    again = [moment + DECAY if moment and not may_tell(moment, at) else next_working_second(agreement, at) for moment in told]
    return min((moment for moment in (*ahead, *again) if moment is not None), default=None)


def next_working_second(agreement: Agreement, at: datetime) -> datetime | None:
    """By when somebody will have worked again; None: never."""
    try:
        moment = agreement.working_time.add(at, 1)
    except EndlessWalk:
        return None
    return moment if moment > at else None
