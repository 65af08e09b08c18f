"""Escalating: the three clocks of each ticket, kept with every change, and computed anew in bulk when what was promised changes.

    escalating.recompute(ticket)                        # from its row alone, before the commit
    escalating.recompute_all(Ticket.queue_id == 7)      # no instance is loaded, and no ticket as an object
    escalating.standing_of(ticket)                      # for pages: how much is used up, how long is left

The rules are in `desk/escalations.py`. A pending state takes the update clock away, none stops the others; a ticket that was closed once
owes no solution any more, also when it is opened again.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select, true, update

from desk import following
from desk.calendars import DEFAULT, Calendar
from desk.escalations import Agreement, Article, Clock, Destinations, Facts, Sender, Standing, destinations, standings, warnings
from desk.queues import Queue
from desk.slas import Sla
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch, SwitchRecord, is_on
from desk.targets import CLOCKS, WithTargets
from desk.working_time import EndlessWalk
from foundation import outbox
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound
from processes import settling
from processes.settling import Change, Stage
from processes.tickets.record import TicketRecord
from processes.tickets.ticket import Ticket

HEEDED: Final = frozenset({"queue", "state", "type", "service", "sla", "priority", "customer", "customer_user", "owner", "article"})
PROMISED: Final = ("minutes", "notify_percent")
PROMISED_BY: Final = frozenset({"queue", "sla"})
COLUMNS: Final = ("first_response_due_at", "update_due_at", "solution_due_at", "escalates_at")
KEPT: Final = (*COLUMNS, "escalation_look_at")
ASKED: Final = ("created_at", "first_response_at", "update_counts_from", "closed_at")
AGREED: Final = "what is agreed by queue and SLA"  # in the session, which ends with the unit of work
FINISHED: Final = tuple(state_type for state_type in StateType if state_type.is_finished)
BATCH: Final = 2_000
JOB: Final = "workers.escalation.recompute_escalations"


# ------------------------------------------------------------------------------------------------ one ticket
@settling.follow(Stage.ESCALATION)
def follow(change: Change) -> None:
    """Keep the clocks of a ticket that has changed."""
    if change.names & HEEDED and (change.names & PROMISED_BY or can_escalate(change.ticket)) and recompute(change.ticket):
        change.names |= {"escalation", "sla"}  # which timers of models may read


def can_escalate(ticket: TicketRecord) -> bool:
    """Whether a clock runs, or something is promised."""
    return ticket.escalates_at is not None or ticket.words.promises > 0


def recompute(ticket: TicketRecord) -> bool:
    """Compute the clocks of a ticket; True if one of them has changed."""
    facts = facts_of(ticket.state_type, *(getattr(ticket, name) for name in ASKED))
    new = columns_by(facts, agreed(ticket.queue_id, ticket.sla_id), escalated=ticket.escalated_clocks)
    changed = {name for name in KEPT if getattr(ticket, name) != new[name]}
    for name in changed:
        setattr(ticket, name, new[name])
    return not changed.isdisjoint(COLUMNS)


def facts_of(
    state_type: StateType,
    created_at: datetime,
    first_response_at: datetime | None,
    update_counts_from: datetime | None,
    closed_at: datetime | None,
) -> Facts:
    """What the clocks ask, as the row of a ticket keeps it: since when an update is owed stands for all articles."""
    return Facts(
        created_at=created_at,
        state_type=state_type,
        articles=(Article(Sender.CUSTOMER, visible=True, at=update_counts_from),) if update_counts_from else (),
        first_response_done=first_response_at is not None,
        ever_closed=closed_at is not None,
    )


def columns_by(facts: Facts, agreement: Agreement | None, *, escalated: str | None = None) -> dict[str, datetime | None]:
    """When the clocks run out, and when to look what there is to tell; what its calendar does not reach within a hundred years never does.

    Args:
        facts: what the clocks ask.
        agreement: what they count to, None: to nothing.
        escalated: the clocks that were told to be late.
    """
    of, warned = destinations_by(facts, agreement)
    columns = dict(zip(COLUMNS, (of.first_response, of.update, of.solution, of.next), strict=True))
    return columns | {"escalation_look_at": look_at(of, warned, escalated)}


def destinations_by(facts: Facts, agreement: Agreement | None) -> tuple[Destinations, Destinations]:
    """When the clocks run out, and when to warn before that."""
    if agreement is not None:
        with suppress(EndlessWalk):
            return destinations(facts, agreement), warnings(facts, agreement)
    return Destinations(), Destinations()


def look_at(of: Destinations, warned: Destinations, escalated: str | None) -> datetime | None:
    """When there is something to tell first; at once, if a clock that was told to be late is so no more."""
    if escalated and not clocks_in(escalated) <= {clock for clock, moment in of.running() if moment <= now()}:
        return now()
    return min((moment for each in (of, warned) for _, moment in each.running()), default=None)


def moments_of(ticket: TicketRecord, agreement: Agreement | None) -> list[datetime]:
    """When the clocks of a ticket run out, and when to warn before that."""
    facts = facts_of(ticket.state_type, *(getattr(ticket, name) for name in ASKED))
    return [moment for each in destinations_by(facts, agreement) for _, moment in each.running()]


def clocks_in(names: str | None) -> set[Clock]:
    """The clocks that a column names."""
    return {Clock(name) for name in (names or "").split()}


# ------------------------------------------------------------------------------------------------ what was agreed
def agreed(queue_id: int, sla_id: int | None) -> Agreement | None:
    """What is agreed for tickets of a queue and an SLA, None: nothing; found out once per unit of work."""
    known: dict[tuple[int, int | None], Agreement | None] = db.session.info.setdefault(AGREED, {})
    counted = sla_id if is_on(Switch.SERVICES) else None
    if (queue_id, counted) not in known:
        known[queue_id, counted] = agreement_of(queue_id, counted)
    return known[queue_id, counted]


def agreement_of(queue_id: int, sla_id: int | None) -> Agreement | None:
    """A ticket with an SLA goes by it alone, by its calendar or else the queue's."""
    queue = Queue.by_id(queue_id)
    sla = Sla.by_id(sla_id) if sla_id is not None else None
    if not promises_anything(sla or queue):
        return None
    return sla.agreement(or_calendar=queue.calendar) if sla else queue.agreement()


