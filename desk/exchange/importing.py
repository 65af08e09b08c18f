"""Brings the records of a file into the house by their own verbs, so that their rules, permissions and audit entries hold.

Records of a file may need each other in any order, also in circles: a record is made without what does not exist yet and completed in
the next pass. Passes end when one of them changes nothing more.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.exc import IntegrityError

from desk.actors import Actor
from desk.exchange.entries import Entry, LinkEntry
from desk.exchange.exporting import Hidden, values_of
from desk.exchange.shapes import Attribute, attributes
from desk.master_data import MasterData
from foundation.db import db
from foundation.errors import Conflict, NotFound, Refused

MOST_PASSES = 6


class _Later(Exception):
    """A record that is in the file and does not exist yet is referred to."""


class Import:
    """One import, inside the open unit of work."""

    def __init__(self, records: list[Entry], links: list[LinkEntry], *, actor: Actor) -> None:
        self._records, self._links, self._actor = records, links, actor
        self._announced = {(entry.kind, entry.name) for entry in records}
        self._problems: dict[str, str] = {}
        self._moved = False

    def run(self) -> None:
        """Make and change everything.

        Raises:
            Refused: naming the place of each problem; the unit of work must be rolled back.
        """
        for _ in range(MOST_PASSES):
            self._problems, self._moved = {}, False
            self._each(self._records, self._settle)
            if not self._moved:
                break
        broken = self._problems
        self._problems = {}
        if not broken:
            self._each(self._links, self._link)
        if broken or self._problems:
            raise Refused(broken or self._problems)

    def _each(self, entries: Iterable[Any], act: Callable[[Any], None]) -> None:
        """Act on each in a savepoint of its own; what is wrong with one says nothing about the next."""
        for entry in entries:
            try:
                with db.session.begin_nested():
                    act(entry)
            except Refused as refused:
                self._problems |= {f"{entry.place}{f', {name}' if name else ''}": text for name, text in refused.problems.items()}
            except (Conflict, NotFound, ValueError) as error:
                self._problems[entry.place] = str(error)
            except IntegrityError as error:
                self._problems[entry.place] = f"The database does not take it: {str(error.orig).strip().splitlines()[0]}."

    # -------------------------------------------------------------------------------------------- records
    def _settle(self, entry: Entry) -> None:
        record = self._existing(entry.kind, entry.name)
        if record is None:
            self._create(entry)
        elif record.change(actor=self._actor, **self._different(entry, record)):
            self._moved = True

    def _create(self, entry: Entry) -> None:
        values, waits = self._values(entry, entry.values)
        if "content" in attributes(entry.kind) and "content" not in values:
            raise Refused({"content": "It is needed."})
        try:
            entry.kind.create(actor=self._actor, **values)
        except Refused as refused:
            raise self._explained(entry, refused, waits) from refused
        self._moved = True

    def _different(self, entry: Entry, record: MasterData) -> dict[str, Any]:
        """What the file says otherwise."""
        present = values_of(record)
        given = {name: value for name, value in entry.values.items() if isinstance(present[name], Hidden) or present[name] != value}
        given.pop(entry.kind.key, None)
        return self._values(entry, given)[0]

    def _values(self, entry: Entry, given: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
        """Values for the verbs, and the names of those that wait for a record of this file."""
        shape = attributes(entry.kind)
        values: dict[str, Any] = {}
        waits: set[str] = set()
        problems: dict[str, str] = {}
        for name, value in given.items():
            try:
                values[shape[name].set_as] = self._value(shape[name], value)
            except _Later:
                waits.add(name)
                self._moved = True
            except (ValueError, NotFound) as error:
                problems[name] = str(error)
        if problems:
            raise Refused(problems)
        return values, waits

    def _value(self, attribute: Attribute, given: Any) -> Any:
        return attribute.read(given, self._find)

    def _find(self, kind: type[MasterData], name: str) -> MasterData:
        found = self._existing(kind, name)
        if found is None and (kind, name) in self._announced:
            raise _Later
        return found or kind.named(name)

    @staticmethod
    def _existing(kind: type[MasterData], name: str) -> MasterData | None:
        try:
            return kind.named(name)
        except NotFound:
            return None

    @staticmethod
    def _explained(entry: Entry, refused: Refused, waits: set[str]) -> Refused:
        """Why something is missing that the file seems to have, or cannot have."""
        secret = {name for name, attribute in attributes(entry.kind).items() if attribute.is_secret}
        told = dict(refused.problems)
        for name in told.keys() & secret - entry.values.keys():
            told[name] += " It is a secret, which no export holds: add it to this file."
        for name in told.keys() & waits:
            told[name] = f"The record {entry.values[name]!r} of this file could not be made."
        return Refused(told)

    # -------------------------------------------------------------------------------------------- links
    def _link(self, entry: LinkEntry) -> None:
        entry.kind.give(entry.kind.read(entry.values, self._find), self._actor)
