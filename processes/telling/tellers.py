"""Who tells what is in a history: entries hold ids and logins, a teller knows what people call them, in the reader's language.

teller = teller_of(ticket, entries, language="de", zone=zone)
teller.sentence(entry)     # "Die Aktivität „Schaden prüfen“ wurde erledigt."
teller.who(entry.actor)    # "Anna Brandt"
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, Final

from sqlalchemy import bindparam, select

from desk.actors import ActorKind
from desk.dynamic_fields import DynamicField, FieldObject
from desk.full_names import names_of
from desk.seeds import ADDRESS as NOBODY
from desk.shipped_names import shown_name
from foundation import prepared
from foundation.unit_of_work import once
from processes import definitions
from processes.definitions import Called
from processes.events import Event
from processes.instances import Instance
from processes.telling import field_words
from processes.telling.entries import Entry
from processes.telling.sentences import sentence, shown, translated
from processes.versions import ProcessDefinition

HOUSE: Final = "Laufzettel"
QUOTES: Final = "“{0}”"
# What models know as messages of the desk, as people would say it.
HEARD: Final = {
    "customer.reply": "The process heard that the customer has written.",
    "mail.received": "The process heard that a mail has come.",
    "ticket.reopened": "The process heard that the ticket was opened again.",
    "ticket.changed": "The process heard that the ticket has changed.",
    "child.closed": "The process heard that a ticket below was closed.",
    "escalation.first-response": "The process heard that the first response is late.",
    "escalation.first-response.soon": "The process heard that the first response is due soon.",
    "escalation.update": "The process heard that the next answer is late.",
    "escalation.update.soon": "The process heard that the next answer is due soon.",
    "escalation.solution": "The process heard that the solution is late.",
    "escalation.solution.soon": "The process heard that the solution is due soon.",
}
AWAITED: Final = {
    "customer.reply": "an answer of the customer",
    "ticket.reopened": "that the ticket is opened again",
    "ticket.changed": "a change of the ticket",
    "child.closed": "that a ticket below is closed",
    "escalation.first-response": "that the first response is late",
    "escalation.first-response.soon": "that the first response is due soon",
    "escalation.update": "that the next answer is late",
    "escalation.update.soon": "that the next answer is due soon",
    "escalation.solution": "that the solution is late",
    "escalation.solution.soon": "that the solution is due soon",
}
ROLES: Final = {"parent": "parent", "child": "child", "normal": ""}
SHIPPED: Final = {
    Event.STATE_CHANGED: "state",
    Event.REOPENED: "state",
    Event.PRIORITY_CHANGED: "priority",
    Event.TYPE_CHANGED: "type",
}
NAMED: Final = frozenset({Event.MOVED, Event.SERVICE_CHANGED, Event.SLA_CHANGED})
OF_PEOPLE: Final = ("old", "new", "agent", "recipients")
WITH_PEOPLE: Final = frozenset(
    {Event.OWNER_CHANGED, Event.RESPONSIBLE_CHANGED, Event.WATCHED, Event.UNWATCHED, Event.AGENT_NOTIFIED, Event.CUSTOMER_NOTIFIED}
)
HELD_IN_SENTENCES: Final = ("reason", "comment", "message", "problem")  # the house's own, or somebody's


def plainly(text: str) -> str:
    return text


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells entries of one ticket.

    Args:
        language: of the reader.
        zone: the reader's.
        versions: those its processes ran on, the last first.
        people: names by actor (`agent:anna`), and by what else entries call people and companies by.
        told: a sentence of the house in the language, where there is a translation.
        moment: a moment as the reader writes it.
    """

    language: str
    zone: tzinfo
    versions: Sequence[int] = ()
    people: Mapping[str, str]
    told: Callable[[str], str] = plainly
    moment: Callable[[datetime], str] | None = None

    # -------------------------------------------------------------------------------------------- telling
    def sentence(self, entry: Entry) -> str:
        """What an entry says."""
        if entry.data is None:
            return sentence(entry.event, None, language=self.language)
        data = entry.data
        heard = HEARD.get(str(data.get("message", ""))) if entry.event is Event.MESSAGE_DELIVERED else None
        return self._say(heard) if heard else sentence(entry.event, self.in_words(entry.event, data), language=self.language)

    def who(self, actor: str) -> str:
        """Who did something: a person by name, a process by its own, else the house."""
        kind, _, name = actor.partition(":")
        if kind == ActorKind.PROCESS:
            return self.process(name)
        return self.people.get(actor) or name or HOUSE

    def in_words(self, event: Event, data: Mapping[str, Any]) -> dict[str, Any]:
        """What an entry holds, as people call it; what has no name is left out, so that a barer phrase is used."""
        said = dict(data)
        said.update({name: self.told(data[name]) for name in HELD_IN_SENTENCES if isinstance(data.get(name), str)})
        said.update(dict(self._changed(event, data)))
        said.update(dict(self._of_process(event, data)))
        return {name: value for name, value in said.items() if value not in (None, "", [])}

    def _changed(self, event: Event, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What was changed, and from what to what."""
        values = {name: data[name] for name in ("old", "new") if isinstance(data.get(name), str)}
        if event in SHIPPED:
            yield from ((name, self._quoted(shown_name(SHIPPED[event], value, self.language))) for name, value in values.items())
        elif event in NAMED:
            yield from ((name, self._quoted(value)) for name, value in values.items())
        elif event in WITH_PEOPLE:
            yield from ((name, self._people(data[name])) for name in OF_PEOPLE if name in data)
        elif event is Event.CUSTOMER_CHANGED:
            yield from ((name, self.people.get(f"{data.get('attribute', 'customer')}:{value}", value)) for name, value in values.items())
        elif event is Event.PENDING_TIME_SET:
            yield from ((name, self.at(value)) for name, value in values.items())
        elif event is Event.FIELD_CHANGED:
            yield "field", self._quoted(self.label(str(data.get("field", ""))))
            yield from ((name, self.value(value, field=str(data.get("field", "")))) for name, value in values.items())
        elif event in {Event.LINKED, Event.UNLINKED}:
            yield "role", self._say(ROLES.get(str(data.get("role", "")), ""))

    def _of_process(self, event: Event, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What processes call by ids: themselves, their nodes and flows, dialogs; when something is due."""
        if "process" in data:
            yield "process", self._quoted(self.process(str(data["process"])))
        if "activity" in data:
            called = self._activity(str(data.get("node") or data["activity"]), recorded=str(data.get("name") or ""))
            yield from (("activity", called), ("name", called))
        if "element" in data:
            yield "element", self.element(str(data["element"]))
        if event is Event.TOKEN_MOVED:
            yield from (("node", self.element(str(data.get("node", "")))), ("node_name", None))
        if "dialog" in data:
            yield "dialog", self.dialog(str(data["dialog"]))
        if event is Event.TRANSITIONS_TAKEN:
            yield "taken", self.way(data.get("taken") or ())
        if isinstance(data.get("due"), str):
            yield "due", self.at(data["due"])
        if event in {Event.MESSAGE_DELIVERED, Event.MESSAGE_BUFFERED, Event.SIGNAL_RECEIVED}:
            yield "message", self._quoted(str(data.get("message", "")))
        yield "timer", None  # as the model writes it, which nobody has to read

    # -------------------------------------------------------------------------------------------- names
    def element(self, node_id: str) -> str | None:
        """A node or flow in a sentence; None if no version knows it."""
        found = self._called(node_id)
        return None if found is None else self._described(found[1], found[0])

    def name_of(self, node_id: str) -> str:
        """The same where it stands by itself; empty if no version knows it."""
        found = self._called(node_id)
        if found is None:
            return ""
        version, called = found
        if called.is_own:
            return self._translated(str(called.names[0]), version)
        return self._described(replace(called, phrase=called.phrase[0].upper() + called.phrase[1:]), version)

    def awaited(self, name: str) -> str:
        """What a node waits for: messages of the desk in words, all else as the model has it."""
        return self._say(AWAITED[name]) if name in AWAITED else self.text(name)

    def way(self, taken: Iterable[Any]) -> str | None:
        """Nodes and flows that were gone over, as far as they have names of their own: the others say nothing about the way."""
        found = [(self._called(str(each)), str(each)) for each in taken]
        names = [self.name_of(each) for called, each in found if called is not None and called[1].is_own]
        return " → ".join(name for name, before in zip(names, ["", *names], strict=False) if name != before) or None

    def process(self, process_id: str) -> str:
        """A process by its name."""
        name = self._processes.get(process_id, process_id)
        return self.text(name)

    def dialog(self, dialog_id: str) -> str | None:
        """A dialog by its label."""
        for version in self.versions:
            dialog = definitions.model_of(version).dialogs.get(dialog_id)
            if dialog is not None and dialog.label:
                return self._quoted(self._translated(dialog.label, version))
        return None

    def text(self, text: str) -> str:
        """A text of one of its models."""
        found = (self._translated(text, version) for version in self.versions)
        return next((each for each in found if each != text), text)

    def label(self, field: str) -> str:
        """A dynamic field by its label."""
        found = self._fields.get(field)
        return self.text((found and found.label) or field)

    def value(self, text: str, *, field: str) -> str:
        """What a field held, as it was shown when that was written, in the language; options of other versions are words, too."""
        known = self._fields.get(field)
        return self.text(text if known is None else field_words.shown(known, text, self.language))

    def condition(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A condition that was looked at: its way, its text with fields called by their labels, and what those held."""
        values = dict(told.get("values") or {})
        known = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
        text = str(told.get("text", ""))
        return {
            "way": self.name_of(str(told.get("flow", ""))),
            "holds": bool(told.get("holds")),
            "text": re.sub(rf"(?<![\w.'\"])(?:{known})(?![\w.])", lambda name: self.known_as(name[0]), text) if known else text,
            "values": [(self.known_as(name), self.held(name, value)) for name, value in values.items()],
        }

    def known_as(self, name: str) -> str:
        """What a name in a condition stands for: a field by its label, an attribute by its word."""
        plain = name.removeprefix("ticket.")
        return self.label(plain) if plain in self._fields else self._say(plain.replace("_", " "))

    def held(self, name: str, value: Any) -> str:
        """What it held, as people read it."""
        plain = name.removeprefix("ticket.")
        field = self._fields.get(plain)
        options = {} if field is None else dict(getattr(field.rules, "labels", {}))
        text = shown(options.get(value, value) if isinstance(value, str) else value, language=self.language)
        return self.text(shown_name(plain, text, self.language))

    def at(self, iso: str) -> str:
        """A moment."""
        try:
            at = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        return self.moment(at) if self.moment else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    # -------------------------------------------------------------------------------------------- how
    def _called(self, node_id: str) -> tuple[int, Called] | None:
        for version in self.versions:
            called = definitions.names_in(version).get(node_id)
            if called is not None:
                return version, called
        return None

    def _described(self, called: Called, version: int) -> str:
        if called.is_own:
            return self._quoted(self._translated(str(called.names[0]), version)) or ""
        names = [self._described(each, version) for each in called.names if isinstance(each, Called)]
        return translated(called.phrase, self.language).format(*names)

    def _activity(self, node_id: str, *, recorded: str) -> str | None:
        """The name of an activity, else what it was called when that was written."""
        found = self._called(node_id)
        if found is not None and found[1].is_own:
            return self.element(node_id)
        return None if recorded == node_id else self._quoted(self.text(recorded))

    def _people(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._people(each) for each in value]
        return None if value == NOBODY else self.people.get(f"{ActorKind.AGENT}:{value}", value)

    def _quoted(self, name: str) -> str | None:
        return translated(QUOTES, self.language).format(name) if name else None

    def _say(self, phrase: str) -> str:
        return translated(phrase, self.language)

    def _translated(self, text: str, version: int) -> str:
        return definitions.translated(version, text, self.language)

    @cached_property
    def _fields(self) -> dict[str, DynamicField]:
        return {field.name: field for field in DynamicField.of(FieldObject.TICKET, also_invalid=True)}

    @cached_property
    def _processes(self) -> dict[str, str]:
        return once("names of processes", lambda: {process_id: name for process_id, name in prepared.rows(PROCESSES) if name})


PROCESSES: Final = select(ProcessDefinition.process_id, ProcessDefinition.name)
RAN: Final = select(Instance.version_id).where(Instance.ticket_id == bindparam("ticket_id")).order_by(Instance.id.desc())


def teller_of(ticket_id: int, entries: Sequence[Entry], *, actors: Iterable[str] = (), **reader: Any) -> Teller:
    """A teller for entries of a ticket.

    Args:
        ticket_id: whose entries they are.
        entries: what is to be told; their actors and whom they name are looked up at once.
        actors: others that will be asked for.
        reader: `language`, `zone`, and how sentences and moments are said, as `Teller` takes them.
    """
    named = {*actors, *(entry.actor for entry in entries), *(name for entry in entries for name in named_in(entry))}
    return Teller(versions=once(("versions", ticket_id), lambda: versions_of(ticket_id)), people=names_of(named), **reader)


def versions_of(ticket_id: int) -> list[int]:
    """Those its processes ran on, the last first."""
    return list(dict.fromkeys(version_id for (version_id,) in prepared.rows(RAN, ticket_id=ticket_id)))


def named_in(entry: Entry) -> Iterator[str]:
    """Whom an entry names, with what they are."""
    data = entry.data or {}
    if entry.event in WITH_PEOPLE:
        for value in (data.get(name) for name in OF_PEOPLE):
            yield from (f"{ActorKind.AGENT}:{each}" for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))
    elif entry.event is Event.CUSTOMER_CHANGED:
        yield from (f"{data.get('attribute', 'customer')}:{data[name]}" for name in ("old", "new") if data.get(name))
