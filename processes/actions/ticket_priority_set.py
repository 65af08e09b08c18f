"""Transition action: set the priority."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.priorities import Priority
from processes.acting import existing
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-priority-set")
@dataclass(frozen=True, kw_only=True)
class TicketPrioritySet(TransitionAction):
    """Fails where there is no valid priority of that name."""

    label: ClassVar[str] = "Set the priority"

    priority: Any

    def check(self) -> None:
        existing.check(Priority, self.priority, "priority")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_priority(existing.valid(Priority, self.priority, "priority"), actor=circumstances.actor)
        return Outcome.DONE
