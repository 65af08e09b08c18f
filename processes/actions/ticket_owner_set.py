"""Transition action: give the ticket to an agent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.agents import Agent
from processes.acting import existing
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-owner-set")
@dataclass(frozen=True, kw_only=True)
class TicketOwnerSet(TransitionAction):
    """Fails where no valid agent has the login, or where that agent cannot own tickets of the queue."""

    label: ClassVar[str] = "Set the owner"

    owner: Any

    def check(self) -> None:
        existing.check(Agent, self.owner, "owner")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_owner(existing.valid(Agent, self.owner, "owner"), actor=circumstances.actor)
        return Outcome.DONE
