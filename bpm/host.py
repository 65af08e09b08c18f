"""What the engine asks of whoever hosts it: the ticket's values, the actions, working time.

In memory the host is `bpm.player`; in the house it is the runner.  The engine stores nothing and reaches nothing but through this Protocol.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from bpm.expressions import Names
    from bpm.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """One transition action, its parameters evaluated.  `token` and `index` tell the occurrence apart, for replies.

    `templates`: those parameters that the model writes as texts, for whoever says them in another language.
    """

    name: str
    element: str
    params: Mapping[str, Any]
    waits: bool
    token: int
    index: int
    templates: Mapping[str, Text] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """The action has been done, or will be after the commit and nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The token stays until `engine.reply`."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The action could not be done; `reason` is a sentence without the final stop."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """An entry of the catalogue.  `outside`: it reaches out of the house, after the commit."""

    name: str
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    open_ended: bool = False
    outside: bool = False
    params: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """All parameters it knows."""
        object.__setattr__(self, "params", self.required | self.optional)


class Host(Protocol):
    """The house around a running instance."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which dates without one are meant."""

    def read(self, name: str) -> object:
        """The value of a ticket attribute or field (`queue`, `leave_from`) or of a listed view (`customer.name`); None where it is empty.

        Raises:
            NoValue: there is no such name.
        """

    def write(self, name: str, value: object) -> None:
        """Change a ticket attribute or field through the ticket's verbs.

        Raises:
            BpmError: the value does not fit.
        """

    def knows(self, name: str) -> bool:
        """Whether a name is a ticket attribute or field."""

    def run(self, call: ActionCall, names: Names) -> Done | Waits | Failed:
        """Run a transition action, or see to it that it runs after the commit."""

    def in_group(self, group: str) -> bool:
        """Whether the acting person belongs to a group."""

    def add_working(self, start: datetime, duration: timedelta) -> datetime:
        """The moment when that much working time of the ticket's calendar has passed."""
