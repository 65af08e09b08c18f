"""All master data as one readable file, in an order of its own: the same records give the same bytes, whatever their ids."""

from typing import Any

import yaml
from sqlalchemy import select

from desk.exchange.links import LINKS
from desk.exchange.shapes import attributes, kinds
from desk.master_data import MasterData
from foundation.db import db

FORMAT = 1
HEAD = "laufzettel"
Values = dict[str, Any]


class Hidden:
    """A secret: it can be compared, and is not shown."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self._value == other._value

    def __hash__(self) -> int:
        return hash(repr(self._value))

    def __repr__(self) -> str:
        return "•••"


def document() -> dict[str, Any]:
    """Everything, as it stands in a file."""
    found: dict[str, Any] = {HEAD: FORMAT}
    for name, kind in kinds().items():
        records = [without_secrets(values) for values in records_of(kind).values()]
        found |= {name: records} if records else {}
    for name, link in LINKS.items():
        rows = link.rows()
        found |= {name: rows} if rows else {}
    return found


def as_yaml(content: dict[str, Any]) -> bytes:
    """The bytes of a file, with sections apart."""
    sections = [yaml.dump({name: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=130) for name, value in content.items()]
    return "\n".join(sections).encode()


def records_of(kind: type[MasterData]) -> dict[str, Values]:
    """The values of all records by name, with secrets hidden."""
    records = sorted(db.session.scalars(select(kind)), key=_place)
    return {str(record): values_of(record) for record in records}


def values_of(record: MasterData) -> Values:
    shape = attributes(type(record))
    return {name: Hidden(getattr(record, one.set_as)) if one.is_secret else one.shown(record) for name, one in shape.items()}


def without_secrets(values: Values) -> Values:
    return {name: value for name, value in values.items() if not isinstance(value, Hidden)}


def _place(record: MasterData) -> tuple[Any, ...]:
    """By position where there is one, then by name; what stands below something in a tree comes after it."""
    return (getattr(record, "position", 0), *place_of_name(str(record)))


def place_of_name(name: str) -> tuple[Any, ...]:
    return ([part.casefold() for part in name.split("::")], name)


class _Dumper(yaml.SafeDumper):
    """Lists are indented, long texts keep their lines, nothing is an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - yaml's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
