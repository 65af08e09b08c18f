"""What all master data has in common: a name, a validity instead of deletion, checked verbs, and an audit entry for each change.

A record class states its columns and its rules; `create` and `change` do the rest:

    class Priority(MasterData):
        __tablename__ = "priority"
        noun = "priority"
        name: Mapped[str] = mapped_column(String(200), unique=True)

        def problems(self):
            if not self.name[0].isdigit():
                yield "name", "It begins with a number, by which priorities are ordered."
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, ClassVar, Self

from sqlalchemy import Boolean, Enum as EnumColumn, Integer, Select, String, Text, bindparam, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ColumnProperty, Mapped, Mapper, mapped_column
from sqlalchemy.types import TypeEngine

from desk import auditing, following, house_permissions
from desk.actors import Actor
from desk.house_permissions import HousePermission
from foundation import prepared
from foundation.clock import now
from foundation.db import Base, Id, db
from foundation.errors import Conflict, NotFound, Refused

TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # a file name `exe.doc` read backwards
BOOKKEEPING = frozenset({"id", "created_at", "created_by", "changed_at", "changed_by"})


class Validity(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    INVALID_TEMPORARILY = "invalid-temporarily"


def enumeration(kind: type[Enum]) -> EnumColumn:
    """A column that keeps the value of an enumeration as text."""
    return EnumColumn(kind, native_enum=False, create_constraint=False, length=40, values_callable=lambda all_: [one.value for one in all_])


class MasterData(Base):
    """A record that administrators care for."""

    __abstract__ = True

    noun: ClassVar[str]  # in sentences and audit entries: "queue"
    key: ClassVar[str] = "name"  # the attribute people know a record by; unique
    secrets: ClassVar[frozenset[str]] = frozenset()  # attributes whose values are never shown

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    validity: Mapped[Validity] = mapped_column(enumeration(Validity), default=Validity.VALID)
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240), default="system")
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(240), default="system")

    def __str__(self) -> str:
        return str(getattr(self, self.key))

    @property
    def is_valid(self) -> bool:
        return self.validity is Validity.VALID

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def named(cls, name: str) -> Self:
        """The record of that name, valid or not.

        Raises:
            NotFound: there is none.
        """
        row = prepared.first(by_name(cls), name=name)
        if row is None:
            raise NotFound(f"There is no {cls.noun} {name!r}.")
        return prepared.record(cls, row)

    @classmethod
    def by_id(cls, record_id: int) -> Self:
        """The record with that id.

        Raises:
            NotFound: there is none.
        """
        found = db.session.get(cls, record_id)
        if found is None:
            raise NotFound(f"There is no {cls.noun} with id {record_id}.")
        return found

    # -------------------------------------------------------------------------------------------- verbs
    @classmethod
    def create(cls, *, actor: Actor, **values: Any) -> Self:
        """Make a record.

        Raises:
            Forbidden: the actor is no administrator.
            Refused: naming each value that breaks a rule; nothing was written.
            Conflict: another transaction came first with the same name; the unit of work has to be begun anew.
        """
        cls.authorise(actor)
        record = cls()
        with db.session.no_autoflush:
            record._take(cls.with_defaults(values))
        record.created_by = record.changed_by = str(actor)
        record.created_at = record.changed_at = now()
        db.session.add(record)
        record._store()
        shown = {name: (None, record._shown(name, value)) for name, value in values.items() if value not in (None, "", [])}
        auditing.record("created", about=record.about, changes=shown, actor=actor)
        return record

    def change(self, *, actor: Actor, **values: Any) -> bool:
        """Give some attributes new values; True if that changed anything.

        Raises:
            Forbidden, Refused: as `create`.
        """
        self.authorise_changing(actor, set(values))
        before = {name: self._current(name) for name in values}
        with db.session.no_autoflush:
            self._take(values)
            changed = {name: (old, self._current(name)) for name, old in before.items() if old != self._current(name)}
        if not changed:
            return False
        self.changed_at, self.changed_by = now(), str(actor)
        self._store()
        self.changed(changed)
        following.tell(self, changed)
        shown = {name: (self._shown(name, old), self._shown(name, new)) for name, (old, new) in changed.items()}
        auditing.record("changed", about=self.about, changes=shown, actor=actor)
        return True

    # -------------------------------------------------------------------------------------------- what a record class may say
    @classmethod
    def authorise(cls, actor: Actor) -> None:
        """Who may change records of this kind: administrators."""
        house_permissions.require(actor, HousePermission.ADMIN)

    def authorise_changing(self, actor: Actor, names: set[str]) -> None:  # noqa: ARG002 - people may change some things about themselves
        """Who may change these attributes of this record: unless its class says more, who may change any."""
        self.authorise(actor)

    @classmethod
    def with_defaults(cls, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new record, completed by what else follows from them."""
        defaults = {
            name: prop.columns[0].default.arg
            for name, prop in mapper_of(cls).column_attrs.items()
            if name not in BOOKKEEPING and prop.columns[0].default is not None and prop.columns[0].default.is_scalar
        }
        return defaults | values

    def problems(self) -> Iterable[tuple[str, str]]:
        """The rules of this kind of record: (attribute, sentence) for each that the present values break."""
        return ()

    def changed(self, changes: dict[str, tuple[Any, Any]]) -> None:
        """What follows from a change, in the same transaction: (old, new) by attribute."""

    # -------------------------------------------------------------------------------------------- how
    @property
    def about(self) -> tuple[str, int, str]:
        return self.noun, self.id, str(self)

    def _take(self, values: dict[str, Any]) -> None:
        """Set and check; on a problem the record is as it was."""
        found: dict[str, str] = {}
        for name, value in values.items():
            try:
                setattr(self, name, clean(mapper_of(type(self)), name, value))
            except ValueError as error:
                found[name] = str(error)
        for name, problem in self._general_problems():
            found.setdefault(name, problem)
        for name, problem in () if found else self.problems():  # which can rely on values that are what their columns say
            found.setdefault(name, problem)
        if found:
            self._undo()
            raise Refused(found)

    def _store(self) -> None:
        """What another transaction stored since the values were checked is found by the database alone."""
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Conflict(f"Somebody else changed what {self.noun} {self} needs or is called, at this moment; try again.") from error

    def _undo(self) -> None:
        if inspect(self).persistent:
            db.session.refresh(self)
        elif self in db.session:
            db.session.expunge(self)

    def _general_problems(self) -> Iterator[tuple[str, str]]:
        for name, prop in mapper_of(type(self)).column_attrs.items():
            value = getattr(self, name)
            yield from column_problems(prop, name, value)
            if value is None and inspect(self).persistent and not prop.columns[0].nullable:
                yield name, "It is needed."
        for name, relation in mapper_of(type(self)).relationships.items():
            keys = [] if relation.uselist else relation.local_columns
            if any(not key.nullable for key in keys) and getattr(self, name) is None:
                taken_away = bool(inspect(self).attrs[name].history.added)
                if taken_away or any(getattr(self, str(key.key)) is None for key in keys):
                    yield name, "It is needed."
        name = getattr(self, self.key)
        if name and isinstance(name, str) and (twin := db.session.scalar(self._twins(name))) is not None:
            yield self.key, f"There is {with_article(self.noun)} {twin!r} already."

    def _twins(self, name: str) -> Any:
        attribute = getattr(type(self), self.key)
        others = select(attribute).where(func.lower(attribute) == name.lower())
        return others.where(type(self).id != self.id) if inspect(self).persistent else others

    def _current(self, name: str) -> Any:
        value = getattr(self, name)
        return list(value) if isinstance(value, list) else value

    def _shown(self, name: str, value: Any) -> Any:
        return auditing.HIDDEN if name in self.secrets and value else value


