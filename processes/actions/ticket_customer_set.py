"""Transition action: say which customer, or which customer user, the ticket is from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes.acting.parameters import text_of
from processes.actions import Circumstances, Outcome, TransitionAction, TransitionActionError, actions

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("ticket-customer-set")
@dataclass(frozen=True, kw_only=True)
class TicketCustomerSet(TransitionAction):
    """Sets each that is named, only where it differs. A name the house does not know is kept as a text; an empty one takes it away."""

    label: ClassVar[str] = "Set the customer"
    several_verbs: ClassVar[bool] = True

    customer: Any = None
    customer_user: Any = None

    def check(self) -> None:
        if self.customer is None and self.customer_user is None:
            raise TransitionActionError("It names neither a 'customer' nor a 'customer_user'.")

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        self.check()
        if self.customer is not None:
            ticket.set_customer(text_of(self.customer, "customer"), actor=circumstances.actor)
        if self.customer_user is not None:
            ticket.set_customer_user(text_of(self.customer_user, "customer_user"), actor=circumstances.actor)
        return Outcome.DONE
