"""Transition action: wait until children of the ticket are closed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import delete

from desk.states import State
from foundation.db import db
from processes.acting import existing
from processes.acting.parameters import is_known, number_of, text_of
from processes.actions import Circumstances, Outcome, TransitionAction, TransitionActionError, actions
from processes.children import ChildrenWait, is_satisfied

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("children-wait")
@dataclass(frozen=True, kw_only=True)
class ChildrenWaitAction(TransitionAction):
    """All children, or `count` of them, are to be closed; with `state`, in that state. It looks whenever one is closed.

    Goes on at once where that is so already, as it is without children. Fails where the state is none of closed tickets.
    """

    label: ClassVar[str] = "Wait for children"
    outside: ClassVar[bool] = True

    state: Any = None
    count: Any = None

    def check(self) -> None:
        if is_known(self.state):
            self._state()
        if is_known(self.count):
            number_of(self.count, "count")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        state, wanted = self._state(), None if self.count is None else number_of(self.count, "count")
        if is_satisfied(ticket.id, state=state, wanted=wanted):
            return Outcome.DONE
        place = {"instance_id": circumstances.instance_id, "token": circumstances.token}
        db.session.execute(delete(ChildrenWait).filter_by(**place))
        db.session.add(ChildrenWait(ticket_id=ticket.id, state=state, wanted=wanted, **place))
        return Outcome.WAITS

    def _state(self) -> str | None:
        """The name of the state children are wanted in; None: any of closed tickets."""
        name = text_of(self.state, "state")
        if name in {"", "closed"}:
            return None
        state = existing.valid(State, name, "state")
        if not state.type.is_finished:
            raise TransitionActionError(f"The state {name!r} is not one of closed tickets; children are looked at when they are closed.")
        return state.name
