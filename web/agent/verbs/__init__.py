"""The everyday verbs of a ticket, one registered name each: what is asked, who may, and what is done.

    @verbs.register("priority")
    class Prioritise(Verb): ...

A process may leave people fewer of them (`lz:ticket verbs`); one that is not possible now says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from flask_babel import gettext as _

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import QueuePermission
from foundation.registry import Registry
from processes.runner import verbs_of
from processes.tickets import access
from processes.tickets.ticket import Ticket

Given = Mapping[str, str]
RW: Final = QueuePermission.RW
GOES_ON_ELSEWHERE: Final = "It became part of another ticket; go on there."


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One field of a verb's form. `kind`: select, text, textarea, moment, checkbox, suggest."""

    name: str
    label: str
    kind: str = "text"
    options: list[tuple[str, str]] = field(default_factory=list)
    value: str = ""
    help: str = ""
    is_required: bool = False
    suggests: str = ""  # where suggestions come from


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What will happen. `what` is confirmed, and nothing else; `facts` are names with what they stand for."""

    what: str
    facts: list[tuple[str, str]]
    told: list[str]
    warning: str = ""


class Verb:
    """One everyday verb.

    Attributes:
        label, icon, key: how its button looks, and the key that presses it.
        done: what is told when it was done.
        group: "work", "people", "more": where it stands.
        permission: what the agent needs for the ticket.
        is_for_merged: whether it makes sense for a ticket that became part of another one.
    """

    label: ClassVar[Any]
    done: ClassVar[Any]
    icon: ClassVar[str]
    key: ClassVar[str] = ""
    group: ClassVar[str] = "more"
    permission: ClassVar[str] = RW
    is_dangerous: ClassVar[bool] = False
    is_for_merged: ClassVar[bool] = False

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - most verbs are for any ticket
        """Whether it is shown at all: there is no unlocking where nothing is locked."""
        return True

    def reason(self, ticket: Ticket, agent: Agent) -> str:  # noqa: ARG002 - as above
        """Why it is not possible now, beside permissions; "" if it is."""
        return ""

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - as above
        """The fields of its form; none: it is done at once."""
        return []

    def preview(self, ticket: Ticket, given: Given, agent: Agent) -> "Preview | None":  # noqa: ARG002 - as above
        """What is to be read and confirmed before it is done.

        Raises:
            HouseError: it cannot be done.
        """
        return None

    def leads_to(self, ticket: Ticket, given: Given, agent: Agent) -> str:  # noqa: ARG002 - as above
        """The address of a form that goes on with what was given here, instead of doing it; "" if there is none.

        Raises:
            HouseError: it cannot be done.
        """
        return ""

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> str | None:
        """Do it, to a ticket that is held; the number of the ticket to go on with, if that is another one.

        Raises:
            HouseError: as the ticket's own verb.
        """
        raise NotImplementedError


verbs: Final[Registry[type[Verb]]] = Registry("everyday verb", package="web.agent.verbs")


@dataclass(frozen=True, kw_only=True)
class Possible:
    """A verb at a ticket; `reason`: why it is not possible now, "" if it is."""

    name: str
    verb: Verb
    reason: str
    asks: bool


def verbs_for(ticket: Ticket, agent: Agent) -> list[Possible]:
    """The verbs that are shown at a ticket, by name."""
    left = verbs_of(ticket)
    held = held_permissions(ticket.id, agent.actor)
    found = []
    for name in verbs:
        verb = verbs[name]()
        if verb.is_for(ticket, agent):
            found.append(
                Possible(name=name, verb=verb, reason=why_not(name, verb, ticket, agent, left=left, held=held), asks=asks_something(verb))
            )
    return found


def previews(verb: Verb) -> bool:
    return type(verb).preview is not Verb.preview


def asks_something(verb: Verb) -> bool:
    return type(verb).asks is not Verb.asks


def why_not(name: str, verb: Verb, ticket: Ticket, agent: Agent, *, left: frozenset[str] | None, held: frozenset[str]) -> str:  # noqa: PLR0913 - all that decides
    """Why a verb is not possible; "" if it is."""
    if left is not None and name not in left:
        return str(_("The process of this ticket does not offer it."))
    if ticket.merged_into_id is not None and not verb.is_for_merged:
        return str(_("It became part of another ticket."))
    if verb.permission not in held:
        return str(_("You need the permission “%(permission)s” for this ticket.", permission=verb.permission))
    return verb.reason(ticket, agent)


def held_permissions(ticket_id: int, actor: Actor) -> frozenset[str]:
    """The permissions an agent has for a ticket; rw implies all others."""
    everything = frozenset(one.value for one in QueuePermission)
    if access.may_agent(actor, RW, ticket_id):
        return everything | {"close"}
    return frozenset(one for one in everything - {RW.value} if access.may_agent(actor, one, ticket_id))
