"""What time brings: timers of instances and of start events that are due. Whoever fires one holds what it is for; nobody fires it twice."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from foundation.db import db
from processes import runner
from processes.deploying.starts import due_after
from processes.timers import Timer
from processes.versions import ProcessVersion, StartTimer, VersionState

PAGE: Final = 100
MOST_MISSED: Final = 10_000


def next_timer(at: datetime, *, but: Collection[int] = ()) -> Sequence[int]:
    """The id of the timer that has been due longest, if any; it is held, and one that somebody else holds is passed over."""
    due = select(Timer.id).where(Timer.due_at <= at, Timer.id.not_in(but)).order_by(Timer.due_at, Timer.id)
    return db.session.scalars(due.limit(1).with_for_update(skip_locked=True)).all()


def timers_between(after: datetime, at: datetime) -> bool:
    """Whether a timer came due in that time."""
    return came_due(Timer.due_at, after, at)


def starts_between(after: datetime, at: datetime) -> bool:
    """The same of start timers, also of versions that are not active any more."""
    return came_due(StartTimer.due_at, after, at)


def came_due(due_at: InstrumentedAttribute[datetime | None], after: datetime, at: datetime) -> bool:
    """Looked up in an index."""
    return db.session.scalar(select(due_at).where(due_at > after, due_at <= at).limit(1)) is not None


def due_starts(at: datetime) -> Sequence[int]:
    """The same of start timers of active versions."""
    active = select(ProcessVersion.id).where(ProcessVersion.state == VersionState.ACTIVE)
    due = select(StartTimer.id).where(StartTimer.due_at <= at, StartTimer.version_id.in_(active))
    return db.session.scalars(due.order_by(StartTimer.due_at, StartTimer.id).limit(PAGE)).all()


def fire_start(start_timer_id: int, at: datetime) -> bool:
    """Begin what a start timer begins; False: it is gone, or somebody else was faster.

    Raises:
        HouseError: the ticket cannot be opened; the timer stays due.
    """
    timer = put_off(start_timer_id, at)
    if timer is None:
        return False
    runner.open_by_event(timer.version_id, timer.event)
    timer.problem, timer.failed_at = "", None
    return True


def give_up_start(start_timer_id: int, at: datetime, problem: str) -> None:
    """Note why a start timer opened no ticket, and have it wait for its next time."""
    timer = put_off(start_timer_id, at)
    if timer is not None:
        timer.problem, timer.failed_at = problem, at


def failed_starts() -> Sequence[StartTimer]:
    """The start timers of active versions whose last time opened no ticket, the latest first."""
    of_active = (
        select(StartTimer).join(StartTimer.version).options(contains_eager(StartTimer.version).joinedload(ProcessVersion.definition))
    )
    wanted = of_active.where(ProcessVersion.state == VersionState.ACTIVE, StartTimer.failed_at.is_not(None))
    return db.session.scalars(wanted.order_by(StartTimer.failed_at.desc(), StartTimer.id).limit(PAGE)).all()


def put_off(start_timer_id: int, at: datetime) -> StartTimer | None:
    """Have a start timer that is due wait for its next time; what was missed meanwhile is one time. None: it is not due any more."""
    held = select(StartTimer).where(StartTimer.id == start_timer_id, StartTimer.due_at <= at).with_for_update(skip_locked=True)
    timer = db.session.scalar(held.execution_options(populate_existing=True))
    if timer is None:
        return None
    for _ in range(MOST_MISSED):
        timer.since, timer.fired = timer.due_at or at, timer.fired + 1
        timer.due_at = due_after(timer)
        if timer.due_at is None or timer.due_at > at:
            break
    return timer
