"""Transition action: set the state, and until when the ticket is pending."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.states import State
from processes.acting import existing
from processes.acting.pending import check_pending, due, is_given
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-state-set")
@dataclass(frozen=True, kw_only=True)
class TicketStateSet(TransitionAction):
    """`pending` is a timer text counted from the step; it is left out where the state is of no pending type.

    Fails where there is no valid state of that name, or where the timer text cannot be used.
    """

    label: ClassVar[str] = "Set the state"

    state: Any
    pending: Any = None

    def check(self) -> None:
        existing.check(State, self.state, "state")
        check_pending(self.pending)

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        state = existing.valid(State, self.state, "state")
        until = None
        if state.type.is_pending and is_given(self.pending):
            until = due(self.pending, ticket, circumstances=circumstances)
        ticket.set_state(state, pending_until=until, actor=circumstances.actor)
        return Outcome.DONE
