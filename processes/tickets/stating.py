"""The state of a ticket, and what goes with it: the pending time, the lock, the archive."""

from datetime import datetime, timedelta
from typing import Final

from desk.actors import Actor
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.errors import Refused
from processes import children
from processes.events import Event
from processes.tickets.choosing import usable
from processes.tickets.locking import Locking

PENDING_SECONDS: Final = 86_400  # how long a ticket is put off where nobody says (OTRS `PendingDiffTime`)


class Stating(Locking):
    """Changing the state."""

    __abstract__ = True

    def set_state(self, state: State, *, actor: Actor, pending_until: datetime | None = None) -> bool:
        """Put the ticket into a state. Whoever wants to close it and be asked about open activities calls `close`.

        Args:
            state: a valid one.
            actor: closing needs the permission `close`, everything else rw.
            pending_until: for a pending state; left out, a time that is set and lies ahead stays, else it is a day from now.

        Raises:
            NotFound, Forbidden: the actor lacks the permission.
            Refused: the state is not valid, or that of merged tickets.
        """
        self.require("close" if state.type.is_finished else "rw", actor=actor)
        if state.id != self.state_id:
            choosable(state)
        return self.enter(state, pending_until, actor=actor)

    def enter(self, state: State, pending_until: datetime | None = None, *, actor: Actor) -> bool:
        """The same for whoever may do what leads there."""
        due = pending_time(state.type, pending_until, self.pending_until)
        if state.id == self.state_id:
            return self._put_off(due, actor=actor) if state.type.is_pending else False
        old, was_closed = self.words.state, self.is_closed
        closed_at = now() if self.closed_at is None and state.type is StateType.CLOSED else self.closed_at
        words = {"state": state.name, "state_type": state.type}
        self.change(actor=actor, state_id=state.id, closed_at=closed_at, words=words)
        self.record(Event.STATE_CHANGED, actor=actor, touched=("state", "state_type", "closed"), old=old, new=state.name)
        self._put_off(due, actor=actor)
        if state.type.is_finished:
            self.release(actor=actor)
            if not was_closed:
                children.tell_parents(self)
        elif was_closed:
            self.restore_from_archive(actor=actor)
        return True

    def set_pending_until(self, pending_until: datetime | None, *, actor: Actor) -> bool:
        """Set the pending time alone. It may come before the pending state it is for; a ticket that is pending keeps one.

        Raises:
            NotFound, Forbidden: the actor has no rw.
        """
        self.require("rw", actor=actor)
        return self._put_off(
            pending_time(self.state_type, pending_until, None) if self.state_type.is_pending else pending_until, actor=actor
        )

    def _put_off(self, until: datetime | None, *, actor: Actor) -> bool:
        if until == self.pending_until:
            return False
        old = self.pending_until
        self.change(actor=actor, pending_until=until)
        self.record(Event.PENDING_TIME_SET, actor=actor, touched=("pending_until",), old=old, new=until)
        return True

    def restore_from_archive(self, *, actor: Actor) -> bool:
        """Bring the ticket back among those that searches find."""
        if not self.archived:
            return False
        self.change(actor=actor, archived=False)
        self.record(Event.RESTORED, actor=actor)
        return True


def choosable(state: State) -> None:
    """Go on only with a valid state that can be chosen.

    Raises:
        Refused: under "state".
    """
    usable(state, "state")
    if state.type is StateType.MERGED:
        raise Refused({"state": f"A ticket does not become {state.name!r} by choosing that; merge it into another ticket."})


def pending_time(state_type: StateType, wanted: datetime | None, present: datetime | None) -> datetime | None:
    """Until when a ticket in a state of that type is put off; None where the state waits for nothing."""
    if not state_type.is_pending:
        return None
    if wanted is None and present is not None and present > now():
        return present
    return wanted or now() + timedelta(seconds=PENDING_SECONDS)
