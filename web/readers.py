"""Who reads this page: found by the session in the browser's cookie, once per request, inside its unit of work.

A browser may hold one session of an agent and one of a customer user side by side: the pages of the portal are the customer's.
"""

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import g, request, session

from desk import house_permissions, login_sessions
from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.house_permissions import HousePermission
from desk.people import Person
from foundation.application import settings
from foundation.settings import LANGUAGES

PORTAL: Final = "/portal"
KINDS: Final[dict[str, type[Person]]] = {"agent": Agent, "customer": CustomerUser}
THEMES: Final = ("auto", "light", "dark")
DENSITIES: Final = ("comfortable", "normal", "compact")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who is logged in, as the pages see them; plain data, so that a page of errors can greet them, too."""

    actor: Actor
    login: str
    name: str
    language: str  # empty: what the browser asks for
    zone: ZoneInfo
    preferences: dict[str, Any]
    session_id: int
    may_design: bool = False
    may_administer: bool = False

    @property
    def is_agent(self) -> bool:
        return self.actor.is_agent

    @property
    def is_customer(self) -> bool:
        return self.actor.is_customer_user

    @property
    def theme(self) -> str:
        return self._chosen("theme", THEMES, "auto")

    @property
    def density(self) -> str:
        return self._chosen("density", DENSITIES, "normal")

    @property
    def newest_first(self) -> bool:
        """Whether timelines begin with what came last."""
        return bool(self.preferences.get("newest_first", True))

    @property
    def uses_shortcuts(self) -> bool:
        """Whether single keys do something."""
        return bool(self.preferences.get("shortcuts", True))

    def _chosen(self, name: str, known: tuple[str, ...], usual: str) -> str:
        value = self.preferences.get(name)
        return value if value in known else usual


def kind_of_page() -> str:
    """Whose page was asked for: "agent" or "customer"."""
    return "customer" if request.path == PORTAL or request.path.startswith(f"{PORTAL}/") else "agent"


def find_reader() -> Reader | None:
    """Look up who reads, in the open unit of work; None for strangers."""
    g.reader = g.person = None
    name = kind_of_page()
    token = session.get(name)
    found = login_sessions.behind(token, KINDS[name]) if isinstance(token, str) else None
    if found is not None:
        its_session, g.person = found
        g.reader = as_reader(g.person, its_session.id)
        g.to_note_seen = its_session.id if its_session.was_seen_a_while_ago else None
    return reader()


def as_reader(person: Person, session_id: int) -> Reader:
    held = house_permissions.held_by(person.actor)
    return Reader(
        actor=person.actor,
        login=person.login,
        name=person.full_name,
        language=person.language if person.language in LANGUAGES else "",
        zone=person.zone,
        preferences=person.preferences,
        session_id=session_id,
        may_design=HousePermission.DESIGNER in held,
        may_administer=HousePermission.ADMIN in held,
    )


def reader() -> Reader | None:
    """Who reads this page; None before that is known, and for strangers."""
    found: Reader | None = g.get("reader")
    return found


def known() -> Reader:
    """Who reads this page; only on pages that strangers do not get."""
    found: Reader = g.reader
    return found


def person() -> Person:
    """The record of who reads, in the open unit of work; only on pages that strangers do not get."""
    found: Person = g.person
    return found


def actor() -> Actor:
    """Who acts by this request; only on pages that strangers do not get."""
    return person().actor


def zone() -> ZoneInfo:
    """The zone times are shown in, and typed in."""
    found = reader()
    return found.zone if found else ZoneInfo(settings().time_zone)