@cache
def by_name(kind: type[MasterData]) -> Select[Any]:
    """The query for the record of a name; built once."""
    return select(prepared.table_of(kind)).where(getattr(kind, kind.key) == bindparam("name"))


def with_article(noun: str) -> str:
    """A noun as it stands in a sentence: a queue, an agent, an SLA."""
    return f"{'an' if noun[0] in 'aeiou' or noun.isupper() else 'a'} {noun}"


def mapper_of(kind: type[MasterData]) -> Mapper[Any]:
    """SQLAlchemy's description of a record class."""
    found: Mapper[Any] = inspect(kind)
    return found


def clean(mapper: Mapper[Any], name: str, value: Any) -> Any:
    """A value as the attribute takes it: texts without blanks around and without control signs, enumerations as such.

    Raises:
        ValueError: it is none of the enumeration's values.
        TypeError: there is no such attribute to set, which is a mistake of the program.
    """
    if name in BOOKKEEPING or (name not in mapper.attrs and not hasattr(mapper.class_, name)):
        raise TypeError(f"{mapper.class_.__name__} has no attribute {name!r} to set.")
    if name in mapper.column_attrs:
        column = mapper.column_attrs[name].columns[0]
        if isinstance(column.type, EnumColumn) and column.type.enum_class is not None and value is not None:
            return one_of(column.type.enum_class, value)
    return clean_text(value) if isinstance(value, str) else value


def one_of(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{value!r} is none of {', '.join(str(one.value) for one in kind)}.") from None


def clean_text(text: str) -> str:
    """Without blanks around, control signs and those that turn the direction of writing; lines and tabs stay."""
    if text.isprintable():  # has none of them, as most texts
        return text.strip()
    return "".join(sign for sign in text if sign in "\n\t" or not (unicodedata.category(sign) in {"Cc", "Cs"} or sign in TURNING)).strip()


def column_problems(prop: ColumnProperty[Any], name: str, value: Any) -> Iterator[tuple[str, str]]:
    """What any column asks of its value: to be there, and not to be too long."""
    column = prop.columns[0]
    if name in BOOKKEEPING or column.foreign_keys:
        return
    if value is None or (value == "" and isinstance(column.type, String)):
        if not column.nullable and column.default is None:
            yield name, "It is needed."
    elif wrong := problem_of_type(column.type, value):
        yield name, f"{value!r} {wrong}"
    elif isinstance(column.type, String):
        if column.type.length and len(value) > column.type.length:
            yield name, f"It has {len(value)} characters; at most {column.type.length} fit."
        elif not isinstance(column.type, Text) and "\n" in value:
            yield name, "It must be one line."


def problem_of_type(kind: TypeEngine[Any], value: Any) -> str | None:
    """What a value is not, though its column wants it; files of master data can bring anything."""
    if isinstance(kind, String):
        return None if isinstance(value, str) else "is no text."
    if isinstance(kind, Boolean):
        return None if isinstance(value, bool) else "is neither true nor false."
    if isinstance(kind, Integer):
        return None if isinstance(value, int) and not isinstance(value, bool) else "is no whole number."
    return None
