"""What a dialog asks, here and now, before anybody has answered: for whoever makes a form of it.

    asking = ask(activity_id, "ruling", actor=anna.actor)
    asking.is_shown(asking.dialog.shows[4], {"decision": "refused"})

Nothing is written and nothing is held, unless that is asked for: the runner looks at everything again when the dialog is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpm import errors
from bpm.expressions import Expression
from bpm.language.names import Overlay
from bpm.model import Dialog
from bpm.texts import compile_text
from desk.actors import process_actor
from desk.dynamic_fields import FieldObject
from desk.field_values import FieldOf, fields_of
from desk.priorities import Priority
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound
from processes import activities_access
from processes.activities import Activity
from processes.definitions import active_version, may_start, model_of, translated
from processes.instances import version_of
from processes.running import answering, beginning, standing
from processes.running.answering import Input
from processes.running.beginning import Plan, StartNames
from processes.running.completing import offered_to
from processes.running.host import Chain, TicketHost
from processes.running.reevaluating import host_of
from processes.tickets.attributes import ATTRIBUTES
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket

if TYPE_CHECKING:
    from bpm.expressions import Names
    from bpm.model import Model, Parameter, Show
    from bpm.texts import Text
    from desk.actors import Actor

SELF_EVIDENT = ("agent",)  # an activity without a dialog is completed by agents


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A dialog where it is offered, and what it can see from there.

    At an open activity there are `ticket` and `activity`; at a start event `event`, and `ticket` only where one is to be enrolled; none of
    the three in a rehearsal. `fields` are those of the ticket, or of one to come; `variables` the control variables seen from here, with
    their types.
    """

    dialog: Dialog
    completes: bool
    version_id: int
    process_id: str
    process_name: str
    names: Names
    fields: Mapping[str, FieldOf]
    variables: Mapping[str, str]
    ticket: Ticket | None = None
    activity: Activity | None = None
    event: str | None = None
    beginnings: Mapping[str, Any] = field(default_factory=dict)

    # -------------------------------------------------------------------------------------------- what stands
    def value(self, name: str) -> Any:
        """The value as it is kept; None where there is none."""
        if name in self.variables:
            return self._seen(name)
        if name in ATTRIBUTES:
            return self.beginnings.get(name) if self.ticket is None else ATTRIBUTES[name].read(self.ticket)
        if name in self.fields:
            known = self.fields[name]
            return known.value if self.ticket is not None or not known.is_valid else known.rules.default(now=now())
        return self._seen(name)

    def default(self, show: Show, answers: Mapping[str, Any]) -> Any:
        """What the dialog suggests for a field; None for nothing, or where that needs a value that is not there."""
        return None if show.default is None else self._told(show.default, answers)

    def text(self, text: Text, answers: Mapping[str, Any], *, language: str) -> str:
        """A text of the dialog in a language, filled in; as the model has it where it needs a value that is not there."""
        said = translated(self.version_id, text.text, language)
        try:
            return (text if said == text.text else compile_text(said)).render(self.overlaid(answers))
        except errors.BpmError:
            return said

    # -------------------------------------------------------------------------------------------- what holds
    def is_shown(self, show: Show, answers: Mapping[str, Any]) -> bool:
        """Whether a field is on the page; a condition that cannot be decided does not hold."""
        return show.when is None or self._holds(show.when, answers)

    def fulfils_check(self, show: Show, answers: Mapping[str, Any]) -> bool:
        """Whether the answer to a field is right as the dialog sees it."""
        return show.check is None or self._holds(show.check, answers)

    def depends_on(self, show: Show) -> frozenset[str]:
        """The names that decide whether a field is shown, and what is suggested for it."""
        parts = [part for part in (show.when, show.default) if part is not None]
        return frozenset(name.removeprefix("ticket.") for part in parts for name in part.names)

    def overlaid(self, answers: Mapping[str, Any]) -> Names:
        """What conditions see once this was answered."""
        seen = {name: self._expressed(name, value) for name, value in answers.items()}
        return Overlay(self.names, seen | {f"ticket.{name}": value for name, value in seen.items()})

    def _expressed(self, name: str, value: Any) -> Any:
        if value is None or name in self.variables or name not in self.fields:
            return value
        return self.fields[name].rules.in_expressions(value)

    def _holds(self, condition: Expression, answers: Mapping[str, Any]) -> bool:
        try:
            return condition.truth(self.overlaid(answers))
        except errors.BpmError:
            return False

    def _told(self, parameter: Parameter, answers: Mapping[str, Any]) -> Any:
        try:
            return parameter.value(self.overlaid(answers))
        except errors.BpmError:
            return None

    def _seen(self, name: str) -> Any:
        try:
            return self.names(name)
        except errors.BpmError:
            return None


