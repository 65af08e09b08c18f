"""Transition action: hand the ticket to another queue."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from desk.queues import Queue
from processes.acting import existing
from processes.acting.parameters import is_known, truth_of
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-queue-set")
@dataclass(frozen=True, kw_only=True)
class TicketQueueSet(TransitionAction):
    """Moves the ticket and releases its lock, unless `keep_lock`; does nothing where it lies in the queue already.

    Fails where there is no valid queue of that name, or where the process may not work in it.
    """

    label: ClassVar[str] = "Move to a queue"

    queue: Any
    keep_lock: Any = False

    def check(self) -> None:
        existing.check(Queue, self.queue, "queue")
        if is_known(self.keep_lock):
            truth_of(self.keep_lock, "keep_lock")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        keep_lock = truth_of(self.keep_lock, "keep_lock")
        ticket.move_to(existing.valid(Queue, self.queue, "queue"), keep_lock=keep_lock, actor=circumstances.actor)
        return Outcome.DONE
