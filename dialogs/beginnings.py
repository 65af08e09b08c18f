"""Start dialogs that were sent: a form that is sent twice (a double click, a second try after no answer came) begins one ticket.

Each form carries a number of its own. Whoever sends it first writes the number down with the ticket, in the same transaction;
whoever comes second waits for that, and is led to the ticket.
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import Actor
from foundation.clock import now
from foundation.db import Base, Id, db
from processes.tickets.ticket import Ticket

TIME_TO_LIVE: Final = timedelta(days=7)  # a browser may keep a page open over the weekend
NUMBER: Final = re.compile(r"[0-9a-f]{32}")


class Beginning(Base):
    """That a form was sent by somebody, and which ticket came of it."""

    __tablename__ = "beginning"
    __table_args__ = (UniqueConstraint("author", "form"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author: Mapped[str] = mapped_column(String(240))
    form: Mapped[str] = mapped_column(String(32))
    ticket_id: Mapped[int | None] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=now, index=True)


def new_number() -> str:
    """A number no other form has."""
    return uuid4().hex


def is_number(text: str) -> bool:
    """Whether a form can have come with that."""
    return NUMBER.fullmatch(text) is not None


def claim(form: str, *, actor: Actor) -> bool:
    """Write down that a form is sent now; False if it was before. Whoever sends it at the same moment waits here."""
    insert: Any = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    row = insert(Beginning).values(author=str(actor), form=form, begun_at=now())
    return db.session.scalar(row.on_conflict_do_nothing(index_elements=["author", "form"]).returning(Beginning.id)) is not None


def keep(form: str, ticket: Ticket, *, actor: Actor) -> None:
    """Write down what came of it."""
    mine = update(Beginning).where(Beginning.author == str(actor), Beginning.form == form)
    db.session.execute(mine.values(ticket_id=ticket.id))


def begun_by(form: str, *, actor: Actor) -> Ticket | None:
    """The ticket that a form of this actor has begun already."""
    of_form = select(Ticket).join(Beginning, Beginning.ticket_id == Ticket.id)
    return db.session.scalar(of_form.where(Beginning.author == str(actor), Beginning.form == form))


def forget_old() -> int:
    """Throw away what nobody sends again; returns how much there was."""
    old = delete(Beginning).where(Beginning.begun_at < now() - TIME_TO_LIVE).returning(Beginning.id)
    return len(db.session.scalars(old).all())
