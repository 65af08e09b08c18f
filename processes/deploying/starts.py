"""What makes an active version start by itself: timers, signals and messages of its start events, as rows nothing has to be loaded for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from bpm.errors import NoValue
from bpm.model import Model
from bpm.specs.definitions import Definition
from bpm.specs.start_event import StartEvent
from bpm.timing import Timer, parse_timer
from desk.calendars import default_working_time
from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from processes.versions import ProcessVersion, StartSubscription, StartTimer

SHORTEST_CYCLE: Final = 60.0  # seconds
# The runner itself starts a process at these, for the ticket they are about.
OF_ONE_TICKET: Final = frozenset({"mail.received", "ticket.reopened"})


@dataclass(frozen=True)
class NoTicket:
    """The names where there is no ticket yet: none has a value."""

    now: datetime
    zone: ZoneInfo

    def __call__(self, name: str, /) -> object:
        raise NoValue(name)

    def in_group(self, _group: str, /) -> bool:
        return False


def arm(version: ProcessVersion, model: Model) -> None:
    """Write what the start events of the main process wait for."""
    for event, definition in triggers(model):
        if definition.kind == "timer" and definition.timer is not None:
            since = now()
            row = StartTimer(version_id=version.id, event=event.name, text=definition.timer.text, since=since)
            row.due_at = due(definition.timer, since=since, fired=0)
            db.session.add(row)
        elif definition.kind in ("signal", "message") and definition.name not in OF_ONE_TICKET:
            db.session.add(StartSubscription(version_id=version.id, event=event.name, kind=definition.kind, name=definition.name))
    db.session.flush()


def disarm(version: ProcessVersion) -> None:
    """Have a version start nothing by itself any more."""
    for kind in (StartTimer, StartSubscription):
        db.session.execute(delete(kind).where(kind.version_id == version.id))


def triggers(model: Model) -> Iterator[tuple[StartEvent, Definition]]:
    """The start events of the main process with each of their definitions."""
    for event in model.main.start_events:
        for definition in event.definitions:
            yield event, definition


def due(timer: Timer, *, since: datetime, fired: int) -> datetime | None:
    """When a start timer is due next, in business time of the default calendar; None: never again.

    Raises:
        TimerError: that lies outside of the calendar.
    """
    names = NoTicket(now(), ZoneInfo(settings().time_zone))
    return timer.due(names=names, add_working=add_working, since=since, fired=fired)


def due_after(row: StartTimer) -> datetime | None:
    """When a start timer that has just fired, and says so, is due again."""
    return due(parse_timer(row.text), since=row.since, fired=row.fired)


def add_working(start: datetime, length: timedelta) -> datetime:
    return default_working_time().add(start, length.total_seconds())


def too_short_cycles(model: Model) -> dict[str, str]:
    """The timers that repeat more often than once a minute, by element."""
    found = {}
    for spec in model.all_specs:
        for node in spec.nodes.values():
            for definition in getattr(node, "definitions", ()):
                gap = definition.timer.seconds_between if definition.timer is not None else None
                if gap is not None and gap < SHORTEST_CYCLE:
                    text = definition.timer.text
                    found[node.name] = f"The cycle {text!r} comes more often than once a minute, which no queue bears; make it longer."
    return found
