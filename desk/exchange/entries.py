"""The records and links a file speaks of, with their places; what it speaks of in words nobody knows is refused with the nearest one."""

import difflib
from collections.abc import Iterable
from typing import Any, NamedTuple

from desk.exchange.exporting import FORMAT, HEAD, place_of_name
from desk.exchange.links import LINKS, LinkKind
from desk.exchange.reading import Node
from desk.exchange.shapes import attributes, kinds
from desk.master_data import MasterData
from foundation.errors import Refused


class Entry(NamedTuple):
    """A record in a file."""

    kind: type[MasterData]
    name: str
    values: dict[str, Any]
    line: int

    @property
    def place(self) -> str:
        return f"line {self.line}, {self.kind.noun} {self.name!r}"


class LinkEntry(NamedTuple):
    """A link in a file."""

    kind: LinkKind
    values: dict[str, Any]
    line: int

    @property
    def place(self) -> str:
        return f"line {self.line}, {self.kind.name}"


class _Sorting:
    """Goes through a document and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}
        self.records: list[Entry] = []
        self.links: list[LinkEntry] = []

    def section(self, name: str, node: Node) -> None:
        known = {**kinds(), **LINKS, HEAD: None}
        if name not in known:
            self._refuse(node.line, f"There is no kind of record {name!r}{nearest(name, known)}.")
        elif name == HEAD:
            if node.value != FORMAT:
                self._refuse(node.line, f"This file has the format {node.value!r}; this version reads {FORMAT}.")
        elif not isinstance(node.value, list):
            self._refuse(node.line, f"Below {name!r} stands a list.")
        else:
            for one in node.value:
                self._one(name, one)

    def _one(self, section: str, node: Node) -> None:
        if not isinstance(node.value, dict):
            self._refuse(node.line, f"An entry of {section!r} has values under names.")
            return
        link = LINKS.get(section)
        kind = kinds().get(section)
        known = link.columns() if link else attributes(kind) if kind else {}
        for name, value in node.value.items():
            if name not in known:
                self._refuse(value.line, f"A {section} has no {name!r}{nearest(name, known)}.")
        values = {name: value.plain for name, value in node.value.items()}
        if link is not None:
            self.links.append(LinkEntry(link, values, node.line))
        elif kind is not None:
            self._record(kind, values, node.line)

    def _record(self, kind: type[MasterData], values: dict[str, Any], line: int) -> None:
        name = values.get(kind.key)
        if not isinstance(name, str) or not name:
            self._refuse(line, f"A {kind.noun} is known by its {kind.key!r}, which is missing here or no text; write it in quotes.")
        else:
            self.records.append(Entry(kind, name, values, line))

    def find_twins(self) -> None:
        seen: dict[tuple[type[MasterData], str], int] = {}
        for entry in self.records:
            first = seen.setdefault((entry.kind, entry.name), entry.line)
            if first != entry.line:
                self._refuse(entry.line, f"The {entry.kind.noun} {entry.name!r} stands in line {first} already.")

    def _refuse(self, line: int, problem: str) -> None:
        self.problems.setdefault(f"line {line}", problem)


def entries_of(document: Node) -> tuple[list[Entry], list[LinkEntry]]:
    """The records of a file, each after what it cannot be without, and the links.

    Raises:
        Refused: naming each place where something unknown stands.
    """
    if not isinstance(document.value, dict):
        raise Refused({"line 1": "The file has sections under names, as an export has."})
    sorting = _Sorting()
    for name, node in document.value.items():
        sorting.section(name, node)
    sorting.find_twins()
    if sorting.problems:
        raise Refused(sorting.problems)
    order = {kind: number for number, kind in enumerate(kinds().values())}
    return sorted(sorting.records, key=lambda entry: (order[entry.kind], _position(entry), place_of_name(entry.name))), sorting.links


def _position(entry: Entry) -> int:
    position = entry.values.get("position")
    return position if isinstance(position, int) else 0


def nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
