"""Closing a ticket, and opening it again. A closed ticket's process may go on; which one waits for the customer is the model's to say."""

from typing import Final

from sqlalchemy import select

from desk.actors import Actor
from desk.state_types import StateType
from desk.states import State
from foundation.db import db
from foundation.errors import Conflict, Forbidden, Refused
from processes import settling
from processes.activities import IS_OPEN, Activity
from processes.driving import driver
from processes.events import Event
from processes.tickets import access
from processes.tickets.stating import Stating

REOPENED: Final = "ticket.reopened"


class Closing(Stating):
    """Closing and opening again."""

    __abstract__ = True

    def close(self, state: State | None = None, *, actor: Actor, cancel_activities: bool = False) -> bool:
        """Close the ticket, and have its process follow. Activities that are open then have to be given up: whoever closes confirms that.

        Args:
            state: a valid one of type closed; None: the first of them.
            actor: needs the permission `close`.
            cancel_activities: confirms it; the process is cancelled.

        Raises:
            NotFound, Forbidden: the actor lacks the permission.
            Refused: the state is not one of type closed, or not valid.
            Conflict: naming the open activities; the unit of work must not be committed then.
        """
        state = state or State.first_of(StateType.CLOSED)
        if state.type is not StateType.CLOSED:
            raise Refused({"state": f"The state {state.name!r} does not close a ticket; choose one of the type '{StateType.CLOSED}'."})
        changed = self.set_state(state, actor=actor)
        settling.settle()
        open_activities = self.open_activities()
        if open_activities and not cancel_activities:
            named = ", ".join(repr(name) for name in open_activities)
            raise Conflict(f"The ticket {self.number} has open activities: {named}. Confirm that they are cancelled, or do them first.")
        if open_activities:
            changed = driver().cancel(self, actor=actor, reason=f"the ticket was closed: {state.name}") or changed
        return changed

    def close_own(self, *, actor: Actor, cancel_activities: bool = False) -> bool:
        """The same by its customer user, who needs no more than to be able to write on it.

        Raises:
            NotFound, Forbidden: the actor lacks the permission, or the ticket is somebody else's.
            Conflict: as `close`.
        """
        self.require("note", actor=actor)
        if not actor.is_customer_user or self.customer_user_id != actor.id:
            raise Forbidden(f"{actor} can close own tickets only.")
        with access.granted(self, actor):
            return self.close(actor=actor, cancel_activities=cancel_activities)

    def open_activities(self) -> list[str]:
        """The names of its activities that are open, the oldest first."""
        return list(db.session.scalars(select(Activity.name).where(Activity.ticket_id == self.id, IS_OPEN).order_by(Activity.id)))

    def reopen(self, *, actor: Actor) -> bool:
        """Open a closed ticket again. Its process is told, or begins anew if it has ended; an archived ticket is found again.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Conflict: it was merged into another one.
        """
        self.require("rw", actor=actor)
        if not self.is_closed:
            return False
        if self.state_type is StateType.MERGED:
            raise Conflict(f"The ticket {self.number} was merged; what is written goes on in the ticket it became part of.")
        old = self.words.state
        self.enter(State.first_of(StateType.OPEN), actor=actor)
        self.record(Event.REOPENED, actor=actor, old=old)
        if not driver().begin_again(self, actor=actor):
            driver().deliver(self, REOPENED, {"by": str(actor)}, actor=actor)
        return True
