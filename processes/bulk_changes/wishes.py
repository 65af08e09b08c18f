"""What is to become of many tickets: read from what somebody asked for, and what each part of it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Self, TypeVar

from desk.agents import Agent
from desk.groups import QueuePermission
from desk.master_data import MasterData
from desk.priorities import Priority
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.errors import Refused
from processes.tickets.choosing import named, usable
from processes.tickets.stating import choosable

LONGEST_NOTE: Final = 20_000
Record = TypeVar("Record", bound=MasterData)


class Need(NamedTuple):
    """What one part of a wish needs of a ticket: that its process leaves people the verb, and that they have the permission."""

    verb: str
    permission: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to become of each ticket; None and "" leave it as it is.

    Args:
        pending_until: until when, with a pending state.
        note: what is written on each.
        cancel_activities: confirms for a state that closes that activities which are open then are given up.
        also_locked: also changes tickets that somebody else has locked.
    """

    queue: Queue | None = None
    owner: Agent | None = None
    priority: Priority | None = None
    state: State | None = None
    pending_until: datetime | None = None
    note: str = ""
    cancel_activities: bool = False
    also_locked: bool = False

    @property
    def heeds_locks(self) -> bool:
        """Whether tickets that others have locked are left alone; a note stands in nobody's way."""
        return not self.also_locked and any((self.queue, self.owner, self.priority, self.state))

    @property
    def closes(self) -> bool:
        return self.state is not None and self.state.type is StateType.CLOSED

    @classmethod
    def from_wanted(cls, wanted: Mapping[str, Any]) -> Self:
        """Read names and texts.

        Raises:
            Refused: naming what does not exist or is not valid, what is too long, or that nothing is to be done.
        """
        read = cls(
            queue=chosen(Queue, wanted, "queue"),
            owner=chosen(Agent, wanted, "owner"),
            priority=chosen(Priority, wanted, "priority"),
            state=chosen(State, wanted, "state"),
            pending_until=datetime.fromisoformat(wanted["pending_until"]) if wanted.get("pending_until") else None,
            note=wanted.get("note", "").strip(),
            cancel_activities=bool(wanted.get("cancel_activities")),
            also_locked=bool(wanted.get("also_locked")),
        )
        read.check()
        return read

    def check(self) -> None:
        """Go on only with something that can be done.

        Raises:
            Refused: as `from_wanted`.
        """
        if not any(self.needs()):
            raise Refused("Choose what is to become of them, or write a note.")
        if self.state is not None:
            choosable(self.state)
        if len(self.note) > LONGEST_NOTE:
            raise Refused({"note": f"It has {len(self.note)} characters; at most {LONGEST_NOTE} fit."})

    def needs(self) -> Iterator[Need]:
        """What it needs, part by part."""
        if self.queue is not None:
            yield Need("move", QueuePermission.MOVE_INTO)
        if self.owner is not None:
            yield Need("owner", QueuePermission.OWNER)
        if self.priority is not None:
            yield Need("priority", QueuePermission.PRIORITY)
        if self.state is not None:
            yield needed_for(self.state)
        if self.note:
            yield Need("note", QueuePermission.NOTE)


def needed_for(state: State) -> Need:
    """Closing, putting off and everything else are verbs of their own."""
    if state.type.is_finished:
        return Need("close", "close")
    return Need("pending" if state.type.is_pending else "state", QueuePermission.RW)


def chosen(kind: type[Record], wanted: Mapping[str, Any], attribute: str) -> Record | None:
    """A valid record by its name; None if none is named.

    Raises:
        Refused: under the attribute.
    """
    if not wanted.get(attribute):
        return None
    record = named(kind, wanted[attribute], attribute)
    usable(record, attribute)
    return record
