"""Kinds of which one record is the default: the priority and type of new tickets, the queue of mail that finds no other.

There is always one: the default stays valid, and it ends being the default only when another becomes it.
"""

from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import Boolean, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing
from desk.actors import Actor
from desk.master_data import MasterData
from desk.pending_changes import before
from foundation.db import db
from foundation.errors import NotFound


class WithDefault(MasterData):
    """A kind with a default."""

    __abstract__ = True

    is_default: Mapped[bool] = mapped_column(Boolean, default=False, active_history=True)

    @classmethod
    def default(cls) -> Self:
        """The default of this kind.

        Raises:
            NotFound: nobody chose one, not even the seeds.
        """
        found = db.session.scalar(select(cls).where(cls.is_default).order_by(cls.changed_at.desc(), cls.id).limit(1))
        if found is None:
            raise NotFound(f"No {cls.noun} is the default; choose one.")
        return found

    @classmethod
    def create(cls, *, actor: Actor, **values: Any) -> Self:
        record = super().create(actor=actor, **values)
        if record.is_default:
            record._take_over(actor)  # noqa: SLF001 - its own
        return record

    def change(self, *, actor: Actor, **values: Any) -> bool:
        was_default = self.is_default
        changed = super().change(actor=actor, **values)
        if self.is_default and not was_default:
            self._take_over(actor)
        return changed

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        if self.is_default and not self.is_valid:
            yield "validity", f"It is the default {self.noun}; make another one the default first."
        if before(self, "is_default") and not self.is_default:
            yield "is_default", f"There is always a default {self.noun}; make another one the default instead."

    def _take_over(self, actor: Actor) -> None:
        """The former default is none any more."""
        cls = type(self)
        for former in db.session.scalars(select(cls).where(cls.is_default, cls.id != self.id)).all():
            former.is_default = False
            auditing.record("changed", about=former.about, changes={"is_default": (True, False)}, actor=actor)
        db.session.flush()
