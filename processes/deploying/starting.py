"""Who may start what: the start events of active versions, with the dialogs that are for somebody."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from bpm.expressions import Expression
from bpm.model import Dialog, May, Model
from bpm.specs.start_event import StartEvent
from desk.actors import Actor
from desk.groups import Group, QueuePermission
from desk.permissions import queues_for
from desk.queues import Queue
from desk.roles import Role
from foundation.db import db
from processes.activities import PermitKind
from processes.deploying import models
from processes.tickets import access
from processes.versions import ProcessDefinition, ProcessVersion, VersionState

AUDIENCES: Final = {"agent": "agent", "customer-user": "customer"}


@dataclass(frozen=True, kw_only=True)
class Startable:
    """A start event somebody may begin at, and its dialogs: (id, label), in order."""

    process_id: str
    name: str
    version_id: int
    event: str
    label: str
    dialogs: tuple[tuple[str, str], ...]


@dataclass
class Person:
    """What is asked about an actor, each thing once."""

    actor: Actor
    _known: dict[str, set[str]] = field(default_factory=dict)

    @property
    def queues(self) -> set[str]:
        """The queues tickets can be created in."""
        return self._names(Queue, queues_for(self.actor, QueuePermission.CREATE))

    @property
    def groups(self) -> set[str]:
        return self._names(Group, access.subjects_of(self.actor).get(PermitKind.GROUP))

    @property
    def roles(self) -> set[str]:
        return self._names(Role, access.subjects_of(self.actor).get(PermitKind.ROLE))

    def _names(self, kind: Any, ids: Any) -> set[str]:
        if kind.noun not in self._known:
            rows = db.session.scalars(select(kind.name).where(kind.id.in_(ids))) if ids is not None else ()
            self._known[kind.noun] = set(rows)
        return self._known[kind.noun]


def startable_by(actor: Actor) -> list[Startable]:
    """The start events of active versions that offer the actor a dialog, by the names of the processes."""
    person = Person(actor)
    rows = db.session.execute(
        select(ProcessDefinition.process_id, ProcessDefinition.name, ProcessVersion.id)
        .join(ProcessVersion, ProcessVersion.definition_id == ProcessDefinition.id)
        .where(ProcessVersion.state == VersionState.ACTIVE)
        .order_by(ProcessDefinition.name, ProcessDefinition.process_id)
    ).all()
    found = []
    for process_id, name, version_id in rows:
        model = models.built(version_id).model
        for event in model.main.start_events:
            dialogs = tuple((dialog.id, dialog.label) for dialog in dialogs_for(model, event, actor))
            if dialogs and is_for(model, event, person):
                label = event.bpmn_name or event.name
                found.append(
                    Startable(process_id=process_id, name=name, version_id=version_id, event=event.name, label=label, dialogs=dialogs)
                )
    return found


def may_start(actor: Actor, model: Model, event_id: str) -> bool:
    """Whether the actor may begin at a start event of the main process, with or without a dialog."""
    event = next((each for each in model.main.start_events if each.name == event_id), None)
    return event is not None and is_for(model, event, Person(actor))


def dialogs_for(model: Model, event: StartEvent, actor: Actor) -> list[Dialog]:
    """The start dialogs that are for such an actor."""
    dialogs = [model.dialogs[offer.dialog] for offer in event.offers]
    return [dialog for dialog in dialogs if actor.is_system or AUDIENCES.get(actor.kind) in dialog.audience]


def is_for(model: Model, event: StartEvent, person: Person) -> bool:
    """Whether somebody may create tickets where this process does, and is let in by `lz:may` where the event has some."""
    if person.actor.is_system:
        return True
    named = queue_of(model)
    may_create = named in person.queues if named is not None else bool(person.queues)
    return may_create and (not event.may or any(lets_in(may, person) for may in event.may))


def queue_of(model: Model) -> str | None:
    """The queue tickets of the process begin in; None: that is said when one is created."""
    text = model.ticket.values.get("queue") if model.ticket is not None else None
    if text is None or any(isinstance(piece, Expression) for piece in text.pieces):
        return None
    return text.text


def lets_in(may: May, person: Person) -> bool:
    """Whether one `lz:may` means this person; who owns a ticket that is not there yet is nobody, and any customer user may become its."""
    if person.actor.is_customer_user:
        return bool(may.customer)
    return may.group in person.groups or may.role in person.roles or may.agent == person.actor.name
