"""The last steps of a ticket's process, out of its history: what its diagram shows, and the answer to why it is where it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select

from foundation import prepared
from foundation.unit_of_work import once
from processes.events import Event
from processes.history import HistoryEntry

MOST_STEPS: Final = 200  # of the way; a ticket that has come further shows the last part of it


class Step(NamedTuple):
    """What was taken in one step, when, and by whose doing; `data` is empty where it was erased."""

    position: int
    at: datetime
    actor: str
    data: dict[str, Any]


STEPS: Final = (
    select(HistoryEntry.position, HistoryEntry.at, HistoryEntry.actor, HistoryEntry.data)
    .where(HistoryEntry.ticket_id == bindparam("ticket_id"), HistoryEntry.event == Event.TRANSITIONS_TAKEN)
    .order_by(HistoryEntry.position.desc())
    .limit(MOST_STEPS)
)


def last_steps(ticket_id: int) -> Sequence[Step]:
    """The latest first."""
    return once(("steps", ticket_id), lambda: _last_steps(ticket_id))


def _last_steps(ticket_id: int) -> Sequence[Step]:
    return [Step(position, at, actor, data or {}) for position, at, actor, data in prepared.rows(STEPS, ticket_id=ticket_id)]
