"""The entries of a ticket's history, newest first, a page at a time: all of them for agents, what is meant for them for customers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, select

from desk.actors import Actor, ActorKind
from desk.groups import QueuePermission
from foundation import prepared
from foundation.db import db
from foundation.errors import NotFound
from processes.events import Event, otrs_type
from processes.history import HistoryEntry
from processes.telling.sentences import sentence
from processes.tickets import access
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket

PAGE = 50
# What customers see of, and which of the things an entry tells; of an article only if they may see that, too.
OF_ARTICLES = {
    Event.FOLLOWED_UP: ("subject",),
    Event.WEB_REQUEST: ("subject",),
    Event.SYSTEM_REQUEST: ("subject",),
    Event.NOTE_ADDED: ("subject",),
    Event.PHONE_CALL_BY_AGENT: ("subject",),
    Event.PHONE_CALL_BY_CUSTOMER: ("subject",),
    Event.EMAIL_BY_AGENT: ("subject",),
    Event.EMAIL_BY_CUSTOMER: ("subject",),
    Event.ANSWER_SENT: ("subject",),
    Event.FORWARDED: ("subject",),
    Event.AUTO_REPLY_SENT: ("subject",),
    Event.AUTO_FOLLOW_UP_SENT: ("subject",),
    Event.AUTO_REJECT_SENT: ("subject",),
}
OF_TICKETS: dict[Event, tuple[str, ...]] = {
    Event.TICKET_CREATED: ("title",),
    Event.STATE_CHANGED: ("old", "new"),
    Event.REOPENED: (),
    Event.MERGED: (),
    Event.CUSTOMER_NOTIFIED: (),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An entry as plain data; `data` is None where it was erased, `actor` empty where it is not told. The ids are the snapshot."""

    position: int
    at: datetime
    event: Event
    actor: str
    data: dict[str, Any] | None
    article_id: int | None
    queue_id: int
    owner_id: int
    priority_id: int
    state_id: int
    type_id: int | None

    @property
    def otrs_type(self) -> str:
        """What OTRS calls an entry like this."""
        return otrs_type(self.event)

    def sentence(self, language: str = "en") -> str:
        """What it says."""
        return sentence(self.event, self.data, language=language)


NAMES: Final = tuple(each.name for each in fields(Entry))
COLUMNS: Final = tuple(getattr(HistoryEntry, name) for name in NAMES)


def entries_of(ticket_id: int, *, actor: Actor, before_position: int | None = None, limit: int = PAGE) -> list[Entry]:
    """A page of the history of a ticket, newest first, as far as the actor may see it.

    Args:
        ticket_id: of the ticket.
        actor: who wants to see it.
        before_position: of the last entry of the page before.
        limit: how many at most.

    Raises:
        NotFound: there is no such ticket, or none the actor may see.
    """
    require_visible(ticket_id, actor=actor)
    if actor.is_customer_user:
        return for_customer(ticket_id, before_position=before_position, limit=limit)
    else:
        return page(ticket_id, before_position=before_position, limit=limit)


def for_customer(
    ticket_id: int, *, milestones: Mapping[str, str] | None = None, before_position: int | None = None, limit: int = PAGE
) -> list[Entry]:
    """What a customer sees of a ticket's history: no notes of the house, no names of agents, no steps but milestones.

    Args:
        ticket_id: of a ticket the customer may see.
        milestones: the public names of nodes, by id: steps that reach one are told under that name.
        before_position, limit: as `entries_of`.
    """
    return list(islice(public_entries(ticket_id, milestones or {}, before_position=before_position, limit=limit), limit))


def public_entries(ticket_id: int, milestones: Mapping[str, str], *, before_position: int | None, limit: int) -> Iterator[Entry]:
    """What customers see, newest first, read in pages; of steps it is found out here which reach a milestone."""
    condition = is_public(milestones)
    found = page(ticket_id, before_position=before_position, limit=limit, condition=condition)
    while found:
        for entry in found:
            if entry.event is not Event.TRANSITIONS_TAKEN or reached(entry, milestones):
                yield as_customer_sees(entry, milestones)
        full = len(found) == limit
        found = page(ticket_id, before_position=found[-1].position, limit=limit, condition=condition) if full else []


def require_visible(ticket_id: int, *, actor: Actor) -> None:
    """Go on only if the actor may read the ticket.

    Raises:
        NotFound: it may not, or there is none.
    """
    if not may_read(ticket_id, actor=actor):
        raise NotFound(f"There is no ticket with id {ticket_id}, or none you may see.")


def may_read(ticket_id: int, *, actor: Actor) -> bool:
    if actor.is_agent:
        return access.may_agent(actor, QueuePermission.RO, ticket_id)
    return db.session.scalar(Ticket.visible_to(actor).with_only_columns(Ticket.id).where(Ticket.id == ticket_id)) is not None


def page(ticket_id: int, *, before_position: int | None, limit: int, condition: ColumnElement[bool] | None = None) -> list[Entry]:
    """Entries of a ticket below a position, newest first."""
    asked = {"ticket_id": ticket_id, "before": BEHIND_ALL if before_position is None else before_position, "limit": limit}
    rows: Iterable[Any] = prepared.rows(OF_TICKET, **asked) if condition is None else db.session.execute(OF_TICKET.where(condition), asked)
    return [Entry(**dict(zip(NAMES, row, strict=True))) for row in rows]


BEHIND_ALL: Final = 2**31 - 1  # the largest position a database keeps
OF_TICKET: Final = (
    select(*COLUMNS)
    .outerjoin(Article, Article.id == HistoryEntry.article_id)
    .where(HistoryEntry.ticket_id == bindparam("ticket_id"), HistoryEntry.position < bindparam("before"))
    .order_by(HistoryEntry.position.desc())
    .limit(bindparam("limit", type_=Integer))
)


def is_public(milestones: Mapping[str, str]) -> ColumnElement[bool]:
    """Which entries customers see."""
    seen = and_(HistoryEntry.event.in_(OF_ARTICLES), Article.visible_to_customer.is_(True))
    steps = [HistoryEntry.event == Event.TRANSITIONS_TAKEN] if milestones else []
    return or_(HistoryEntry.event.in_(OF_TICKETS), seen, *steps)


def as_customer_sees(entry: Entry, milestones: Mapping[str, str]) -> Entry:
    """The part of a public entry that customers see."""
    kept = {**OF_ARTICLES, **OF_TICKETS}.get(entry.event, ())
    data = None if entry.data is None else {name: entry.data[name] for name in kept if name in entry.data}
    if entry.event is Event.TRANSITIONS_TAKEN:
        data = {"taken": reached(entry, milestones)}
    return replace(entry, data=data, actor=entry.actor if entry.actor.startswith(f"{ActorKind.CUSTOMER_USER}:") else "")


def reached(entry: Entry, milestones: Mapping[str, str]) -> list[str]:
    """The public names of the milestones a step went through."""
    return [milestones[node] for node in (entry.data or {}).get("taken", ()) if node in milestones]