# ------------------------------------------------------------------------------------------------ at an activity
def ask(activity_id: int, dialog: str | None, *, actor: Actor, held: bool = False) -> Asking:
    """A dialog of an open activity.

    Args:
        activity_id: the row of the activity.
        dialog: by id or label; None: the only one. Where none is offered, a dialog that asks nothing.
        actor: who is about to answer.
        held: hold the ticket, since the answer follows in the same unit of work.

    Raises:
        NotFound: there is no such activity or dialog, or none for this actor.
        Forbidden: it is not for the actor.
        Conflict: it is closed, or somebody else has claimed it.
        Refused: the dialog is not offered, or must be named.
    """
    found = (standing.held if held else standing.seen)(activity_id, actor=actor)
    ticket, activity, running = found.ticket, found.activity, found.running
    token = None if running is None or running.tokens is None else running.tokens.token(activity.token)
    if running is None or token is None or not activity.is_open:
        activities_access.require_may(activity, actor=actor, usually=found.usually)
        raise Conflict(f"The activity {activity.name!r} is no longer open.")
    offer = offered_to(actor, running, activity, token, dialog)
    asked = running.model.dialogs[offer.dialog] if offer else Dialog(id="", label=activity.name, audience=SELF_EVIDENT)
    activities_access.require_may(activity, actor=actor, dialog_permission=asked.permission, usually=found.usually)
    if not actor.is_system:
        activities_access.require_unclaimed_by_others(activity, actor=actor)
    host_of(running, actor=actor)
    return Asking(
        dialog=asked,
        completes=offer is None or offer.completes,
        version_id=running.version_id,
        process_id=running.process_id,
        process_name=running.model.main.description or running.process_id,
        names=token.names,
        fields=ticket.fields,
        variables=variables_at(token),
        ticket=ticket,
        activity=activity,
    )


def variables_at(token: Any) -> dict[str, str]:
    """The declared control variables seen from where a token stands, with their types; the innermost of a name."""
    found: dict[str, str] = {}
    scope = token.workflow
    while True:
        for variable in scope.spec.variables:
            found.setdefault(variable.name, variable.type)
        if scope.spec.is_process:
            return found
        scope = scope.owner.workflow


# ------------------------------------------------------------------------------------------------ at a start event
class NamesBefore(StartNames):
    """What conditions of a start dialog see: what the ticket will begin with, and who asks."""

    def __init__(self, model: Model, fields: Mapping[str, FieldOf], actor: Actor) -> None:
        super().__init__({}, actor)
        self.fields = fields
        self.variables = {variable.name: variable.value for variable in model.main.variables}
        self.beginnings = usual_values(Plan(model, None, self))

    def __call__(self, name: str) -> object:
        plain = name.removeprefix("ticket.")
        if plain in self.variables:
            return self.variables[plain]
        if plain in self.fields:
            rules = self.fields[plain].rules
            value = rules.default(now=self.now)
            return None if value is None else rules.in_expressions(value)
        if plain in ATTRIBUTES:
            return self.beginnings.get(plain)
        return super().__call__(name)


def usual_values(plan: Plan) -> dict[str, Any]:
    """The attributes a new ticket begins with, if nobody says anything else."""
    texts = {} if plan.model.ticket is None else plan.model.ticket.values
    said = {name: value for name, text in texts.items() if (value := plan.filled(text))}
    person = plan.names.person
    usual = {
        "queue": Queue.default().name,
        "state": State.first_of(StateType.NEW).name,
        "priority": Priority.default().name,
        "lock": Lock.UNLOCKED.value,
        "customer": None if person is None else person.customer.number,
    }
    return usual | said


def ask_to_start(process_id: str, dialog: str | None, *, actor: Actor, event: str | None = None) -> Asking:
    """A start dialog of the active version of a process.

    Args:
        process_id: the process.
        dialog: by id or label; None: the only one.
        actor: who is about to answer.
        event: the start event, where several offer dialogs.

    Raises:
        NotFound: there is no such process, or no such start dialog.
        Forbidden: it is not for the actor.
    """
    version = active_version(process_id)
    event, asked = start_dialog(version.id, dialog, actor=actor, event=event)
    if not may_start(actor, version.id, event):
        raise Forbidden(f"The start of {process_id!r} at {event!r} is not for {actor}, who needs 'create' in its queue, too.")
    return before_ticket(version.id, asked, actor=actor, event=event)


def ask_in_rehearsal(version_id: int, dialog: str, *, actor: Actor) -> Asking:
    """Any dialog of any version as somebody would see it who is asked first of all; it cannot be answered.

    Raises:
        NotFound: there is no such version, or no such dialog.
    """
    dialogs = model_of(version_id).dialogs
    if dialog not in dialogs:
        raise NotFound(f"There is no dialog {dialog!r}; there are {', '.join(dialogs) or 'none'}.")
    return before_ticket(version_id, dialogs[dialog], actor=actor, event=None)


