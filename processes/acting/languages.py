"""In which language an action says something: that of the customer to the customer, that of the house to everybody else."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from desk.customer_users import CustomerUser
from foundation.application import settings
from foundation.db import db
from processes.actions import Circumstances, TransitionAction

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

Action = TypeVar("Action", bound=TransitionAction)


def language_of_customer(ticket: "Ticket") -> str:
    """That of the ticket's customer user, else that of the house."""
    person = db.session.get(CustomerUser, ticket.customer_user_id) if ticket.customer_user_id else None
    return (person.language if person is not None else "") or settings().language


def spoken(action: Action, *parameters: str, language: str, circumstances: Circumstances) -> Action:
    """The same action, with those parameters said in a language as far as the model brought translations of them."""
    said: dict[str, Any] = {name: circumstances.translated(name, language) for name in parameters}
    return replace(action, **{name: text for name, text in said.items() if text is not None})