def promises_anything(record: WithTargets) -> bool:
    return any(getattr(record, f"{clock}_minutes") for clock in CLOCKS)


# ------------------------------------------------------------------------------------------------ many tickets
def recompute_all(condition: ColumnElement[bool]) -> int:
    """Compute the clocks of all open tickets that fulfil the condition; how many were looked at."""
    count, last = 0, 0
    while batch := recompute_batch(condition, after=last):
        count, last = count + len(batch), batch[-1]
    return count


def recompute_batch(condition: ColumnElement[bool], *, after: int = 0) -> list[int]:
    """The same for the next few, with ids above `after`; their ids. Their rows are held, so that no change of theirs is overwritten."""
    rows = db.session.execute(open_tickets(condition).where(Ticket.id > after).limit(BATCH)).all()
    computed = ((row, new_columns(row)) for row in rows)
    changed = [new | {"id": row.id} for row, new in computed if any(getattr(row, name) != new[name] for name in KEPT)]
    if changed:
        db.session.execute(update(Ticket), changed)
    return [row.id for row in rows]


def open_tickets(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What the clocks of tickets that are open, or escalate all the same, are computed from, and as they stand; in the order of ids.

    The state is asked for each row and not joined: a ticket that was waited for, and has another state by then, would fit no join.
    """
    asked = [getattr(Ticket, name) for name in ("id", "queue_id", "sla_id", "escalated_clocks", *ASKED, *KEPT)]
    finished = select(State.id).where(State.type.in_(FINISHED))
    return (
        select(*asked, select(State.type).where(State.id == Ticket.state_id).scalar_subquery().label("state_type"))
        .where(or_(Ticket.state_id.not_in(finished), Ticket.escalates_at.is_not(None)), condition)
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    )


def new_columns(row: Any) -> dict[str, Any]:
    facts = facts_of(row.state_type, *(getattr(row, name) for name in ASKED))
    return columns_by(facts, agreed(row.queue_id, row.sla_id), escalated=row.escalated_clocks)


# ------------------------------------------------------------------------------------------------ when promises change
WEIGHS: Final[dict[str, frozenset[str]]] = {
    "queue": frozenset({*(f"{clock}_{what}" for clock in CLOCKS for what in PROMISED), "calendar", "calendar_id"}),
    "sla": frozenset({*(f"{clock}_{what}" for clock in CLOCKS for what in PROMISED), "calendar", "calendar_id"}),
    "calendar": frozenset({"time_zone", "hours", "country", "region", "yearly_days", "one_off_days", "validity"}),
    "state": frozenset({"type"}),
    "switch": frozenset({"value"}),
}


@following.follow(Queue, Sla, Calendar, State, SwitchRecord)
def recompute_later(record: Queue | Sla | Calendar | State | SwitchRecord, names: Collection[str]) -> None:
    """Have a job compute the clocks anew of all tickets for which something else counts now."""
    db.session.info.pop(AGREED, None)
    about = record.__tablename__
    if WEIGHS[about] & set(names) and (about != "switch" or record.name == Switch.SERVICES):
        outbox.put(JOB, {"about": about, "record_id": record.id, "after": 0}, job_queue="background")


def concerned(about: str, record_id: int) -> ColumnElement[bool]:
    """The tickets that a change of a queue, SLA, calendar, state or switch concerns.

    Raises:
        NotFound: there are no such records.
    """
    if about == "queue":
        return Ticket.queue_id == record_id
    elif about == "sla":
        return Ticket.sla_id == record_id
    elif about == "state":
        return Ticket.state_id == record_id
    elif about == "switch":
        return Ticket.sla_id.is_not(None)
    elif about == "calendar":
        return counted_by(Calendar.by_id(record_id))
    else:
        raise NotFound(f"Nothing is promised by a {about!r}.")


def counted_by(calendar: Calendar) -> ColumnElement[bool]:
    """The tickets whose clocks a calendar may count; the default one stands in wherever no valid one is named."""
    if calendar.name == DEFAULT:
        return true()
    queues, slas = (select(kind.id).where(kind.calendar_id == calendar.id) for kind in (Queue, Sla))
    return or_(Ticket.queue_id.in_(queues), Ticket.sla_id.in_(slas))


# ------------------------------------------------------------------------------------------------ how it stands
def standing_of(ticket: TicketRecord, *, at: datetime | None = None) -> list[Standing]:
    """How the running clocks of a ticket stand, now or at a moment: percent used up, time left, whether soon or escalated."""
    agreement = agreed(ticket.queue_id, ticket.sla_id)
    first_response, update_, solution = (getattr(ticket, name) for name in COLUMNS[:3])
    running = Destinations(first_response=first_response, update=update_, solution=solution)
    return standings(running, agreement, at=at or now()) if agreement else []


def escalating(before: datetime) -> Select[int, datetime | None]:
    """The tickets of which a clock has run out, or will have before a moment: ids and moments, the earliest first, from an index alone."""
    return select(Ticket.id, Ticket.escalates_at).where(Ticket.escalates_at < before).order_by(Ticket.escalates_at, Ticket.id)
