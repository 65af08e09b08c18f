"""What somebody may do now: the dialogs of a ticket as buttons, each possible or disabled with its reason, and the start dialogs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.actors import Actor
from dialogs.doers import full_name, open_activities, permits_of, who_has
from dialogs.reader import Reader
from dialogs.sentences import say
from processes import activities_access
from processes.activities import Activity, ActivityPermit, PermitKind
from processes.definitions import milestones_of, startable_by, translated
from processes.deploying.starting import Startable
from processes.runner import OfferedDialog, dialogs_at
from processes.tickets.ownership import nobody
from processes.tickets.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class Button:
    """A dialog at an open activity. `reason`: why it cannot be opened now; "" if it can. `dialog_id` "": it only completes."""

    activity_id: int
    dialog_id: str
    label: str
    completes: bool
    reason: str = ""

    @property
    def is_possible(self) -> bool:
        return not self.reason


@dataclass(frozen=True, kw_only=True)
class OfferedActivity:
    """An open activity with its dialogs.

    `is_mine`: this actor may do it, and nobody else has claimed it; `is_own`: it is also this actor's turn, and not that of somebody for
    whom the actor may answer.
    """

    activity_id: int
    node_id: str
    name: str
    iteration: int | None
    opened_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    claimed_by: str
    is_claimed_by_me: bool
    who: str
    is_mine: bool
    is_own: bool
    buttons: tuple[Button, ...]


def offered(ticket: Ticket, *, actor: Actor, reader: Reader) -> list[OfferedActivity]:
    """The open activities of a ticket that the actor may read, the oldest first; customers see those they may do.

    Raises:
        NotFound, Forbidden: the actor may not read the ticket.
    """
    listed = all_open(ticket, actor=actor, reader=reader)
    return [each for each in listed if each.is_mine and each.buttons] if actor.is_customer_user else listed


def all_open(ticket: Ticket, *, actor: Actor, reader: Reader) -> list[OfferedActivity]:
    """The same with those that are for others, of which customers are told nothing but that they are not theirs.

    Raises:
        NotFound, Forbidden: the actor may not read the ticket.
    """
    ticket.require("ro", actor=actor)
    activities = open_activities(ticket.id)
    listing = Listing(ticket, activities, dialogs_at(activities), permits_of(ticket.id), actor, reader)
    return [listing.listed(each) for each in activities]


@dataclass(frozen=True)
class Listing:
    """The open activities of one ticket, with all that is asked to list them."""

    ticket: Ticket
    activities: Sequence[Activity]
    dialogs: Mapping[int, Sequence[OfferedDialog]]
    permits: Mapping[int, Sequence[ActivityPermit]]
    actor: Actor
    reader: Reader
    _doable: dict[str, set[int]] = field(default_factory=dict)

    def listed(self, activity: Activity) -> OfferedActivity:
        """One of them."""
        claimed_by = activity.claimed_by_id
        buttons = tuple(self.buttons(activity))
        is_mine = any(each.is_possible for each in buttons) or (
            bool(buttons) and self.may(activity) and not self.is_held_by_others(activity)
        )
        return OfferedActivity(
            activity_id=activity.id,
            node_id=activity.node_id,
            name=self.name_of(activity, buttons),
            iteration=activity.iteration,
            opened_at=activity.opened_at,
            due_at=activity.due_at,
            follow_up_at=activity.follow_up_at,
            claimed_by="" if claimed_by is None or self.actor.is_customer_user else full_name(claimed_by),
            is_claimed_by_me=claimed_by is not None and self.is_actor(claimed_by),
            who=self.who(activity),
            is_mine=is_mine,
            is_own=is_mine and self.is_turn(activity),
            buttons=buttons,
        )

    def name_of(self, activity: Activity, buttons: Sequence[Button]) -> str:
        """What it is called: to customers by its public name, else only if it is theirs to do."""
        version_id, name = self.dialogs[activity.id][0].version_id, activity.name
        if self.actor.is_customer_user:
            its_own = name if any(button.is_possible for button in buttons) else ""
            name = milestones_of(version_id).public_names.get(activity.node_id, its_own)
        return translated(version_id, name, self.reader.language)

    def buttons(self, activity: Activity) -> Iterator[Button]:
        """Its dialogs that are for such an actor."""
        audience = "customer" if self.actor.is_customer_user else "agent"
        for dialog in self.dialogs[activity.id]:
            if self.actor.is_system or audience in dialog.audience:
                label = translated(dialog.version_id, dialog.label, self.reader.language)
                reason = self.reason(activity, dialog)
                yield Button(activity_id=activity.id, dialog_id=dialog.id, label=label, completes=dialog.completes, reason=reason)

    def reason(self, activity: Activity, dialog: OfferedDialog) -> str:
        """Why a dialog cannot be opened by this actor now."""
        if not self.may(activity, dialog.permission):
            if dialog.permission and not self.permits.get(activity.id):
                return self.say("You need the permission '{permission}' for this ticket.", permission=dialog.permission)
            return self.say("It is for {who}.", who=self.who(activity))
        if activity.claimed_by_id is not None and self.is_held_by_others(activity):
            return self.say("{who} is working on it.", who=full_name(activity.claimed_by_id))
        if dialog.required_lock and len(self.activities) == 1 and locked_by_others(self.ticket, self.actor):
            return self.say("It is locked by {who}.", who=full_name(self.ticket.owner_id))
        return ""

    # -------------------------------------------------------------------------------------------- asking
    def may(self, activity: Activity, permission: str = "") -> bool:
        """Whether the actor may do an activity, of which a dialog may ask another permission; asked for all of them at once."""
        wanted = permission or activities_access.USUAL
        if wanted not in self._doable:
            self._doable[wanted] = activities_access.doable_of(self.ticket.id, self.actor, wanted)
        return activity.id in self._doable[wanted]

    def is_turn(self, activity: Activity) -> bool:
        """Whether it is the actor who is meant: by what the model says, else as who has the ticket."""
        kinds = {permit.kind for permit in self.permits.get(activity.id, ())}
        if activity.claimed_by_id is not None or self.actor.is_customer_user:
            return True
        elif kinds:
            return not kinds & {PermitKind.CUSTOMER, PermitKind.COMPANY}
        else:
            return self.ticket.is_locked and self.is_actor(self.ticket.owner_id)

    def is_held_by_others(self, activity: Activity) -> bool:
        holder = activity.claimed_by_id
        return holder is not None and not self.is_actor(holder) and not self.actor.is_system

    def is_actor(self, agent_id: int) -> bool:
        return self.actor.is_agent and agent_id == self.actor.id

    def who(self, activity: Activity) -> str:
        permits = self.permits.get(activity.id, ())
        return who_has(self.ticket, activity, permits, actor=self.actor, reader=self.reader)

    def say(self, phrase: str, **values: object) -> str:
        return say(self.reader, phrase, **values)


def locked_by_others(ticket: Ticket, actor: Actor) -> bool:
    """Whether another agent has claimed the ticket."""
    return actor.is_agent and ticket.is_locked and ticket.owner_id != actor.id and ticket.owner_id != nobody().id


# ------------------------------------------------------------------------------------------------ starting
def startable(actor: Actor, *, reader: Reader) -> list[Startable]:
    """The start dialogs the actor may begin, in the reader's language."""
    return [in_language(each, reader) for each in startable_by(actor)]


def in_language(start: Startable, reader: Reader) -> Startable:
    def said(text: str) -> str:
        return translated(start.version_id, text, reader.language)

    dialogs = tuple((dialog_id, said(label)) for dialog_id, label in start.dialogs)
    return replace(start, name=said(start.name), label=said(start.label), dialogs=dialogs)
