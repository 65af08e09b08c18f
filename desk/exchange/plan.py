"""What an import changes: found out by doing it, so that what is shown is what happens, with all that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from desk.exchange.exporting import records_of
from desk.exchange.links import LINKS
from desk.exchange.shapes import kinds

Snapshot = dict[tuple[str, str], dict[str, Any]]
LONGEST_SHOWN = 80  # signs of a value


class Change(NamedTuple):
    """One record or link: `fields` maps a field to its old and new value."""

    kind: str
    name: str
    is_new: bool
    fields: dict[str, tuple[Any, Any]]

    def __str__(self) -> str:
        sign, lines = ("+", self._new()) if self.is_new else ("~", self._changed())
        return "\n".join([f"{sign} {self.kind} {self.name}", *(f"    {line}" for line in lines)])

    def _new(self) -> Iterator[str]:
        yield from (f"{field}: {shown(new)}" for field, (_, new) in self.fields.items() if new not in (None, "", [], {}))

    def _changed(self) -> Iterator[str]:
        yield from (f"{field}: {shown(old)} -> {shown(new)}" for field, (old, new) in self.fields.items())


@dataclass(frozen=True)
class Plan:
    """What would change, and how much stays as it is."""

    changes: tuple[Change, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __str__(self) -> str:
        new = sum(change.is_new for change in self.changes)
        count = f"{new} to create, {len(self.changes) - new} to change, {self.unchanged} unchanged."
        return "\n".join([*map(str, self.changes), count])


def snapshot() -> Snapshot:
    """All records and links as they are now."""
    found: Snapshot = {(table, name): values for table, kind in kinds().items() for name, values in records_of(kind).items()}
    for table, link in LINKS.items():
        found |= {(table, " / ".join(str(value) for value in row.values())): row for row in link.rows()}
    return found


def difference(before: Snapshot, after: Snapshot, *, asked: int) -> Plan:
    """What became of the records; `asked`: how many were in the file."""
    changes = tuple(
        Change(kind, name, (kind, name) not in before, fields)
        for (kind, name), values in after.items()
        if (fields := _fields(before.get((kind, name)), values))
    )
    return Plan(changes, max(0, asked - len(changes)))


def _fields(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    old = before or {}
    return {name: (old.get(name), value) for name, value in after.items() if before is None or old.get(name) != value}


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
