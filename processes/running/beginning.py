"""How a ticket begins in a process: at which start event, and with which values the model says (`lz:ticket`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bpm import errors
from bpm.texts import compile_text
from desk.customer_users import CustomerUser
from desk.dynamic_fields import FieldObject
from desk.field_values import FieldOf, fields_of
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.states import State
from desk.ticket_types import TicketType
from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes.running import answering
from processes.tickets.customership import named_by

if TYPE_CHECKING:
    from datetime import datetime

    from bpm.model import Model
    from bpm.specs.start_event import StartEvent
    from desk.actors import Actor
    from processes.running.answering import Input

log = logging.getLogger(__name__)
NAMED: Mapping[str, Callable[[str], Any]] = {
    "queue": Queue.named,
    "type": TicketType.named,
    "service": Service.named,
    "priority": Priority.named,
    "state": State.named,
}


def start_event(model: Model, *, event: str | None = None, message: str | None = None) -> StartEvent | None:
    """The start event that is meant; None where the process has none at all.

    Raises:
        Refused: there is no such event, or it must be named.
    """
    starts = model.main.start_events
    if event is not None:
        found = [each for each in starts if each.name == event]
    else:
        found = [each for each in starts if message is not None and each.waits_for("message", message)]
        found = found or [each for each in starts if each.definition.kind == "none"]
    if not found and starts:
        named = ", ".join(repr(each.name) for each in starts)
        what = repr(event) if event else "without a trigger"
        raise Refused({"event": f"The process {model.main.name!r} has no start event {what}; it has {named}."})
    return found[0] if found else None


def event_of_dialog(model: Model, given: Input, *, event: str | None, actor: Actor) -> StartEvent:
    """The start event whose dialog was answered.

    Raises:
        NotFound: no start event offers it to this actor.
        Forbidden: the dialog is not for this kind of actor.
    """
    for each in model.main.start_events:
        if each.offers and event in (None, each.name):
            try:
                offer = answering.offered(model, each, given.dialog)
            except errors.Refused:
                continue
            audience = model.dialogs[offer.dialog].audience if offer else ()
            if ("customer" if actor.is_customer_user else "agent") not in audience and not actor.is_system:
                raise Forbidden(f"The dialog {offer.dialog if offer else ''!r} is not for {actor}.")
            return each
    raise NotFound(f"The process {model.main.name!r} offers no such start dialog.")


def as_it_is(text: str, _language: str) -> str:
    return text


@dataclass(frozen=True)
class Plan:
    """A ticket that is about to be opened by a dialog: its start event, and the names its texts are filled in with."""

    model: Model
    event: StartEvent | None
    names: StartNames
    translated: Callable[[str, str], str] = as_it_is  # a text of the model in a language

    def wanted(self, further: Mapping[str, Any]) -> dict[str, Any]:
        """What `Ticket.create` is given: what the model says, what was answered, what whoever opens it adds."""
        texts = {} if self.model.ticket is None else self.model.ticket.values
        said = {name: value for name, text in texts.items() if (value := self.filled(self.in_language(text) if name == "title" else text))}
        said |= {name: str(value) for name, value in self.names.given.items() if name in {"title", "queue"} and value}
        found: dict[str, Any] = {name: named(said[name]) for name, named in NAMED.items() if name in said}
        return {
            "queue": Queue.default(),
            "title": said.get("title") or f"{self.model.main.description or self.model.main.name} - {now():%Y-%m-%d %H:%M} UTC",
            **self.names.customer(),
            **found,
            **further,
        }

    def in_language(self, text: Any) -> Any:
        """A title in the language of the customer who asks, else that of the house, as far as the model brought it."""
        person = self.names.person
        said = self.translated(text.text, (person.language if person is not None else "") or settings().language)
        try:
            return text if said == text.text else compile_text(said)
        except errors.BpmError as error:
            log.warning("the translation of %r of process %s cannot be read: %s", text.text, self.model.main.name, error)
            return text

    def filled(self, text: Any) -> str:
        """A text of `lz:ticket`; nothing while it names what has no value yet."""
        try:
            return str(text.render(self.names))
        except errors.NoValue:
            return ""
        except errors.BpmError as error:
            raise Refused(f"The text {text.text!r} of the process {self.model.main.name!r} cannot be filled in: {error}") from error


class StartNames:
    """What a text can name before there is a ticket: the answers, and who asks."""

    def __init__(self, given: Mapping[str, Any], actor: Actor) -> None:
        self.now: datetime = now()
        self.zone = ZoneInfo(settings().time_zone)
        self.actor = actor
        plain = {name.removeprefix("ticket."): value for name, value in given.items()}
        fields = fields_of(FieldObject.TICKET, 0) if plain else {}
        self.given = {name: self.expressed(fields[name], value) if name in fields else value for name, value in plain.items()}

    @staticmethod
    def expressed(field: FieldOf, value: Any) -> Any:
        """An answer as texts see it once the field holds it.

        Raises:
            Refused: it does not fit.
        """
        try:
            kept = field.rules.check(value)
        except Refused as refused:
            raise Refused({field.name: f"{field.label}: {refused}"}) from refused
        return None if kept is None else field.rules.in_expressions(kept)

    def in_group(self, _group: str) -> bool:
        return False

    def __call__(self, name: str) -> object:
        plain = name.removeprefix("ticket.")
        if plain in self.given:
            return self.given[plain]
        view, dot, attribute = name.partition(".")
        person = self.person
        if dot and view in {"customer", "actor"} and person is not None:
            return getattr(person, "full_name" if attribute == "name" else attribute, None) or None
        raise errors.NoValue(name)

    @property
    def person(self) -> CustomerUser | None:
        """The customer user who asks."""
        return db.session.get(CustomerUser, self.actor.id) if self.actor.is_customer_user else None

    def customer(self) -> dict[str, Any]:
        """Whose ticket it is: that of the customer user who opens it, else that of whom the dialog names."""
        if self.person is not None:
            return {"customer_user": self.person}
        return named_by(str(self.given.get("customer") or ""))


def planned(model: Model, given: Input, *, event: str | None, actor: Actor, translated: Callable[[str, str], str] = as_it_is) -> Plan:
    """How a start dialog begins a ticket; `translated`: a text of the model in a language.

    Raises:
        NotFound, Forbidden: as `event_of_dialog`.
        Refused: an answer does not fit.
    """
    return Plan(model, event_of_dialog(model, given, event=event, actor=actor), StartNames(given.answers or {}, actor), translated)


def planned_by_event(model: Model, event: str | None, *, data: Mapping[str, Any], actor: Actor) -> Plan:
    """How an event begins a ticket; texts may name what it brought.

    Raises:
        Refused: there is no such start event.
    """
    chosen = start_event(model, event=event)
    if chosen is None:
        raise Refused({"event": f"The process {model.main.name!r} has no start event {event!r}."})
    names = StartNames({}, actor)
    names.given = dict(data)
    return Plan(model, chosen, names)
