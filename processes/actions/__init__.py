"""Transition actions: what service tasks and throwing events do with the ticket or outside, one file each.

    @actions.register("ticket-queue-set")
    @dataclass(frozen=True, kw_only=True)
    class TicketQueueSet(TransitionAction):
        queue: str
        keep_lock: bool = False

The fields are the parameters of the action in a model, the names those of `bpm/catalogue.py` (a test holds them together); `from_` stands
for `from`, which is a word of Python. Their values are whatever the model says, texts or what an expression yields, and read by what
lies in `processes/acting/`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
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


def untranslated(_parameter: str, _language: str) -> str | None:
    """What a model says that brought no translations."""
    return None


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What an action is told about the step it runs in.

    `actor` is the process; `key` is the same text whenever this occurrence is run: receivers outside are idempotent on it. `names`
    reads what expressions see. `waits`: the model says `wait="true"`. `instance_id`, `token`: where a reply goes.
    `translated` gives what a parameter says in a language, filled in; None where the model brought no translation of it.
    """

    actor: Actor
    now: datetime
    names: "Names"
    key: str
    element: str
    instance_id: int
    token: int
    index: int
    waits: bool
    cause: str
    hops: int
    process_id: str
    translated: Callable[[str, str], str | None] = untranslated


@dataclass(frozen=True, kw_only=True)
class TransitionAction(ABC):
    """One action with its parameters.

    `outside`: it concerns more than its own ticket. `reaches_out`: it has a `perform`, called by a worker after the commit.
    """

    label: ClassVar[str]
    outside: ClassVar[bool] = False
    reaches_out: ClassVar[bool] = False
    takes_further: ClassVar[bool] = False  # parameters besides its fields, in `further`
    several_verbs: ClassVar[bool] = False  # it changes something before it is sure of success: undone as a whole if it fails

    further: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def with_params(cls, params: Mapping[str, Any]) -> Self:
        """The action with the parameters of a model.

        Raises:
            TransitionActionError: one is missing, or it knows no such parameter.
        """
        known = cls.parameters()
        strange = {name: value for name, value in params.items() if name not in known}
        if strange and not cls.takes_further:
            raise TransitionActionError(f"The parameter {min(strange)!r} does not exist; there are {', '.join(sorted(known))}.")
        missing = [name for name, each in known.items() if name not in params and is_required(each)]
        if missing:
            raise TransitionActionError(f"The parameter {missing[0]!r} is missing.")
        return cls(**{known[name].name: value for name, value in params.items() if name in known}, further=strange)

    @classmethod
    def parameters(cls) -> dict[str, Field[Any]]:
        """The fields behind the parameters a model may name, but for further ones."""
        return {each.name.rstrip("_"): each for each in fields(cls) if each.name != "further"}

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

    @classmethod
    def perform(cls, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Reach out, with no transaction open; what came back, by the names under which the token gets it.

        Raises:
            TransitionActionError: it cannot be done, now or ever.
            HouseError: it went wrong; trying again later may help.
        """
        raise TransitionActionError(f"{cls.label} does not reach out; it was given {', '.join(sorted(arguments)) or 'nothing'}.")


def is_required(parameter: Field[Any]) -> bool:
    """Whether a model must name it."""
    return parameter.default is MISSING and parameter.default_factory is MISSING


actions: Final[Registry[type[TransitionAction]]] = Registry("transition action", package="processes.actions")
