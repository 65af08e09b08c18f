"""When timers and activities are due: computed when they are armed, and again when data changes that their texts name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from bpm.errors import Incident, TimerError
from bpm.timing import parse_timer
from foundation.db import UNSYNCHRONISED, db
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.timers import Timer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bpm.changes import Wait
    from bpm.expressions import Names
    from bpm.tokens import Token
    from processes.running.host import TicketHost
    from processes.running.loading import Running

MOST_MISSED = 10_000


class TicketNames:
    """The names of a ticket where no token is at hand: no variables."""

    def __init__(self, host: TicketHost) -> None:
        self.host = host
        self.now = host.now
        self.zone = host.zone

    def in_group(self, group: str) -> bool:
        return self.host.in_group(group)

    def __call__(self, name: str) -> object:
        return self.host.read(name.removeprefix("ticket."))


# ------------------------------------------------------------------------------------------------ arming
def timer_row(running: Running, wait: Wait, host: TicketHost, *, since: datetime | None) -> dict[str, Any]:
    """The row of an armed timer; one that has fired counts on from when it was due, and cycles that were missed are told."""
    timer, token = wait.timer, running.tokens.token(wait.token) if running.tokens else None
    names: Names = TicketNames(host) if token is None else token.names
    begin, missed, due = since or host.now, 0, None
    if timer is not None:
        due = due_of(timer, names, host, since=begin, fired=wait.fired, element=wait.element)
        while wait.fired and due is not None and due <= host.now and missed < MOST_MISSED:
            begin, missed = due, missed + 1
            due = due_of(timer, names, host, since=begin, fired=wait.fired, element=wait.element)
    if missed:
        running.ticket.record(Event.TIMER_FIRED, actor=running.actor, element=wait.element, missed=missed)
    return {
        "ticket_id": running.ticket.id,
        "instance_id": running.id,
        "token": wait.token,
        "element": wait.element,
        "text": "" if timer is None else timer.text,
        "names": [] if timer is None else sorted(timer.names),
        "since": begin,
        "fired": wait.fired,
        "due_at": due,
    }


def due_of(timer: Any, names: Names, host: TicketHost, *, since: datetime, fired: int, element: str) -> datetime | None:  # noqa: PLR0913
    """When a timer is due.

    Raises:
        Incident: its text comes to no time.
    """
    try:
        due: datetime | None = timer.due(names=names, add_working=host.add_working, since=since, fired=fired)
    except TimerError as error:
        raise Incident(f"{element}: {error}", element=element) from error
    return due


def since_of(running: Running, tokens: list[int]) -> dict[int, datetime]:
    """From when the next cycle of timers that have fired counts: the moment they were due."""
    if not tokens:
        return {}
    rows = select(Timer.token, Timer.due_at).where(Timer.instance_id == running.id, Timer.token.in_(tokens), Timer.due_at.is_not(None))
    return {token: due_at for token, due_at in db.session.execute(rows) if due_at is not None}


def of_activity(node: Any, token: Token | None, host: TicketHost) -> tuple[datetime | None, datetime | None]:
    """When an activity is due and to be looked at again (`lz:due`, `lz:followUp`)."""
    if node.due is None or token is None:
        return None, None
    due, follow_up = (
        None if timer is None else due_of(timer, token.names, host, since=host.now, fired=0, element=node.name)
        for timer in (node.due.due, node.due.follow_up)
    )
    return due, follow_up


# ------------------------------------------------------------------------------------------------ computing anew
def recompute(running: Running, names: Iterable[str], host: TicketHost) -> Incident | None:
    """Due times whose texts name what has changed; no more than a statement for each time that is another now.

    Returns:
        What is wrong with a text that comes to no time any more; that timer is not due until it does.
    """
    changed, problem = set(names), None
    for row in db.session.execute(
        select(Timer.id, Timer.token, Timer.element, Timer.text, Timer.names, Timer.since, Timer.fired, Timer.due_at).where(
            Timer.instance_id == running.id
        )
    ):
        if touches(row.names, changed):
            timer, seen = parse_timer(row.text), names_at(running, row.token, host)
            due, wrong = tried(timer, seen, host, since=row.since, fired=row.fired, element=row.element)
            problem = problem or wrong
            if due != row.due_at:
                db.session.execute(update(Timer).where(Timer.id == row.id).values(due_at=due), execution_options=UNSYNCHRONISED)
    return recompute_activities(running, changed, host) or problem


def tried(  # noqa: PLR0913 - as `due_of`
    timer: Any, names: Names, host: TicketHost, *, since: datetime, fired: int, element: str
) -> tuple[datetime | None, Incident | None]:
    """When a timer is due, or what is wrong with its text."""
    try:
        return due_of(timer, names, host, since=since, fired=fired, element=element), None
    except Incident as incident:
        return None, incident


def recompute_activities(running: Running, changed: set[str], host: TicketHost) -> Incident | None:
    """The same for activities that say when they are due."""
    dated = [node for spec in running.model.all_specs for node in spec.nodes.values() if getattr(node, "due", None) is not None]
    named = {
        node.name: node for node in dated if any(touches(timer.names, changed) for timer in (node.due.due, node.due.follow_up) if timer)
    }
    if not named:
        return None
    problem = None
    rows = select(Activity.id, Activity.token, Activity.node_id, Activity.opened_at).where(
        Activity.ticket_id == running.ticket.id, IS_OPEN, Activity.node_id.in_(named)
    )
    for key, token, node_id, opened_at in db.session.execute(rows).all():
        node, seen = named[node_id], names_at(running, token, host)
        times = {}
        for column, timer in (("due_at", node.due.due), ("follow_up_at", node.due.follow_up)):
            due, wrong = (None, None) if timer is None else tried(timer, seen, host, since=opened_at, fired=0, element=node_id)
            times[column], problem = due, problem or wrong
        db.session.execute(update(Activity).where(Activity.id == key).values(times), execution_options=UNSYNCHRONISED)
    return problem


def names_at(running: Running, token_id: int, host: TicketHost) -> Names:
    """What a timer text sees from its token."""
    token = running.tokens.token(token_id) if running.tokens is not None else None
    return TicketNames(host) if token is None else token.names


def touches(names: Iterable[str], changed: set[str]) -> bool:
    """Whether one of these names, or the view it is of, has changed."""
    plain = {name.removeprefix("ticket.") for name in names}
    return not changed.isdisjoint(plain | {name.partition(".")[0] for name in plain})
