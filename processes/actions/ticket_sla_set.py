"""Transition action: set the service level agreement; an empty one takes it away."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.slas import Sla
from processes.acting import existing
from processes.acting.parameters import text_of
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-sla-set")
@dataclass(frozen=True, kw_only=True)
class TicketSlaSet(TransitionAction):
    """Fails where the ticket has no service, or one the agreement does not cover."""

    label: ClassVar[str] = "Set the service level agreement"

    sla: Any

    def check(self) -> None:
        existing.check(Sla, self.sla, "sla", may_be_empty=True)

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        sla = existing.valid(Sla, self.sla, "sla") if text_of(self.sla, "sla") else None
        ticket.set_sla(sla, actor=circumstances.actor)
        return Outcome.DONE
