"""Tickets as rows, for tests of what is computed and found from rows alone: no verb, no process, no history."""

from itertools import count
from typing import Any

from desk.agents import Agent
from desk.state_types import StateType
from processes.tickets.ticket import Ticket
from tests.desk.words import a_priority, a_queue, a_state, found_or_made

NUMBERS = count(1)


def stored_ticket(*, state: str = "open", **values: Any) -> Ticket:
    """A ticket with sensible values; relations by their ids."""
    types = {each.value: each for each in StateType}
    number = f"T{next(NUMBERS):06}"
    defaults = {
        "number": number,
        "title": f"Ticket {number}",
        "queue_id": lambda: a_queue().id,
        "state_id": lambda: a_state(state, types.get(state, StateType.OPEN)).id,
        "priority_id": lambda: a_priority().id,
        "owner_id": lambda: somebody().id,
        "responsible_id": lambda: somebody().id,
        "created_by": "system",
        "changed_by": "system",
    }
    given = {name: value() if callable(value) else value for name, value in (defaults | values).items()}
    ticket = Ticket(**given)
    ticket.store()
    return ticket


def somebody() -> Agent:
    """The agent who owns what nobody else does."""
    names = {"first_name": "Some", "last_name": "Body", "email": "somebody@example.com"}
    return found_or_made(Agent, "somebody", **names)
