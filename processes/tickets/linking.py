"""Linking tickets: normally, which has no direction, or as parent and child. Each ticket shows a link from its own side.

parent, child = Ticket.together(12, 7)
parent.link(child, LinkRole.CHILD, actor=anna.actor)
"""

from enum import StrEnum
from typing import Any, NamedTuple, Self

from sqlalchemy import CTE, ColumnElement, and_, bindparam, case, delete, insert, or_, select

from desk.actors import Actor
from foundation import prepared
from foundation.db import db
from foundation.errors import Refused
from foundation.unit_of_work import once
from processes.events import Event
from processes.tickets.links import LinkKind, TicketLink
from processes.tickets.record import TicketRecord


class LinkRole(StrEnum):
    """What the other ticket is to this one."""

    NORMAL = "normal"
    PARENT = "parent"
    CHILD = "child"

    @property
    def kind(self) -> LinkKind:
        return LinkKind.NORMAL if self is LinkRole.NORMAL else LinkKind.PARENT

    @property
    def other_side(self) -> "LinkRole":
        return {LinkRole.PARENT: LinkRole.CHILD, LinkRole.CHILD: LinkRole.PARENT}.get(self, self)


class Linked(NamedTuple):
    """A ticket at the other end of a link, and what it is to this one."""

    role: LinkRole
    ticket_id: int


class Ends(NamedTuple):
    """A link as it is stored."""

    source_id: int
    target_id: int
    kind: LinkKind

    @property
    def condition(self) -> ColumnElement[bool]:
        """Which row it is."""
        return and_(TicketLink.source_id == self.source_id, TicketLink.target_id == self.target_id, TicketLink.kind == self.kind)


TICKET_ID: Any = bindparam("ticket_id")
LINKS = select(
    TicketLink.source_id, TicketLink.kind, case((TicketLink.source_id == TICKET_ID, TicketLink.target_id), else_=TicketLink.source_id)
).where(or_(TicketLink.source_id == TICKET_ID, TicketLink.target_id == TICKET_ID))


class Linking(TicketRecord):
    """Linking and unlinking; both tickets are held, since both tell it in their histories."""

    __abstract__ = True

    def link(self, other: Self, role: LinkRole = LinkRole.NORMAL, *, actor: Actor) -> bool:
        """Link this ticket with another one; True if the link is new.

        Args:
            other: held as well, best by `Ticket.together`.
            role: what the other one is to this one.
            actor: needs rw here, and may read the other.

        Raises:
            NotFound, Forbidden: the actor lacks a permission.
            Refused: it is the same ticket, or would become its own ancestor.
        """
        self._require_linking(other, actor=actor)
        ends = ends_of(self.id, other.id, role)
        if is_there(ends):
            return False
        if self.id == other.id:
            raise Refused({"ticket": f"The ticket {self.number} cannot be linked with itself."})
        if closes_circle(ends):
            already = "ancestors" if role is LinkRole.CHILD else "descendants"
            raise Refused({"ticket": f"The ticket {other.number} cannot become the {role} of {self.number}: it is one of its {already}."})
        store([ends], actor=actor)
        self._tell_link(Event.LINKED, other, role, actor=actor)
        return True

    def unlink(self, other: Self, role: LinkRole = LinkRole.NORMAL, *, actor: Actor) -> bool:
        """Take a link away; True if there was one.

        Raises:
            NotFound, Forbidden: as `link`.
        """
        self._require_linking(other, actor=actor)
        ends = ends_of(self.id, other.id, role)
        if not is_there(ends):
            return False
        with db.session.no_autoflush:
            db.session.execute(delete(TicketLink).where(ends.condition))
        self._tell_link(Event.UNLINKED, other, role, actor=actor)
        return True

    def links(self) -> list[Linked]:
        """The tickets this one is linked with, parents and children first; which of them somebody may see is asked with the tickets."""
        return list(once(("links", self.id), self._links))

    def _links(self) -> list[Linked]:
        with db.session.no_autoflush:
            rows = prepared.rows(LINKS, ticket_id=self.id)
        found = [Linked(role_of(kind, is_source=source_id == self.id), other) for source_id, kind, other in rows]
        return sorted(found, key=lambda each: (list(LinkRole).index(each.role) or len(LinkRole), each.ticket_id))

    def _require_linking(self, other: Self, *, actor: Actor) -> None:
        self.require("rw", actor=actor)
        other.require("ro", actor=actor)

    def _tell_link(self, event: Event, other: Self, role: LinkRole, *, actor: Actor) -> None:
        self.record(event, actor=actor, role=role, ticket=other.number)
        other.record(event, actor=actor, role=role.other_side, ticket=self.number)


# ------------------------------------------------------------------------------------------------ links as they are stored
def ends_of(ticket_id: int, other_id: int, role: LinkRole) -> Ends:
    """How the link of a ticket with another one is stored."""
    if role is LinkRole.NORMAL:
        return Ends(min(ticket_id, other_id), max(ticket_id, other_id), LinkKind.NORMAL)
    parent_id, child_id = (ticket_id, other_id) if role is LinkRole.CHILD else (other_id, ticket_id)
    return Ends(parent_id, child_id, LinkKind.PARENT)


def role_of(kind: LinkKind, *, is_source: bool) -> LinkRole:
    """What the ticket at the other end is, seen from the source or the target."""
    if kind is LinkKind.NORMAL:
        return LinkRole.NORMAL
    return LinkRole.CHILD if is_source else LinkRole.PARENT


def is_there(ends: Ends) -> bool:
    with db.session.no_autoflush:
        return db.session.scalar(select(TicketLink.kind).where(ends.condition)) is not None


def closes_circle(ends: Ends) -> bool:
    """Whether the child is an ancestor of its parent already, or the same."""
    if ends.kind is LinkKind.NORMAL:
        return False
    up = ancestors(ends.source_id)
    with db.session.no_autoflush:
        above = db.session.scalar(select(up.c.id).where(up.c.id == ends.target_id).limit(1))
    return above is not None or ends.source_id == ends.target_id


def ancestors(ticket_id: int) -> CTE:
    """The ids of parents, their parents and so on."""
    is_parent = TicketLink.kind == LinkKind.PARENT
    up = select(TicketLink.source_id.label("id")).where(TicketLink.target_id == ticket_id, is_parent).cte(recursive=True)
    return up.union(select(TicketLink.source_id).where(and_(TicketLink.target_id == up.c.id, is_parent)))


def store(links: list[Ends], *, actor: Actor) -> None:
    """Write links that are new."""
    if links:
        with db.session.no_autoflush:
            db.session.execute(insert(TicketLink), [{**ends._asdict(), "created_by": str(actor)} for ends in links])
