"""Transition action: have an agent answer for the ticket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.agents import Agent
from processes.acting import existing
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-responsible-set")
@dataclass(frozen=True, kw_only=True)
class TicketResponsibleSet(TransitionAction):
    """Fails where no valid agent has the login, or where tickets have no responsible agent."""

    label: ClassVar[str] = "Set the responsible agent"

    responsible: Any

    def check(self) -> None:
        existing.check(Agent, self.responsible, "responsible")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_responsible(existing.valid(Agent, self.responsible, "responsible"), actor=circumstances.actor)
        return Outcome.DONE
