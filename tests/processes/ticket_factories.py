"""Tickets made by the verb, in a house with seeds: `a_ticket(title="Printer on fire", queue=support)`; no process runs behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from desk.actors import SYSTEM, Actor
from desk.agents import Agent
from desk.queues import Queue
from desk.states import State
from foundation.db import db
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue


def a_ticket(*, actor: Actor = SYSTEM, **wanted: Any) -> Ticket:
    """A new ticket in the queue Support; everything else is as usual, unless it is named. States and queues may be named by name."""
    queue, state = wanted.pop("queue", "Support"), wanted.pop("state", None)
    return Ticket.create(
        actor=actor,
        queue=queue if isinstance(queue, Queue) else a_queue(queue),
        state=State.named(state) if isinstance(state, str) else state,
        title=wanted.pop("title", "Printer on fire"),
        **wanted,
    )


def a_worker(login: str = "anna", *permissions: str, **values: Any) -> Agent:
    """An agent with permissions (rw unless they are named) in the group of all queues made here."""
    made = people.agent(login, **values)
    people.grant(made, a_group(), *permissions)
    return made


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database inside the block."""
    sent: list[str] = []

    def listen(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
