"""Records whose names make a tree: `Support::Hardware` stands below `Support`. Queues and services share it.

There is no parent column: the name says it all. What stands below must keep up with the name of what it stands below, in the same
transaction; whoever hangs something below a record holds everything above it still meanwhile.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Self, TypeVar

from sqlalchemy import CTE, ColumnElement, String, and_, exists, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased, mapped_column, validates

from desk import auditing
from desk.actors import Actor
from desk.master_data import MasterData, Validity
from desk.pending_changes import before
from foundation.db import db

SEPARATOR = "::"
LONGEST_NAME = 200  # characters, with all parts
Branch = TypeVar("Branch", bound="Tree")


class Tree(MasterData):
    """A record with a place in a tree."""

    __abstract__ = True

    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True, active_history=True)

    # -------------------------------------------------------------------------------------------- the place
    @property
    def parts(self) -> list[str]:
        return self.name.split(SEPARATOR)

    @property
    def leaf(self) -> str:
        """The last part of the name: what stands in an indented list."""
        return self.parts[-1]

    @property
    def level(self) -> int:
        """How deep it stands; 0 is the top."""
        return len(self.parts) - 1

    @property
    def parent_name(self) -> str | None:
        return names_above(self.name)[-1] if self.level else None

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def in_order(cls, *, also_invalid: bool = False) -> list[Self]:
        """The whole tree in one query, each record before those below it."""
        wanted = select(cls) if also_invalid else select(cls).where(cls.usable())
        return in_tree_order(db.session.scalars(wanted))

    @classmethod
    def usable(cls) -> ColumnElement[bool]:
        """Condition: valid, and so is everything it stands below."""
        prefix = invalid_names(cls).c.name + SEPARATOR
        stands_below = func.substr(cls.name, 1, func.length(prefix)) == prefix
        return and_(cls.validity == Validity.VALID, ~exists().where(stands_below))

    def descendants(self) -> list[Self]:
        """All below it, on every level."""
        return in_tree_order(db.session.scalars(select(type(self)).where(below(type(self).name, self.name))))

    # -------------------------------------------------------------------------------------------- rules
    @validates("name")
    def _read_name(self, _attribute: str, value: Any) -> Any:
        return path_of(value) if isinstance(value, str) else value

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        if self.name != before(self, "name"):
            problem = self._problem_of_place(before(self, "name"))
            if problem:
                yield "name", problem

    def _problem_of_place(self, old: str | None) -> str | None:
        if old and self.name.startswith(old + SEPARATOR):
            return f"{old!r} cannot stand below itself."
        missing = self._missing_above()
        if missing:
            return f"There is no {self.noun} {missing!r} for it to stand below; make that one first."
        return self._problem_of_length(old) if old else None

    def _missing_above(self) -> str | None:
        """The first name above that nobody has. The others are held still: a renaming waits until this one stands below them."""
        cls, above = type(self), names_above(self.name)
        if not above:
            return None
        there = set(db.session.scalars(select(cls.name).where(cls.name.in_(above)).order_by(cls.id).with_for_update(read=True)))
        return next((name for name in above if name not in there), None)

    def _problem_of_length(self, old: str) -> str | None:
        name = type(self).name
        longest = db.session.scalar(select(func.max(func.length(name))).where(below(name, old))) or 0
        length = longest - len(old) + len(self.name)
        return f"A name below it would have {length} characters; at most {LONGEST_NAME} fit." if length > LONGEST_NAME else None

    # -------------------------------------------------------------------------------------------- renaming
    def change(self, *, actor: Actor, **values: Any) -> bool:
        """As all master data; a new name carries along everything below."""
        old = self.name
        changed = super().change(actor=actor, **values)
        if self.name != old:
            self._carry_along(old, actor)
        return changed

    def _carry_along(self, old: str, actor: Actor) -> None:
        cls = type(self)
        renamed = db.session.execute(select(cls.id, cls.name).where(below(cls.name, old)).order_by(cls.id)).all()
        new_name = literal(self.name).concat(func.substr(cls.name, len(old) + 1))
        changes = {"name": new_name, "changed_at": self.changed_at, "changed_by": self.changed_by}
        db.session.execute(update(cls).where(below(cls.name, old)).values(changes))
        for record_id, before_ in renamed:
            after = self.name + before_[len(old) :]
            auditing.record("changed", about=(self.noun, record_id, after), changes={"name": (before_, after)}, actor=actor)
        db.session.flush()


@cache
def invalid_names(kind: type[Tree]) -> CTE:
    """The names that take what stands below them out of use: few, so they are gathered once instead of per record."""
    other = aliased(kind)
    found = select(other.name).where(other.validity != Validity.VALID).cte(f"invalid_{kind.__tablename__}")
    return found.prefix_with("MATERIALIZED")


def path_of(name: str) -> str:
    """A name with its parts in one form.

    Raises:
        ValueError: a part is empty or makes the separator ambiguous.
    """
    parts = [part.strip() for part in name.split(SEPARATOR)]
    if name and not all(parts):
        raise ValueError(f"{name!r} has an empty part; '{SEPARATOR}' stands between two names.")
    if any(part.startswith(":") or part.endswith(":") for part in parts):
        raise ValueError(f"{name!r} has a colon too many; '{SEPARATOR}' stands between two names.")
    return SEPARATOR.join(parts)


def names_above(name: str) -> list[str]:
    """The names of everything a name stands below, from the top."""
    parts = name.split(SEPARATOR)
    return [SEPARATOR.join(parts[:count]) for count in range(1, len(parts))]


def below(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Condition: stands below the name, on any level."""
    return column.startswith(name + SEPARATOR, autoescape=True)


def in_tree_order(records: Iterable[Branch]) -> list[Branch]:
    """Each record before those below it, neighbours by name. A database would put `A B` between `A` and `A::B`."""
    return sorted(records, key=lambda record: [(part.casefold(), part) for part in record.parts])
