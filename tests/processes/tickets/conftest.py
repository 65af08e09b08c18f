"""What stands in for the runner where a ticket is tested without a process behind it."""

from collections.abc import Mapping
from typing import Any

import pytest

from desk.actors import Actor
from processes import driving, settling
from processes.tickets.record import TicketRecord


class StandIn:
    """Notes what verbs ask of the process of a ticket."""

    def __init__(self) -> None:
        self.delivered: list[tuple[int, str, dict[str, Any]]] = []
        self.cancelled: list[tuple[int, str]] = []
        self.begun_again: list[int] = []

    def deliver(
        self, ticket: TicketRecord, name: str, data: Mapping[str, Any], *, actor: Actor, cause: str | None = None, hops: int = 0
    ) -> bool:
        self.delivered.append((ticket.id, name, dict(data)))
        return True

    def cancel(self, ticket: TicketRecord, *, actor: Actor, reason: str) -> bool:
        self.cancelled.append((ticket.id, reason))
        return True

    def begin_again(self, ticket: TicketRecord, *, actor: Actor) -> bool:
        self.begun_again.append(ticket.id)
        return True


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in; ask for it before a unit of work, which steps at its end."""
    stand_in = StandIn()
    monkeypatch.setattr(driving, "_drivers", [stand_in])
    monkeypatch.setitem(settling._followers, settling.Stage.PROCESS, lambda _change: None)
    return stand_in
