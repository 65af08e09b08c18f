"""What stands in for the runner where a ticket is tested without a process behind it."""

from collections.abc import Mapping
from typing import Any

import pytest

from desk.actors import Actor
from desk.queues import Queue
from processes import driving, settling
from processes.tickets.new_articles import NewArticle
from processes.tickets.record import TicketRecord
from processes.tickets.ticket import Ticket


class StandIn:
    """Notes what verbs ask of the process of a ticket."""

    def __init__(self) -> None:
        self.delivered: list[tuple[int, str, dict[str, Any]]] = []
        self.cancelled: list[tuple[int, str]] = []
        self.begun_again: list[int] = []
        self.opened: list[tuple[int, str | None]] = []
        self.runs = False  # whether an instance does, of any ticket

    def open_ticket(
        self, *, queue: Queue, title: str, actor: Actor, article: NewArticle, message: str | None = None, **wanted: Any
    ) -> TicketRecord:
        ticket = Ticket.create(queue=queue, title=title, actor=actor, **wanted)
        ticket.add_article(article, actor=actor, delivers=False)
        self.opened.append((ticket.id, message))
        return ticket

    def deliver(
        self, ticket: TicketRecord, name: str, data: Mapping[str, Any], *, actor: Actor, cause: str | None = None, hops: int = 0
    ) -> bool:
        self.delivered.append((ticket.id, name, dict(data)))
        return True

    def cancel(self, ticket: TicketRecord, *, actor: Actor, reason: str) -> bool:
        self.cancelled.append((ticket.id, reason))
        return True

    def begin_again(self, ticket: TicketRecord, *, actor: Actor) -> bool:
        self.begun_again.extend([] if self.runs else [ticket.id])
        return not self.runs


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in; ask for it before a unit of work, which steps at its end."""
    stand_in = StandIn()
    monkeypatch.setattr(driving, "_drivers", [stand_in])
    monkeypatch.setitem(settling._followers, settling.Stage.PROCESS, lambda _change: None)
    return stand_in
