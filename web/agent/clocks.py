"""Until when: the clocks of a ticket, with the arithmetic behind each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext, ngettext

from desk.escalations import Clock, Destinations, standings
from foundation.clock import now
from processes.tickets.escalating import agreed
from processes.tickets.ticket import Ticket
from web.times import moment

NAMES: Final[dict[Clock, Any]] = {
    Clock.FIRST_RESPONSE: lazy_gettext("First response"),
    Clock.UPDATE: lazy_gettext("Update"),
    Clock.SOLUTION: lazy_gettext("Solution"),
}


@dataclass(frozen=True, kw_only=True)
class ShownClock:
    """A clock that runs: `standing` is fine, soon or late; `arithmetic` says how its end came about."""

    name: str
    at: datetime
    standing: str
    left: str
    arithmetic: str


def clocks_of(ticket: Ticket) -> Iterator[ShownClock]:
    """The running clocks, the first to run out first."""
    agreement = agreed(ticket.queue_id, ticket.sla_id)
    if agreement is None:
        return
    of = Destinations(first_response=ticket.first_response_due_at, update=ticket.update_due_at, solution=ticket.solution_due_at)
    for one in sorted(standings(of, agreement, at=now()), key=lambda one: one.destination):
        starts = {Clock.UPDATE: ticket.update_counts_from}.get(one.clock) or ticket.created_at
        minutes = agreement.target(one.clock).minutes
        yield ShownClock(
            name=str(NAMES[one.clock]),
            at=one.destination,
            standing="late" if one.escalated else ("soon" if one.soon else "fine"),
            left=left_of(one.working_seconds // 60),
            arithmetic=_(
                "%(hours)s of working time from %(start)s, as %(whose)s agrees: until %(end)s.",
                hours=hours(minutes),
                start=moment(starts, "short"),
                whose=ticket.words.sla or ticket.words.queue,
                end=moment(one.destination, "short"),
            ),
        )


def left_of(minutes: int) -> str:
    """How much working time is left, or how much it is late."""
    if minutes < 0:
        return str(_("%(hours)s of working time late", hours=hours(-minutes)))
    if minutes % 60 or not minutes:
        return str(_("%(hours)s of working time left", hours=hours(minutes)))
    return str(ngettext("%(num)d working hour left", "%(num)d working hours left", minutes // 60))


def hours(minutes: int) -> str:
    """90 -> 1 h 30 min."""
    whole, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{whole} h" if whole else "", f"{rest} min" if rest or not whole else "") if part)
