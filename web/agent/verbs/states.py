"""Putting off, closing, opening again, and the archive."""

from datetime import datetime, timedelta

from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import select

from desk import switches
from desk.agents import Agent
from desk.master_data import Validity
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from processes.tickets.choosing import named
from processes.tickets.ticket import Ticket
from web import readers
from web.agent.telling import teller_for
from web.agent.verbs import Ask, Given, Verb, verbs
from web.called import called

IN_WORK = (StateType.NEW, StateType.OPEN)
PUT_OFF = (StateType.PENDING_REMINDER, StateType.PENDING_AUTO)


def states(*types: StateType) -> list[tuple[str, str]]:
    """The valid states of these types."""
    rows = db.session.scalars(select(State.name).where(State.type.in_(types), State.validity == Validity.VALID).order_by(State.id))
    return [(name, called(name, "state")) for name in rows]


def moment_given(text: str, name: str) -> datetime:
    """A moment as a browser sends it, in the reader's zone.

    Raises:
        Refused: it is none.
    """
    try:
        return datetime.fromisoformat(text).replace(tzinfo=readers.zone())
    except ValueError:
        raise Refused({name: "It is no moment; choose a day and a time."}) from None


def state_given(given: Given, *types: StateType) -> State:
    """The state that was chosen among those of these types; others have verbs of their own, which ask for more.

    Raises:
        Refused: there is none of that name, or it is none of them.
    """
    found = named(State, given.get("state", ""), "state")
    if found.type not in types:
        raise Refused({"state": f"{found.name!r} is none of the states that are offered here; choose one of them."})
    return found


@verbs.register("state")
class Enter(Verb):
    label = lazy_gettext("Change state")
    done = lazy_gettext("The state is changed.")
    icon = "circle-dot"
    key = "s"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        found = states(*IN_WORK)
        return [Ask(name="state", label=_("State"), kind="select", options=found, value=ticket.words.state, is_required=True)]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.set_state(state_given(given, *IN_WORK), actor=agent.actor)


@verbs.register("pending")
class PutOff(Verb):
    label = lazy_gettext("Put off")
    done = lazy_gettext("Put off.")
    icon = "clock"
    key = "z"
    group = "work"

    def reason(self, ticket: Ticket, agent: Agent) -> str:  # noqa: ARG002 - the same for all
        return _("It is closed.") if ticket.is_closed else ""

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        at = (ticket.pending_until if ticket.pending_until and ticket.pending_until > now() else now() + timedelta(days=1)).astimezone(
            readers.zone()
        )
        return [
            Ask(name="state", label=_("How"), kind="select", options=states(*PUT_OFF), value=ticket.words.state, is_required=True),
            Ask(name="until", label=_("Until"), kind="moment", value=f"{at:%Y-%m-%dT%H:%M}", is_required=True),
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        until = moment_given(given.get("until", ""), "until")
        if until <= now():
            raise Refused({"until": "It lies in the past; choose a time that is still to come."})
        ticket.set_state(state_given(given, *PUT_OFF), actor=agent.actor, pending_until=until)


@verbs.register("close")
class Close(Verb):
    label = lazy_gettext("Close")
    done = lazy_gettext("Closed.")
    icon = "circle-check"
    key = "c"
    group = "work"
    permission = "close"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - the same for all
        return not ticket.is_closed

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        found = [Ask(name="state", label=_("How it ended"), kind="select", options=states(StateType.CLOSED), is_required=True)]
        open_activities = ticket.open_activities()
        if open_activities:
            names = ", ".join(map(teller_for(ticket).text, open_activities))
            told = _("Still open: %(names)s. They are cancelled, and the process ends.", names=names)
            found.append(Ask(name="cancel", label=_("Cancel the open activities"), kind="checkbox", help=told, is_required=True))
        return found

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        state = named(State, given["state"], "state") if given.get("state") else None
        ticket.close(state, actor=agent.actor, cancel_activities="cancel" in given)


@verbs.register("reopen")
class Reopen(Verb):
    label = lazy_gettext("Open again")
    done = lazy_gettext("Opened again.")
    icon = "rotate-ccw"
    group = "work"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - the same for all
        return ticket.is_closed

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.reopen(actor=agent.actor)


@verbs.register("archive")
class Archive(Verb):
    label = lazy_gettext("Archive")
    done = lazy_gettext("Archived.")
    is_for_merged = True
    icon = "package"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - a feature of the house
        return switches.is_on(Switch.ARCHIVE) and ticket.is_closed and not ticket.archived

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.archive(actor=agent.actor)
