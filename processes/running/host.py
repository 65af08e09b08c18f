"""The house around a running instance, as the engine asks for it (`bpm/host.py`): the ticket's values, its verbs, the actions."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bpm.errors import BpmError, NoValue
from bpm.host import Done, Failed, Waits
from bpm.texts import compile_text
from desk.calendars import working_time_for
from desk.groups import Group, QueuePermission
from desk.permitted_groups import permitted_groups, sources_of
from desk.queues import Queue
from desk.slas import Sla
from foundation.application import settings
from foundation.db import db
from foundation.errors import HouseError
from processes import definitions, settling
from processes.actions import Circumstances, Outcome, TransitionActionError, actions
from processes.running.views import Views
from processes.tickets.attributes import ATTRIBUTES, READABLE

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bpm.expressions import Names
    from bpm.host import ActionCall
    from bpm.texts import Text
    from desk.actors import Actor
    from processes.tickets.ticket import Ticket

log = logging.getLogger(__name__)
Result = TypeVar("Result", Done, Waits, Failed)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What led to a step: the first cause, and over how many messages, starts and signals."""

    cause: str
    hops: int = 0


@dataclass
class TicketHost:
    """One ticket during one step.

    Values of fields are written together, before the first action that might read them and at the end of the step. `skipped`: elements
    whose actions an administrator has decided to leave out.
    """

    ticket: Ticket
    process: Actor
    person: Actor
    now: datetime
    chain: Chain
    instance_id: int
    step: int
    version_id: int = 0  # 0: of no version whose translations count
    skipped: frozenset[str] = frozenset()
    writer: Actor = field(init=False)
    fields_to_write: dict[str, Any] = field(default_factory=dict)
    performed: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Whatever is not answered by a person is written by the process."""
        self.writer = self.process
        self.views = Views(self.ticket, self.person)

    @contextmanager
    def writing_as(self, actor: Actor) -> Iterator[None]:
        """Have values written in somebody's name."""
        self.writer, before = actor, self.writer
        try:
            yield
            self.write_fields()
        finally:
            self.writer = before

    # -------------------------------------------------------------------------------------------- values
    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(settings().time_zone)

    @property
    def names(self) -> list[str]:
        return [*ATTRIBUTES, *self.ticket.fields]

    def knows(self, name: str) -> bool:
        return name in ATTRIBUTES or self.ticket.knows_field(name)

    def read(self, name: str) -> object:
        if name in self.fields_to_write:
            return self.expressed(name, self.fields_to_write[name])
        if name in ATTRIBUTES:
            return ATTRIBUTES[name].read(self.ticket)
        if name in READABLE:
            return READABLE[name](self.ticket)
        if self.ticket.knows_field(name):
            return self.ticket.field_value(name)
        return self.views.read(name)

    def fitting(self, name: str, value: object) -> object:
        """A value as the attribute or field of that name takes it.

        Raises:
            NoValue: there is no such name.
            BpmError: it does not fit.
        """
        with speaking():
            if name in ATTRIBUTES:
                return ATTRIBUTES[name].fitting(self.ticket, value)
            if self.ticket.knows_field(name):
                return self.ticket.fitting_field(name, value)
        raise NoValue(name)

    def expressed(self, name: str, value: object) -> object:
        """A value that is stored so, as conditions and texts see it."""
        field = None if name in ATTRIBUTES or value is None else self.ticket.fields.get(name)
        return value if field is None else field.rules.in_expressions(value)

    def write(self, name: str, value: object) -> None:
        if name in ATTRIBUTES:
            with speaking():
                ATTRIBUTES[name].write(self.ticket, value, actor=self.writer)
        elif self.ticket.knows_field(name):
            with speaking():
                self.ticket.require("rw", actor=self.writer)  # now, while it is known what wants to write
            self.fields_to_write[name] = self.fitting(name, value)
        else:
            raise NoValue(name)

    def write_fields(self) -> None:
        """Write the values of fields that were set so far, all at once."""
        if self.fields_to_write:
            values, self.fields_to_write = self.fields_to_write, {}
            with speaking():
                self.ticket.set_fields(values, actor=self.writer)

    # -------------------------------------------------------------------------------------------- actions
    def run(self, call: ActionCall, names: Names) -> Done | Waits | Failed:
        self.write_fields()
        if call.element in self.skipped:
            return self.told(call, "skipped", Done())
        try:
            outcome = self.outcome_of(call, names)
        except HouseError as error:
            reason = "; ".join(str(error).splitlines()).rstrip(".")
            return self.told(call, "failed", Failed(reason), reason=reason)
        if outcome is Outcome.WAITS:
            return self.told(call, "waits", Waits())
        return self.told(call, "done", Done())

    def outcome_of(self, call: ActionCall, names: Names) -> Outcome:
        """Run an action; one that works by several verbs happens as a whole or not at all."""
        if call.name not in actions:
            raise TransitionActionError(f"There is no action {call.name!r}.")
        action = actions[call.name].with_params(call.params)
        circumstances = self.circumstances_of(call, names)
        if not action.several_verbs:
            return action.run(self.ticket, circumstances=circumstances)
        with settling.undoable():
            return action.run(self.ticket, circumstances=circumstances)

    def circumstances_of(self, call: ActionCall, names: Names) -> Circumstances:
        return Circumstances(
            actor=self.process,
            now=self.now,
            names=names,
            instance_id=self.instance_id,
            key=f"{self.instance_id}-{self.step}-{call.token}-{call.index}",
            element=call.element,
            token=call.token,
            index=call.index,
            waits=call.waits,
            cause=self.chain.cause,
            hops=self.chain.hops,
            process_id=self.process.name,
            translated=partial(self.translated, call.templates, names),
        )

    def translated(self, templates: Mapping[str, Text], names: Names, parameter: str, language: str) -> str | None:
        """What a parameter says in a language; None: the model brought no translation of it, or one that cannot be filled in."""
        template = templates.get(parameter)
        if template is None or not self.version_id:
            return None
        said = definitions.translated(self.version_id, template.text, language)
        if said == template.text:
            return None
        try:
            return replace(compile_text(said), is_html=template.is_html).render(names)
        except BpmError as error:
            log.warning("the translation of %r of process %s cannot be filled in: %s", template.text, self.process.name, error)
            return None

    def told(self, call: ActionCall, outcome: str, result: Result, **more: str) -> Result:
        """The result, after it was noted for the history."""
        self.performed.append({"action": call.name, "element": call.element, "outcome": outcome, **more})
        return result

    # -------------------------------------------------------------------------------------------- people and time
    def in_group(self, group: str) -> bool:
        """Whether the person has rw in a group: those are the people `lz:may group` means."""
        groups = permitted_groups(sources_of(self.person, QueuePermission.RW)).where(Group.name == group)
        return self.person.is_agent and db.session.scalar(groups) is not None

    def add_working(self, start: datetime, duration: timedelta) -> datetime:
        queue, sla = db.session.get_one(Queue, self.ticket.queue_id), None
        if self.ticket.sla_id is not None:
            sla = db.session.get_one(Sla, self.ticket.sla_id)
        counted = working_time_for(sla.calendar if sla else None, queue.calendar)
        return counted.add(start, duration.total_seconds())


@contextmanager
def speaking() -> Iterator[None]:
    """What the house refuses, the engine hears in its own words."""
    try:
        yield
    except HouseError as error:
        raise BpmError(" ".join(str(error).splitlines())) from error
