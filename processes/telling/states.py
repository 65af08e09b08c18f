"""How tickets stood in the past, from the snapshots of their history."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from desk.states import State
from processes.history import HistoryEntry
from processes.tickets.ticket import Ticket


def in_state_during(state: State, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Which tickets were in a state at some time from `start` until before `end`: a condition for a WHERE.

    An entry tells the state until the next one. All entries of that state are looked at: this is for reports.
    """
    entry, later = aliased(HistoryEntry), aliased(HistoryEntry)
    ended = exists().where(
        later.ticket_id == entry.ticket_id,
        later.position == entry.position + 1,
        or_(later.at <= start, later.at <= entry.at),  # it was left before, or in the moment it was entered
    )
    return Ticket.id.in_(select(entry.ticket_id).where(entry.state_id == state.id, entry.at < end, ~ended))
