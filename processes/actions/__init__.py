"""Transition actions: what service tasks and throwing events do with the ticket or outside, one file each.

    @actions.register("ticket-queue-set")
    @dataclass(frozen=True, kw_only=True)
    class TicketQueueSet(TransitionAction):
        queue: str
        keep_lock: bool = False

The fields are the parameters of the action in a model, the names those of `bpm/catalogue.py` (a test holds them together).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from desk.actors import Actor
from foundation.errors import HouseError
from foundation.registry import Registry

if TYPE_CHECKING:
    from bpm.expressions import Names
    from processes.tickets.ticket import Ticket


class TransitionActionError(HouseError):
    """An action cannot be done, or names what does not exist; the message is a sentence."""


class Outcome(Enum):
    """What became of an action in a step."""

    DONE = "done"
    WAITS = "waits"  # the token stays until `runner.reply`


class Unknown(Enum):
    """Stands for a parameter whose value is known only when the action runs."""

    AT_RUN_TIME = "at run time"


UNKNOWN: Final = Unknown.AT_RUN_TIME


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What an action is told about the step it runs in.

    `actor` is the process; `key` is the same text whenever this occurrence is run: receivers outside are idempotent on it. `names`
    reads what expressions see. `waits`: the model says `wait="true"`.
    """

    actor: Actor
    now: datetime
    names: "Names"
    key: str
    element: str
    token: int
    index: int
    waits: bool
    cause: str
    hops: int
    process_id: str


@dataclass(frozen=True, kw_only=True)
class TransitionAction(ABC):
    """One action with its parameters. `reaches_out`: it has a `perform`, called by a worker after the commit."""

    label: ClassVar[str]
    reaches_out: ClassVar[bool] = False
    takes_further: ClassVar[bool] = False  # parameters besides its fields, in `further`

    further: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def with_params(cls, params: Mapping[str, Any]) -> Self:
        """The action with the parameters of a model.

        Raises:
            TransitionActionError: one is missing, or it knows no such parameter.
        """
        known = {each.name: each for each in fields(cls) if each.name != "further"}
        strange = {name: value for name, value in params.items() if name not in known}
        if strange and not cls.takes_further:
            raise TransitionActionError(f"The parameter {min(strange)!r} does not exist; there are {', '.join(sorted(known))}.")
        missing = [
            name for name, each in known.items() if each.default is MISSING and each.default_factory is MISSING and name not in params
        ]
        if missing:
            raise TransitionActionError(f"The parameter {missing[0]!r} is missing.")
        return cls(**{name: value for name, value in params.items() if name in known}, further=strange)

    def check(self) -> None:  # noqa: B027 - an action that names nothing has nothing to check
        """Refuse, at deployment, what names something that does not exist; parameters may be `UNKNOWN`.

        Raises:
            TransitionActionError: saying what does not exist.
        """

    @abstractmethod
    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        """Do it, in the step: in the database only. What leaves the house is put into the outbox.

        Raises:
            HouseError: it cannot be done; the model says what follows from that.
        """


actions: Final[Registry[type[TransitionAction]]] = Registry("transition action", package="processes.actions")
