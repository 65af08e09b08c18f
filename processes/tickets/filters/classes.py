"""By classes of states, by the lock, the archive, and whether tickets are one's own."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from desk.actors import Actor
from desk.state_types import AGENTS_SEE_AS_OPEN, CUSTOMERS_SEE_AS_OPEN, StateType
from desk.states import State
from processes.tickets.filters import Asked, Filter, NoSuchValue, filters, texts
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket

MODES: Final = {"no": Ticket.archived.is_(False), "yes": Ticket.archived.is_(True), "all": true()}


class OfStateType(Filter):
    """By the type of the state: new, open, closed, and so on."""

    for_customers = True

    def lookup(self, value: Any, actor: Actor) -> Select[int, str] | None:
        return select(State.id, State.name).where(State.type.in_(self.types(value, actor)))

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - the states were looked up
        return Ticket.state_id.in_(asked.found.values())

    def types(self, value: Any, actor: Actor) -> list[StateType]:  # noqa: ARG002 - what counts as open depends on who asks
        known = {each.value: each for each in StateType}
        for each in texts(value):
            if each not in known:
                raise NoSuchValue(f"There is no type of states {each!r}; there are {', '.join(known)}.")
        return [known[each] for each in texts(value)]


class InView(OfStateType):
    """The open tickets (new, open, pending reminder; for customers pending auto as well), or all others as closed."""

    def types(self, value: Any, actor: Actor) -> list[StateType]:
        if value not in ("open", "closed"):
            raise NoSuchValue(f"{value!r} is no view; there are open and closed.")
        seen = CUSTOMERS_SEE_AS_OPEN if actor.is_customer_user else AGENTS_SEE_AS_OPEN
        return [each for each in StateType if (each in seen) is (value == "open")]


class Locked(Filter):
    """By the lock: unlock, lock, tmp_lock."""

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - nothing was looked up
        known = {each.value: each for each in Lock}
        for each in texts(value):
            if each not in known:
                raise NoSuchValue(f"There is no lock {each!r}; there are {', '.join(known)}.")
        return Ticket.lock_state.in_([known[each] for each in texts(value)])


class Archived(Filter):
    """Without archived tickets ("no", as long as nothing is said), those alone ("yes"), or all."""

    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - nothing was looked up
        if not isinstance(value, str) or value not in MODES:
            raise NoSuchValue(f"{value!r} says nothing about the archive; there are {', '.join(MODES)}.")
        return MODES[value]


class Mine(Filter):
    """Tickets an agent owns or is responsible for; a customer user's own."""

    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        actor, relations = asked.actor, {"owner": Ticket.owner_id, "responsible": Ticket.responsible_id}
        if actor.is_customer_user and value == "own":
            return Ticket.customer_user_id == actor.id
        named = [] if actor.is_customer_user else texts(value)
        if not named or not set(named) <= set(relations):
            raise NoSuchValue("Agents say owner, responsible, or both; customer users say own.")
        return or_(*(relations[each] == actor.id for each in named)) if actor.is_agent else false()


filters.register("state_type")(OfStateType())
filters.register("view")(InView())
filters.register("lock")(Locked())
filters.register("archived")(Archived())
filters.register("mine")(Mine())
