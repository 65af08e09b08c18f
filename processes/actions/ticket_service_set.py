"""Transition action: set the service; an empty one takes it away."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.services import Service
from processes.acting import existing
from processes.acting.parameters import text_of
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-service-set")
@dataclass(frozen=True, kw_only=True)
class TicketServiceSet(TransitionAction):
    """Fails where the ticket's customer user cannot ask for the service."""

    label: ClassVar[str] = "Set the service"

    service: Any

    def check(self) -> None:
        existing.check(Service, self.service, "service", may_be_empty=True)

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        service = existing.valid(Service, self.service, "service") if text_of(self.service, "service") else None
        ticket.set_service(service, actor=circumstances.actor)
        return Outcome.DONE