def start_dialog(version_id: int, dialog: str | None, *, actor: Actor, event: str | None) -> tuple[str, Dialog]:
    """The start event that is meant, and the dialog.

    Raises:
        NotFound, Forbidden: as `ask_to_start`.
    """
    model = model_of(version_id)
    chosen = beginning.event_of_dialog(model, Input(dialog=dialog), event=event, actor=actor)
    offer = answering.offered(model, chosen, dialog)
    if offer is None:
        raise NotFound(f"The process {model.main.name!r} offers no start dialog at {chosen.name!r}.")
    return chosen.name, model.dialogs[offer.dialog]


def before_ticket(version_id: int, dialog: Dialog, *, actor: Actor, event: str | None) -> Asking:
    """A dialog that is asked before there is a ticket."""
    model = model_of(version_id)
    fields = fields_of(FieldObject.TICKET, 0)
    names = NamesBefore(model, fields, actor)
    return Asking(
        dialog=dialog,
        completes=True,
        version_id=version_id,
        process_id=model.main.name,
        process_name=model.main.description or model.main.name,
        names=names,
        fields=fields,
        variables={variable.name: variable.type for spec in model.all_specs for variable in spec.variables},
        event=event,
        beginnings=names.beginnings,
    )


# ------------------------------------------------------------------------------------------------ for a ticket that is there
class NamesOfTicket:
    """What conditions of a start dialog see where a ticket is about to be enrolled: the ticket, and the variables as they begin."""

    def __init__(self, host: TicketHost, variables: Mapping[str, Any]) -> None:
        self.host, self.variables = host, variables
        self.now, self.zone = host.now, host.zone
        self.in_group = host.in_group

    def __call__(self, name: str) -> object:
        return self.variables[name] if name in self.variables else self.host.read(name.removeprefix("ticket."))


def ask_to_enrol(  # noqa: PLR0913 - a ticket, a start dialog, and who answers
    ticket_id: int, process_id: str, dialog: str | None, *, actor: Actor, event: str | None = None, held: bool = False
) -> Asking:
    """A start dialog of a process in which a ticket is to go on.

    Args:
        ticket_id: the ticket, for which the actor has rw.
        process_id: and `dialog`, `event`: as `ask_to_start`.
        dialog: by id or label.
        actor: who is about to answer.
        event: the start event.
        held: hold the ticket, since the answer follows in the same unit of work.

    Raises:
        NotFound, Forbidden: as `ask_to_start`; the actor has no rw for the ticket.
    """
    ticket = Ticket.for_update(ticket_id) if held else db.session.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFound(f"There is no ticket with id {ticket_id}, or none you may see.")
    ticket.require("rw", actor=actor)
    version = active_version(process_id)
    model = model_of(version.id)
    event, asked = start_dialog(version.id, dialog, actor=actor, event=event)
    host = TicketHost(
        ticket=ticket, process=process_actor(process_id), person=actor, now=now(), chain=Chain(cause=ticket.number), instance_id=0, step=0
    )
    return Asking(
        dialog=asked,
        completes=True,
        version_id=version.id,
        process_id=process_id,
        process_name=model.main.description or process_id,
        names=NamesOfTicket(host, {variable.name: variable.value for variable in model.main.variables}),
        fields=ticket.fields,
        variables={variable.name: variable.type for variable in model.main.variables},
        ticket=ticket,
        event=event,
    )


# ------------------------------------------------------------------------------------------------ what is offered
@dataclass(frozen=True, kw_only=True)
class OfferedDialog:
    """A dialog at an activity, in the words of the model; `id` "" where none is offered and agents just complete."""

    version_id: int
    id: str
    label: str
    completes: bool
    audience: tuple[str, ...]
    permission: str
    required_lock: bool


def dialogs_at(activities: Sequence[Activity]) -> dict[int, list[OfferedDialog]]:
    """The dialogs at open activities of one ticket, by their ids, in order."""
    if not activities:
        return {}
    version_id = version_of(activities[0].instance_id)
    model = model_of(version_id)
    found = {}
    for activity in activities:
        offers = model.node(activity.node_id).offers
        dialogs = [(model.dialogs[offer.dialog], offer.completes) for offer in offers]
        found[activity.id] = [
            OfferedDialog(
                version_id=version_id,
                id=dialog.id,
                label=dialog.label,
                completes=completes,
                audience=dialog.audience,
                permission=dialog.permission,
                required_lock=dialog.required_lock,
            )
            for dialog, completes in dialogs or [(Dialog(id="", label=activity.name, audience=SELF_EVIDENT), True)]
        ]
    return found
