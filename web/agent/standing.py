"""The views that stand at the left of the desk: those everybody has, and those an agent has saved from an address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import uuid4

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from desk import switches
from desk.agents import Agent
from desk.personal_queues import my_queues
from desk.queues import Queue
from desk.switches import Switch
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.unit_of_work import once
from processes.tickets.finding import By, Search
from web import readers
from web.agent.asking import ListQuery

SAVED: Final = "views"  # among the preferences of an agent
MOST_SAVED: Final = 30
LONGEST_NAME: Final = 60
NONE: Final = "There is no such view; perhaps it was deleted."
OPEN: Final[dict[str, Any]] = {"view": "open"}
NEWEST: Final = (By("changed", descending=True),)


@dataclass(frozen=True, kw_only=True)
class StandingView:
    """A list with a name. `query` is set for saved ones, which are a part of an address.

    `asks` makes the search: most pages only show the names of views, and what is looked for is looked up by those that show tickets.
    """

    name: str
    title: Any
    icon: str
    asks: Callable[[], Search]
    says: Any = ""  # what an empty one means
    query: ListQuery | None = None

    @cached_property
    def search(self) -> Search:
        return self.asks()

    @property
    def is_saved(self) -> bool:
        return self.query is not None

    @property
    def address(self) -> str:
        return self.query.address() if self.query else f"view={self.name}"


def views_for(person: Agent) -> list[StandingView]:
    """All views of an agent, in order."""
    return once(("views", person.id), lambda: [*usual_views(person), *saved_views(person)])


def view_named(name: str, person: Agent) -> StandingView:
    """A view by its name; the first one for an empty name.

    Raises:
        NotFound: there is no such view.
    """
    found = next((view for view in views_for(person) if view.name == name or not name), None)
    if found is None:
        raise NotFound(NONE)
    return found


# ------------------------------------------------------------------------------------------------ for everybody
def usual_views(person: Agent) -> Iterator[StandingView]:
    """Those everybody has; some only where their feature is switched on."""
    for name, (title, icon, search, says) in USUAL.items():
        if name != "watched" or switches.is_on(Switch.WATCHERS):
            yield StandingView(name=name, title=title, icon=icon, asks=partial(search, person), says=says)


def of_my_queues(_person: Agent) -> Search:
    """Open tickets of the queues the agent chose; as long as none was chosen, of all there are."""
    names = list(db.session.scalars(my_queues(_person.id).with_only_columns(Queue.name)))
    return Search(filters={**OPEN, "queue": names} if names else OPEN, order=NEWEST)


def escalated(_person: Agent) -> Search:
    return Search(filters={"escalation": {"older_minutes": 0}}, order=(By("escalation"),))


def held(**filters: Any) -> Callable[[Agent], Search]:
    """Filters in which `ME` stands for the agent."""
    return lambda person: Search(filters={name: person.login if value is ME else value for name, value in filters.items()}, order=NEWEST)


ME: Final = object()
USUAL: Final[dict[str, tuple[Any, str, Callable[[Agent], Search], Any]]] = {
    "activities": (
        lazy_gettext("My activities"),
        "circle-check",
        held(my_activities=True),
        lazy_gettext("Nothing waits for you. Whatever a process asks of you appears here."),
    ),
    "queues": (lazy_gettext("My queues"), "inbox", of_my_queues, lazy_gettext("No open ticket in your queues.")),
    "mine": (lazy_gettext("Mine"), "user", held(owner=ME, **OPEN), lazy_gettext("You own no open ticket.")),
    "locked": (lazy_gettext("Locked by me"), "lock", held(owner=ME, lock=["lock", "tmp_lock"]), lazy_gettext("You hold no ticket.")),
    "watched": (lazy_gettext("Watched"), "eye", held(watcher=ME), lazy_gettext("You watch no ticket.")),
    "escalated": (lazy_gettext("Escalated"), "timer", escalated, lazy_gettext("No clock has run out. Well done.")),
    "stuck": (lazy_gettext("Incidents"), "triangle-alert", held(incident=True), lazy_gettext("No process needs help.")),
    "all": (lazy_gettext("All open"), "layers", held(**OPEN), lazy_gettext("No open ticket anywhere.")),
    "closed": (lazy_gettext("Closed"), "archive", held(view="closed"), lazy_gettext("Nothing was closed yet.")),
}


# ------------------------------------------------------------------------------------------------ saved ones
def saved_views(person: Agent) -> Iterator[StandingView]:
    """Those an agent has saved."""
    for saved in person.preferences.get(SAVED, []):
        query = ListQuery.from_address(MultiDict([tuple(pair) for pair in saved["query"]]))
        yield StandingView(name=saved["name"], title=saved["title"], icon="bookmark", asks=partial(narrowed, query, person), query=query)


def narrowed(query: ListQuery, person: Agent) -> Search:
    """What a saved view looks for: a usual one, narrowed by its filters."""
    base = next((view.search for view in usual_views(person) if view.name == query.standing), Search(order=NEWEST))
    return query.search(standing=base, zone=readers.zone())


def save(person: Agent, title: str, query: ListQuery) -> str:
    """Keep a list under a title; returns the name of the view. One of that title is written over.

    Raises:
        Refused: the title is empty or too long, or there are too many views.
    """
    title = cleaned(title)
    views = [one for one in person.preferences.get(SAVED, []) if one["title"] != title]
    if len(views) >= MOST_SAVED:
        raise Refused({"title": f"You have {MOST_SAVED} views; delete one that you do not need."})
    name = f"v{uuid4().hex[:12]}"
    keep(person, [*views, {"name": name, "title": title, "query": [list(pair) for pair in parse_qsl(query.address())]}])
    return name


def saved_view(person: Agent, name: str) -> StandingView:
    """A saved view by its name.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((view for view in saved_views(person) if view.name == name), None)
    if found is None:
        raise NotFound(NONE)
    return found


def rename(person: Agent, name: str, title: str) -> None:
    """Give a saved view another title; its address stays.

    Raises:
        NotFound: there is none of that name.
        Refused: the title is empty or too long, or that of another one: writing over it would delete what nobody spoke of.
    """
    others, title = without(person, name), cleaned(title)
    if any(one["title"].casefold() == title.casefold() for one in others):
        raise Refused({"title": f"You have another view with the name '{title}'; choose another name, or delete that one first."})
    keep(person, [one | {"title": title} if one["name"] == name else one for one in person.preferences[SAVED]])


def forget(person: Agent, name: str) -> None:
    """Delete a saved view.

    Raises:
        NotFound: there is none of that name.
    """
    keep(person, without(person, name))


def cleaned(title: str) -> str:
    """A title as it is kept.

    Raises:
        Refused: it is empty or too long.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_NAME:
        raise Refused({"title": f"A view has a name of 1 to {LONGEST_NAME} characters."})
    return title


def without(person: Agent, name: str) -> list[dict[str, Any]]:
    """What is kept of the other views.

    Raises:
        NotFound: there is none of that name.
    """
    views = person.preferences.get(SAVED, [])
    others = [one for one in views if one["name"] != name]
    if len(others) == len(views):
        raise NotFound(NONE)
    return others


def keep(person: Agent, views: list[dict[str, Any]]) -> None:
    person.change(actor=person.actor, preferences=person.preferences | {SAVED: views})
