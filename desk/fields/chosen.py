"""Kinds whose values are chosen from options: dropdown and multiselect."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from desk.fields.entries import LONGEST_KEY, flag, link, options, plain, regexes
from desk.fields.kind import Cell, FieldKind
from desk.fields.search import Condition, Operator, Row, in_order, like
from desk.fields.texts import fold, one_line, read_text

ENTRIES = MappingProxyType(
    {
        "values": options,
        "default": plain,
        "possible_none": flag,
        "regexes": regexes,
        "tree_view": flag,
        "translatable": flag,
        "link": link,
    }
)


@dataclass(frozen=True)
class ChosenKind(FieldKind):
    """Keys of options; what people read are their labels. A key whose option is gone stays a value, and is shown as it is."""

    entries: ClassVar = ENTRIES
    operators: ClassVar[frozenset[Operator]] = frozenset({Operator.EQUALS, Operator.LIKE, Operator.EMPTY})

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Key -> label, in order."""
        return MappingProxyType({key: label for key, label in self.config.get("values", ())})  # noqa: C416 - pairs are lists in JSON

    def read_key(self, value: Any) -> str:
        """A key, whether there is such an option or not."""
        key = one_line(read_text(value))
        if len(key) > LONGEST_KEY:
            raise ValueError(f"A key has at most {LONGEST_KEY} characters.")
        return key

    def cell(self, key: str) -> Cell:
        """The row of one key: found exactly, since an option is shared by many and the index alone shall answer."""
        return Cell(key, key, fold(key) if fold(key) != key else None)

    def search_key(self, operator: Operator, key: str, *, row: Row) -> Condition:
        if operator is Operator.LIKE:
            return Condition(some=(like(key, row=row),), by_index=False)
        return Condition(some=(in_order(operator, key, row=row),))

    def with_options_of(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Completed by the options that are missing; a field without options takes any key already."""
        added = [[key, label] for key, label in options(config.get("values") or []) if key not in self.labels]
        if not self.labels or not added:
            return self.config
        return {**self.config, "values": [*self.config["values"], *added]}
