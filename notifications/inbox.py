"""The inbox of an agent: what was told in the house itself, until it is read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, Base, Id, db
from foundation.errors import Forbidden


class InboxNote(Base):
    """Something an agent was told: in words somebody wrote, or in sentences of the house, which are told in the language of the page."""

    __tablename__ = "inbox_note"
    __table_args__ = (Index(None, "agent_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"))
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    subject: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text, default="")
    is_of_the_house: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


def inbox_of(actor: Actor) -> Select[InboxNote]:
    """What an agent was told, newest first.

    Raises:
        Forbidden: the actor is no agent.
    """
    return select(InboxNote).where(InboxNote.agent_id == _agent_id(actor)).order_by(InboxNote.id.desc())


def put(*, agent_id: int, ticket_id: int, subject: str, body: str, is_of_the_house: bool = False) -> None:
    """Tell an agent something about a ticket; `is_of_the_house`: in sentences of the house, as its errors have them."""
    db.session.add(InboxNote(agent_id=agent_id, ticket_id=ticket_id, subject=subject, body=body, is_of_the_house=is_of_the_house))


def mark_read(*note_ids: int, actor: Actor) -> bool:
    """Have the agent read these; True if any was new. Those of others stay as they are.

    Raises:
        Forbidden: the actor is no agent.
    """
    mine = update(InboxNote).where(InboxNote.agent_id == _agent_id(actor), InboxNote.id.in_(note_ids), InboxNote.read_at.is_(None))
    return bool(db.session.scalars(mine.values(read_at=now()).returning(InboxNote.id)).all())


def mark_all_read(*, up_to: int, actor: Actor) -> None:
    """Have the agent read everything up to a note; what came later is new still.

    Raises:
        Forbidden: the actor is no agent.
    """
    mine = update(InboxNote).where(InboxNote.agent_id == _agent_id(actor), InboxNote.id <= up_to, InboxNote.read_at.is_(None))
    db.session.execute(mine.values(read_at=now()), execution_options=UNSYNCHRONISED)


def unread(*, actor: Actor, most: int) -> int:
    """How many the agent has not read, counted up to a limit.

    Raises:
        Forbidden: the actor is no agent.
    """
    new = select(InboxNote.id).where(InboxNote.agent_id == _agent_id(actor), InboxNote.read_at.is_(None)).limit(most)
    return db.session.scalar(select(func.count()).select_from(new.subquery())) or 0


def _agent_id(actor: Actor) -> int:
    if not actor.is_agent or actor.id is None:
        raise Forbidden(f"{actor} is no agent; only agents have an inbox.")
    return actor.id
