"""Transition action: set the type."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.ticket_types import TicketType
from processes.acting import existing
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-type-set")
@dataclass(frozen=True, kw_only=True)
class TicketTypeSet(TransitionAction):
    """Fails where there is no valid type of that name, or where tickets have none."""

    label: ClassVar[str] = "Set the type"

    type: Any

    def check(self) -> None:
        existing.check(TicketType, self.type, "type")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_type(existing.valid(TicketType, self.type, "type"), actor=circumstances.actor)
        return Outcome.DONE
