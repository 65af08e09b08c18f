"""Transition action: send a message to a process."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes import chains, history
from processes.acting.parameters import is_known, needed_text, text_of
from processes.acting.sending import check_target, put
from processes.acting.waiting import done
from processes.actions import Circumstances, Outcome, TransitionAction, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("process-message")
@dataclass(frozen=True, kw_only=True)
class ProcessMessage(TransitionAction):
    """`to` is `instance` (the ticket's own), `parent`, `children` or the number of a ticket; further parameters are its data.

    It is delivered in a transaction of its own, after the step. Fails where there is no parent or no ticket of that number, and where
    messages follow each other without end.
    """

    label: ClassVar[str] = "Send a message"
    outside: ClassVar[bool] = True
    takes_further: ClassVar[bool] = True

    name: Any
    to: Any = None
    correlate: Any = None

    def check(self) -> None:
        if is_known(self.name):
            needed_text(self.name, "name")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        target = text_of(self.to, "to") or "instance"
        chains.check(circumstances.cause, circumstances.hops + 1)
        check_target(ticket, target)
        data = history.plain(self.further)
        put(ticket, needed_text(self.name, "name"), data, to=target, correlate=self.correlate, circumstances=circumstances)
        return done(circumstances)
