"""Transition action: lock or unlock the ticket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes.acting.parameters import choice_of, is_known
from processes.actions import Circumstances, Outcome, TransitionAction, actions
from processes.tickets.record import Lock

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-lock-set")
@dataclass(frozen=True, kw_only=True)
class TicketLockSet(TransitionAction):
    """Does nothing where the ticket is locked like that already; fails where the word is none of the three."""

    label: ClassVar[str] = "Lock or unlock"

    lock: Any

    def check(self) -> None:
        if is_known(self.lock):
            choice_of(self.lock, Lock, "lock")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        ticket.set_lock(choice_of(self.lock, Lock, "lock"), actor=circumstances.actor)
        return Outcome.DONE
