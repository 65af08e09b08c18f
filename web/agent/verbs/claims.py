"""Taking a ticket, giving it back, keeping an eye on it."""

from flask_babel import gettext as _, lazy_gettext

from desk import switches
from desk.agents import Agent
from desk.switches import Switch
from processes.tickets.ownership import nobody
from processes.tickets.ticket import Ticket
from web.agent.verbs import Given, Verb, verbs


@verbs.register("lock")
class Lock(Verb):
    label = lazy_gettext("Lock")
    done = lazy_gettext("Locked.")
    icon = "lock"
    key = "l"
    group = "work"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:
        return not (ticket.is_locked and ticket.owner_id == agent.id)

    def reason(self, ticket: Ticket, agent: Agent) -> str:
        if ticket.is_locked and ticket.owner_id not in {agent.id, nobody().id}:
            return str(_("%(owner)s holds it.", owner=ticket.words.owner))
        return ""

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.lock(actor=agent.actor)


@verbs.register("unlock")
class Unlock(Verb):
    label = lazy_gettext("Unlock")
    done = lazy_gettext("Unlocked.")
    icon = "lock-open"
    key = "l"
    group = "work"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - whoever may, may for others, too
        return ticket.is_locked

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.unlock(actor=agent.actor)


@verbs.register("watch")
class Watch(Verb):
    label = lazy_gettext("Watch")
    done = lazy_gettext("You watch it now.")
    icon = "eye"
    key = "w"
    permission = "ro"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:
        return switches.is_on(Switch.WATCHERS) and not ticket.is_watched_by(agent)

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.watch(agent, actor=agent.actor)


@verbs.register("unwatch")
class Unwatch(Verb):
    label = lazy_gettext("Watch no longer")
    done = lazy_gettext("You watch it no longer.")
    is_for_merged = True
    icon = "eye"
    key = "w"
    permission = "ro"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:
        return switches.is_on(Switch.WATCHERS) and ticket.is_watched_by(agent)

    def do(self, ticket: Ticket, _given: Given, agent: Agent) -> None:
        ticket.unwatch(agent, actor=agent.actor)
