"""What happened to a request so far, as far as it is meant for the customer: what was said stands in the conversation and is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import and_, select

from desk.state_types import StateType
from desk.states import State
from foundation.db import db
from processes import definitions
from processes.events import Event
from processes.history import HistoryEntry
from processes.instances import Instance
from processes.telling.entries import Entry, as_customer_sees, page
from processes.tickets.ticket import Ticket
from web import translating
from web.portal.customers import state_in_words

MOST: Final = 200  # entries that are looked through; most steps of a process reach no milestone
TOLD: Final = (Event.TICKET_CREATED, Event.STATE_CHANGED, Event.REOPENED, Event.MERGED, Event.TRANSITIONS_TAKEN)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing, and when."""

    at: datetime
    sentence: str


def history_of(ticket: Ticket, instance: Instance | None, *, after: int = 0) -> list[Happened]:
    """The last things that happened, the newest first; `instance`: the last process of the ticket, whose milestones are told.

    Args:
        after: the position in the history behind which they stand.
    """
    milestones = milestones_in_words(instance)
    found = page(ticket.id, before_position=None, limit=MOST, condition=and_(HistoryEntry.event.in_(TOLD), HistoryEntry.position > after))
    entries = [as_customer_sees(entry, milestones) for entry in found]
    types = types_of_states(entries)
    told = [Happened(at=entry.at, sentence=sentence) for entry in entries if (sentence := in_words(entry, types))]
    return [one for one, later in zip(told, [None, *told], strict=False) if later is None or one.sentence != later.sentence]


def milestones_in_words(instance: Instance | None) -> dict[str, str]:
    if instance is None:
        return {}
    names, language = definitions.milestones_of(instance.version_id).names, translating.shown_language()
    return {node: definitions.translated(instance.version_id, name, language) for node, name in names.items()}


def types_of_states(entries: list[Entry]) -> dict[str, StateType]:
    """The types of the states that are named; customers are told those, and not what the house calls its states."""
    named = {str((entry.data or {}).get("new", "")) for entry in entries if entry.event is Event.STATE_CHANGED}
    return dict(db.session.execute(select(State.name, State.type).where(State.name.in_(named))).all()) if named else {}


def in_words(entry: Entry, types: dict[str, StateType]) -> str:
    """An entry as a sentence; empty for what says nothing to a customer."""
    data = entry.data or {}
    if entry.event is Event.TRANSITIONS_TAKEN:
        return " · ".join(dict.fromkeys(data.get("taken", ())))
    if entry.event is Event.STATE_CHANGED:
        return state_in_words(types[data["new"]]) if data.get("new") in types else ""
    return {
        Event.TICKET_CREATED: str(_("Asked for")),
        Event.REOPENED: str(_("Opened again")),
        Event.MERGED: str(_("Put together with another request")),
    }.get(entry.event, "")
