"""Writing on a ticket and moving it on with that: one deed of a person, which happens as a whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.actors import Actor
from desk.state_types import StateType
from desk.states import State
from foundation.errors import Forbidden
from processes.runner import verbs_of
from processes.tickets.articles import Article
from processes.tickets.choosing import named
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket

NOT_LEFT: Final = "The process of this ticket does not offer it."
VERBS_INTO: Final = {StateType.CLOSED: "close", StateType.PENDING_REMINDER: "pending", StateType.PENDING_AUTO: "pending"}


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What is written, and what is to become of the ticket then.

    Args:
        verb: which everyday verb it is to models (`lz:ticket verbs`).
        article: what is written.
        state: the name of the state it enters with that; empty: it stays in its own.
        pending_until: until when, with a pending state.
    """

    verb: str
    article: NewArticle
    state: str = ""
    pending_until: datetime | None = None


def say(ticket: Ticket, saying: Saying, *, actor: Actor) -> Article:
    """Write it, and enter the state.

    Raises:
        Forbidden: the process does not leave people one of the verbs.
        HouseError: as the ticket's own verbs; the unit of work must not be committed then.
    """
    require_left(ticket, saying.verb)
    written = ticket.add_article(saying.article, actor=actor)
    if saying.state:
        enter(ticket, named(State, saying.state, "state"), saying.pending_until, actor=actor)
    return written


def enter(ticket: Ticket, state: State, pending_until: datetime | None, *, actor: Actor) -> None:
    """Enter a state by the verb that leads there."""
    require_left(ticket, verb_into(state.type))
    if state.type is StateType.CLOSED:
        ticket.close(state, actor=actor)
    else:
        ticket.set_state(state, actor=actor, pending_until=pending_until)


def verb_into(kind: StateType) -> str:
    """The everyday verb that brings a ticket into a state of that kind."""
    return VERBS_INTO.get(kind, "state")


def require_left(ticket: Ticket, verb: str) -> None:
    """Go on only with a verb that the process of the ticket leaves people.

    Raises:
        Forbidden: it does not.
    """
    left = verbs_of(ticket)
    if left is not None and verb not in left:
        raise Forbidden(NOT_LEFT)
