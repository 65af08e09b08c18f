"""Kinds whose values point to something in the house: agent, customer user, ticket.

Values are ids, so that renaming breaks nothing; models and people see names. Which names there are says whoever has the records:

    @referred.register("ticket")
    class Tickets(Referred): ...
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final

from desk.fields.entries import plain
from desk.fields.kind import FieldKind
from desk.fields.search import Operator
from desk.fields.texts import shown
from foundation.registry import Registry

GREATEST_ID = 2**63 - 1
ENTRIES = MappingProxyType({"default": plain})


class Referred(ABC):
    """A kind of thing fields can point to: by id inside, by its name (login, number) outside."""

    @abstractmethod
    def ids_of(self, names: Collection[str]) -> Mapping[str, int]:
        """The ids of those names that exist."""

    @abstractmethod
    def names_of(self, ids: Collection[int]) -> Mapping[int, str]:
        """The names of those ids that exist."""


referred: Final[Registry[type[Referred]]] = Registry("kind of thing a field can point to", package="desk.fields.referred")


@dataclass(frozen=True)
class PointingKind(FieldKind):
    """The id of something that exists; a text is read as its name."""

    to: ClassVar[str]  # the name in the registry
    entries: ClassVar = ENTRIES
    operators: ClassVar[frozenset[Operator]] = frozenset({Operator.EQUALS, Operator.EMPTY})

    def read(self, value: Any) -> int:
        if isinstance(value, str):
            return self._named(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= GREATEST_ID:
            raise ValueError(f"{shown(value)} is no {self.label}.")
        if self.to in referred and value not in referred[self.to]().names_of([value]):
            raise ValueError(f"There is no {self.label} with the id {value}.")
        return value

    def _named(self, name: str) -> int:
        text = name.strip()
        is_sound = text.isprintable() and self.to in referred  # a database takes no NUL, and a name has none
        found = referred[self.to]().ids_of([text]).get(text) if is_sound else None
        if found is None:
            raise ValueError(f"There is no {self.label} {shown(text)}.")
        return found

    def from_text(self, text: str) -> int:
        return int(text)

    def key_of(self, value: int) -> str:
        return str(value)

    def shown(self, value: int) -> str:
        return self.all_shown([value])[0]

    def all_shown(self, values: Sequence[int]) -> list[str]:
        names = referred[self.to]().names_of(set(values)) if self.to in referred and values else {}
        return [names.get(value, str(value)) for value in values]

    def in_expressions(self, value: int) -> str:
        return self.shown(value)
