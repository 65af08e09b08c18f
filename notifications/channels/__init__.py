"""The ways in which people are told: one file each, registered under the name that notifications give.

A channel is given in the unit of work that notes who was told, so that both happen or neither does.
"""

from dataclasses import dataclass
from typing import Protocol

from foundation.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What one person is told about a ticket.

    Args:
        agent_id: None for customers and bare addresses.
        address: where mail gets there.
        attachments: ids of files of articles that go along, where a channel can carry them.
    """

    ticket_id: int
    ticket_number: str
    queue_id: int
    subject: str
    body: str
    agent_id: int | None
    address: str
    attachments: tuple[int, ...] = ()


class Channel(Protocol):
    """Tells somebody; False: there is no way to this one."""

    def __call__(self, telling: Telling) -> bool: ...


channels: Registry[Channel] = Registry("channel", package=__name__)
