"""Until when a ticket is pending, from a timer text: a date, a duration, business time of its calendar, or a field that holds one."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bpm.errors import BpmError
from bpm.timing import Timer, parse_timer
from processes.acting.parameters import is_known, needed_text
from processes.actions import Circumstances, TransitionActionError

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


def is_given(text: Any) -> bool:
    """Whether a pending time is named at all."""
    return text is not None and bool(str(text).strip())


def check_pending(text: Any) -> None:
    """Refuse a timer text that is none.

    Raises:
        TransitionActionError: what is wrong with it.
    """
    if is_known(text) and is_given(text):
        _understood(str(text))


def due(text: Any, ticket: "Ticket", *, circumstances: Circumstances) -> datetime:
    """The moment a timer text means for a ticket, counted from the step.

    Raises:
        TransitionActionError: the text is none, or names a field that is empty.
    """
    if isinstance(text, datetime):
        return text
    if isinstance(text, timedelta):
        return circumstances.now + text
    written = needed_text(text, "pending")
    timer = _understood(written)

    def add_working(start: datetime, duration: timedelta) -> datetime:
        return ticket.working_time().add(start, duration.total_seconds())

    try:
        found = timer.due(names=circumstances.names, add_working=add_working, since=circumstances.now, fired=0)
    except BpmError as error:
        raise TransitionActionError(str(error)) from error
    if found is None:
        raise TransitionActionError(f"The pending time {written!r} has no value yet.")
    return found


def _understood(text: str) -> Timer:
    try:
        return parse_timer(text)
    except BpmError as error:
        raise TransitionActionError(f"The parameter 'pending' cannot be used. {error}") from error
