"""Who reads the pages of the portal, and what is said to them about where a ticket stands."""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext

from desk import switches
from desk.customer_users import CustomerUser
from desk.state_types import StateType
from desk.switches import Switch
from processes.telling.step_tracks import StepTrack
from processes.tickets.ticket import Ticket
from web import readers

WORDS: Final[dict[StateType, Any]] = {
    StateType.NEW: lazy_gettext("Received"),
    StateType.OPEN: lazy_gettext("In progress"),
    StateType.PENDING_REMINDER: lazy_gettext("Waiting"),
    StateType.PENDING_AUTO: lazy_gettext("Waiting"),
    StateType.CLOSED: lazy_gettext("Closed"),
    StateType.MERGED: lazy_gettext("Goes on elsewhere"),
    StateType.REMOVED: lazy_gettext("Closed"),
}


def customer() -> CustomerUser:
    """The customer user who reads."""
    found = readers.person()
    assert isinstance(found, CustomerUser)  # noqa: S101 - pages of customers admit nobody else
    return found


def is_own(ticket: Ticket) -> bool:
    """Whether the ticket is the reader's own, and not a colleague's."""
    return ticket.customer_user_id == customer().id


def shares_with_company() -> bool:
    """Whether customer users see the tickets of their company."""
    return switches.is_on(Switch.COMPANY_TICKETS)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a ticket stands, in one or two words; `tone`: the type of state it is coloured as."""

    words: str
    tone: StateType


def standing_of(ticket: Ticket, track: StepTrack | None) -> Standing:
    """The step it is at; the state where there is none, where it waits, and at the end."""
    if track is None or track.is_over or ticket.state_type not in {StateType.NEW, StateType.OPEN}:
        return Standing(words=state_in_words(ticket.state_type), tone=ticket.state_type)
    return Standing(words=track.steps[track.current - 1], tone=StateType.NEW if track.current == 1 else StateType.OPEN)


def state_in_words(state_type: StateType) -> str:
    """The state as customers are told: what the house calls it is its own business."""
    return str(WORDS[state_type])
