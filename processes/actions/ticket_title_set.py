"""Transition action: set the title."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes.acting.parameters import needed_text
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-title-set")
@dataclass(frozen=True, kw_only=True)
class TicketTitleSet(TransitionAction):
    """Fails where the title is empty or too long."""

    label: ClassVar[str] = "Set the title"

    title: Any

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_title(needed_text(self.title, "title"), actor=circumstances.actor)
        return Outcome.DONE
