"""What others did with a ticket while somebody filled in a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.actors import Actor
from dialogs.forms.form import DialogForm
from dialogs.reader import Reader
from foundation.errors import Conflict
from processes.events import Event
from processes.telling.entries import Entry, entries_of
from processes.telling.tellers import teller_of
from processes.tickets.ticket import Ticket

# By what is changed, as models call it; the others are told, and belong to no field.
ATTRIBUTES: Final[Mapping[Event, str]] = {
    Event.MOVED: "queue",
    Event.OWNER_CHANGED: "owner",
    Event.RESPONSIBLE_CHANGED: "responsible",
    Event.PRIORITY_CHANGED: "priority",
    Event.STATE_CHANGED: "state",
    Event.PENDING_TIME_SET: "pending_until",
    Event.TYPE_CHANGED: "type",
    Event.SERVICE_CHANGED: "service",
    Event.SLA_CHANGED: "sla",
    Event.CUSTOMER_CHANGED: "customer",
    Event.TITLE_CHANGED: "title",
    Event.LOCKED: "lock",
    Event.UNLOCKED: "lock",
}
WRITTEN: Final = frozenset(
    {
        *(Event.FOLLOWED_UP, Event.NOTE_ADDED, Event.PHONE_CALL_BY_AGENT, Event.PHONE_CALL_BY_CUSTOMER, Event.EMAIL_BY_AGENT),
        *(Event.EMAIL_BY_CUSTOMER, Event.ANSWER_SENT, Event.FORWARDED, Event.WEB_REQUEST, Event.DIALOG_ANSWERED, Event.ACTIVITY_COMPLETED),
        *(Event.MERGED, Event.SPLIT, Event.REOPENED),
    }
)


@dataclass(frozen=True)
class News:
    """One thing that happened: when, who, what. `name`: the attribute or field that has another value now, "" for none."""

    at: datetime
    who: str
    sentence: str
    name: str


@dataclass(frozen=True)
class Difference:
    """A field with another value than when the form was shown: what was typed, and what stands now."""

    label: str
    yours: str
    theirs: str


class Stale(Conflict):
    """The ticket has changed since the form was shown. Nothing was written; sent once more, the form goes through."""

    def __init__(self, sentence: str, news: list[News], differences: list[Difference]) -> None:
        self.news = news
        self.differences = differences
        super().__init__(sentence)


def news_since(ticket: Ticket, seen: int, *, actor: Actor, reader: Reader) -> list[News]:
    """What others have done with the ticket since its history was known up to a position, oldest first, as far as the actor may see it."""
    if ticket.history_length <= seen:
        return []
    found = [entry for entry in entries_of(ticket.id, actor=actor) if entry.position > seen and entry.actor != str(actor)]
    told = [entry for entry in found if entry.event in WRITTEN or name_of(entry)]
    if not told:
        return []
    teller = teller_of(ticket.id, told, language=reader.language, zone=reader.zone)
    return [News(entry.at, entry.actor and teller.who(entry.actor), teller.sentence(entry), name_of(entry)) for entry in reversed(told)]


def name_of(entry: Entry) -> str:
    """What has another value since that entry."""
    if entry.event is Event.FIELD_CHANGED:
        return str((entry.data or {}).get("field", ""))
    return ATTRIBUTES.get(entry.event, "")


def differences(form: DialogForm, news: list[News]) -> list[Difference]:
    """Where what was typed is something else than what stands since."""
    touched = {each.name for each in news}
    fields = [field for field in form.shown if field.asked.name in touched and field.was_sent]
    pairs = [(field, field.situation.asking.value(field.asked.name)) for field in fields]
    return [
        Difference(field.asked.label, field.shown_text, "" if theirs is None else field.shown(theirs))
        for field, theirs in pairs
        if field.data != theirs
    ]
