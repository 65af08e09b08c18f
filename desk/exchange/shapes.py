"""How records look in a file: each attribute of each kind of master data, read from the mapper, so that a new kind is exchanged by itself.

References stand there by the name people know a record by. Ids, bookkeeping, and what follows from other attributes are no part of it;
secrets can be read from a file, but are never written to one.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Column
from sqlalchemy.orm import MANYTOMANY, MANYTOONE, RelationshipProperty

from desk.master_data import BOOKKEEPING, MasterData, mapper_of
from foundation import blobs
from foundation.encrypted_columns import EncryptedText

# What follows from other attributes, or comes about by itself.
LEFT_OUT = frozenset({"login_folded", "email_folded", "password_hash", "password_changed_at"})
OF_CONTENT = frozenset({"sha256", "size"})
Find = Callable[[type[MasterData], str], MasterData]


@dataclass(frozen=True)
class Attribute:
    """One attribute in a file.

    Args:
        name: in the file.
        set_as: the name under which the verbs take it.
        target: what it refers to, if it does; `many`: to several.
        column: what keeps it, if it is no reference to several.
    """

    name: str
    set_as: str
    target: type[MasterData] | None = None
    many: bool = False
    column: Column[Any] | None = None
    is_secret: bool = False

    @property
    def may_be_null(self) -> bool:
        return self.many or self.column is None or bool(self.column.nullable)

    def shown(self, record: MasterData) -> Any:
        """The value of a record, as it stands in a file."""
        value = getattr(record, self.set_as)
        if self.target is None:
            return plain(value)
        if self.many:
            return sorted(str(one) for one in value)
        if isinstance(value, int):
            value = self.target.by_id(value)
        return None if value is None else str(value)

    def read(self, given: Any, find: Find) -> Any:
        """What the verbs are given for a value of a file.

        Raises:
            ValueError: it is not such a value.
            NotFound: there is no such record.
        """
        if given is None and not self.may_be_null:
            raise ValueError("It cannot be null; leave it out to keep it as it is.")
        if given is None:
            return [] if self.many else None
        if self.many:
            return [self._found(name, find) for name in a_list(given)]
        if self.target is not None:
            found = self._found(given, find)
            return found.id if self.set_as != self.name else found
        return typed(self.column, given)

    def _found(self, name: Any, find: Find) -> MasterData:
        assert self.target is not None  # noqa: S101 - asked by the callers
        if not isinstance(name, str):
            raise ValueError(f"{name!r} is no name; write it in quotes.")  # noqa: TRY004 - it becomes a sentence at the field
        return find(self.target, name)


class Content(Attribute):
    """A file, in base64; its hash and size follow from it."""

    def shown(self, record: MasterData) -> Any:
        return base64.encodebytes(blobs.read_whole(record.sha256)).decode("ascii")  # type: ignore[attr-defined]

    def read(self, given: Any, find: Find) -> Any:  # noqa: ARG002 - as all attributes are read
        try:
            return base64.b64decode("".join(given.split()), validate=True)
        except (AttributeError, binascii.Error, ValueError):
            raise ValueError("This is no base64.") from None


# ------------------------------------------------------------------------------------------------ kinds
def kinds() -> dict[str, type[MasterData]]:
    """All kinds of master data by their names in a file, each after those it cannot be without."""
    everything = {str(kind.__tablename__): kind for kind in _below(MasterData) if not kind.__dict__.get("__abstract__")}
    ordered: dict[str, type[MasterData]] = {}
    for kind in (everything[name] for name in sorted(everything)):
        _add_after_targets(kind, ordered, seen=set())
    return ordered


def _below(kind: type[MasterData]) -> Iterator[type[MasterData]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _add_after_targets(kind: type[MasterData], ordered: dict[str, type[MasterData]], *, seen: set[type[MasterData]]) -> None:
    if kind in seen or kind.__tablename__ in ordered:
        return
    seen.add(kind)
    wanted = sorted(attributes(kind).values(), key=lambda attribute: (attribute.may_be_null, attribute.name))
    for attribute in wanted:
        if attribute.target is not None and (not attribute.may_be_null or attribute.many):
            _add_after_targets(attribute.target, ordered, seen=seen)
    ordered[str(kind.__tablename__)] = kind


@cache
def attributes(kind: type[MasterData]) -> dict[str, Attribute]:
    """The attributes of a kind in a file: what people know it by first, then in the order of its columns."""
    found = {attribute.name: attribute for attribute in (*_columns(kind), *_relations(kind))}
    return {kind.key: found.pop(kind.key), **found}


def _columns(kind: type[MasterData]) -> Iterator[Attribute]:
    mapper = mapper_of(kind)
    related = {column for relation in mapper.relationships for column in relation.local_columns if not relation.uselist}
    has_content = any(key.target_fullname == "blob.sha256" for key in kind.__table__.foreign_keys)
    if has_content:
        yield Content("content", "content", column=None)
    for name, prop in mapper.column_attrs.items():
        column = cast("Column[Any]", prop.columns[0])
        if name in BOOKKEEPING | LEFT_OUT or column in related or (has_content and name in OF_CONTENT):
            continue
        target = target_of(column)
        secret = name in kind.secrets or isinstance(column.type, EncryptedText)
        yield Attribute(name.removesuffix("_id") if target else name, name, target=target, column=column, is_secret=secret)


def _relations(kind: type[MasterData]) -> Iterator[Attribute]:
    for name, relation in mapper_of(kind).relationships.items():
        target = relation.mapper.class_
        if relation.viewonly or not issubclass(target, MasterData):
            continue
        if relation.direction is MANYTOONE:
            yield Attribute(name, name, target=target, column=_key_of(relation))
        elif relation.direction is MANYTOMANY:
            yield Attribute(name, name, target=target, many=True)


def _key_of(relation: RelationshipProperty[Any]) -> Any:
    (column,) = relation.local_columns
    return column


def target_of(column: Column[Any]) -> type[MasterData] | None:
    """The kind of master data a foreign key leads to."""
    tables = {key.target_fullname.rpartition(".")[0] for key in column.foreign_keys if key.target_fullname.endswith(".id")}
    return next((kind for kind in _below(MasterData) if getattr(kind, "__tablename__", None) in tables), None)


# ------------------------------------------------------------------------------------------------ values
def plain(value: Any) -> Any:
    """A value as YAML holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def a_list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError("A list of names is needed.")  # noqa: TRY004 - it becomes a sentence at the field
    return given


def typed(column: Column[Any] | None, given: Any) -> Any:
    """A value of a file as the column takes it.

    Raises:
        ValueError: it is of another type.
    """
    if column is None or isinstance(column.type, JSON | EncryptedText):
        return given
    wanted = column.type.python_type
    if wanted is bool:
        return _of(bool, given, "write true or false")
    if wanted is int:
        return _of(int, given, "write a whole number without quotes")
    if wanted in {float, Decimal}:
        return _number(wanted, given)
    text = _of(str, given, "write it in quotes")
    return wanted.fromisoformat(text) if wanted in {date, datetime} else text


def _of(kind: type, given: Any, what_to_do: str) -> Any:
    if not isinstance(given, kind) or (isinstance(given, bool) and kind is not bool):
        raise ValueError(f"{given!r} cannot stand here; {what_to_do}.")
    return given


def _number(kind: Any, given: Any) -> Any:
    try:
        return kind(str(given))
    except (ValueError, InvalidOperation):
        raise ValueError(f"{given!r} is no number.") from None
