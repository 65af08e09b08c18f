"""What the verbs of a ticket ask of its process, without knowing who drives it: `processes/runner.py` does, and says so here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desk.actors import Actor
    from desk.queues import Queue
    from processes.tickets.new_articles import NewArticle
    from processes.tickets.record import TicketRecord


class Driver(Protocol):
    """The part of the runner that verbs need."""

    def open_ticket(
        self, *, queue: "Queue", title: str, actor: "Actor", article: "NewArticle", message: str | None = None, **wanted: Any
    ) -> "TicketRecord":
        """A new ticket with its first article and its process begun; `wanted` as `Ticket.create` takes it."""

    def deliver(  # noqa: PLR0913 - a message, and where it comes from
        self, ticket: "TicketRecord", name: str, data: Mapping[str, Any], *, actor: "Actor", cause: str | None = None, hops: int = 0
    ) -> bool:
        """Give a message to the ticket's instance; False: nobody waits for it yet, and it is kept."""

    def cancel(self, ticket: "TicketRecord", *, actor: "Actor", reason: str) -> bool:
        """End the ticket's instance at once; False: none runs."""

    def begin_again(self, ticket: "TicketRecord", *, actor: "Actor") -> bool:
        """Start the process of the ticket's queue for a ticket that was opened again; False: an instance runs."""


_drivers: list[Driver] = []


def driven_by(driver: Driver) -> None:
    """Say who drives the processes."""
    _drivers[:] = [driver]


def driver() -> Driver:
    """Who drives the processes.

    Raises:
        RuntimeError: nobody was named: the composition root has not imported the runner.
    """
    if not _drivers:
        raise RuntimeError("Nobody drives the processes; import processes.runner first.")
    return _drivers[0]
