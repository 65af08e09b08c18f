"""Factories for tickets: `a_ticket("Printer on fire")`, a row with all it needs and no process behind it."""

from itertools import count
from typing import Any

from sqlalchemy import select

from desk.agents import Agent
from desk.queues import Queue
from foundation.db import db
from processes import history
from processes.events import Event
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_priority, a_queue, a_state

NUMBERS = count(1)


def an_agent(login: str = "root@localhost", **values: Any) -> Agent:
    """The agent of that login, found or made."""
    return db.session.scalar(select(Agent).where(Agent.login == login)) or people.agent(login, **values)


def a_ticket(title: str = "Printer on fire", *, queue: Queue | None = None, owner: Agent | None = None, **values: Any) -> Ticket:
    """A stored ticket, open and unlocked unless `values` (columns) say otherwise, owned by root."""
    owner_id = (owner or an_agent(email="root@example.com")).id
    defaults = {
        "number": f"2026010510{next(NUMBERS):05}",
        "queue_id": (queue or a_queue()).id,
        "state_id": a_state().id,
        "priority_id": a_priority().id,
        "owner_id": owner_id,
        "responsible_id": owner_id,
        "created_by": "system",
        "changed_by": "system",
    }
    ticket = Ticket(title=title, **(defaults | values))
    ticket.store()
    return ticket


def told(ticket: Ticket) -> list[tuple[Event, dict[str, Any]]]:
    """What this unit of work has to tell about the ticket so far: the entries of its history that are not written yet."""
    return [(entry["event"], entry["data"]) for entry, _ in history.waiting() if entry["ticket_id"] == ticket.id]
