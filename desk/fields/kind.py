"""The contract of a kind of field."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, ClassVar, Self
from urllib.parse import quote

from sqlalchemy import true

from desk.fields.entries import PLACE, Entry, compiled
from desk.fields.search import Condition, Operator, Row, in_order, problem_of_wanted
from desk.fields.texts import shown
from foundation.errors import Refused

NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Cell:
    """A value, or one of several, as a row keeps it: `text` says it exactly, `key` is what it is found and ordered by.

    `folded` is the whole text without case where the key holds only its beginning.
    """

    text: str
    key: str
    folded: str | None = None


@dataclass(frozen=True)
class FieldKind(ABC):
    """What the values of one kind of dynamic field are, under the settings of one field.

    A kind is a file in `desk/field_kinds/` that registers a subclass under the name models use:

        @kinds.register("checkbox")
        class Checkbox(FieldKind): ...

    It says which settings (`entries`) and search operators it knows, and answers:

    - `read(value)`: what came in as a value of the kind, whatever the settings; ValueError with a sentence if it is none.
      What `read` returned it takes again unchanged. An empty text or list is no value.
    - `objections(value)`: what the settings have against a value.
    - `key_of`, `text_of`, `from_text`: the value in a row and back; one that takes several rows replaces `cells` and `load`.
    - `search`: the condition an operator becomes; ordered kinds have it from here, since keys sort as values do.
    - `shown(value)`: as people read it; `in_expressions(value)`: as conditions and templates of a model see it.

    It never opens a transaction, and raises nothing but `Refused` for a value from outside.
    """

    label: ClassVar[str]
    entries: ClassVar[Mapping[str, Entry]]
    operators: ClassVar[frozenset[Operator]]

    config: Mapping[str, Any] = field(default_factory=lambda: NONE)
    zone: tzinfo = UTC  # where a date without zone is meant

    # -------------------------------------------------------------------------------------------- settings
    @classmethod
    def check_config(cls, config: Any) -> dict[str, Any]:
        """The settings as they are kept.

        Raises:
            Refused: naming each entry that is wrong.
        """
        if not isinstance(config, Mapping):
            raise Refused(f"{shown(config)} is not a table of settings.")
        found: dict[str, str] = {}
        kept: dict[str, Any] = {}
        for name, value in config.items():
            if name not in cls.entries:
                known = f"The kind {cls.label} has no such setting; it has {', '.join(cls.entries) or 'none'}."
                found[name if isinstance(name, str) else shown(name)] = known
            elif value is not None and value != "":
                try:
                    kept[name] = cls.entries[name](value)
                except ValueError as problem:
                    found[name] = str(problem)
        found = found or dict(cls(kept).config_problems())
        if found:
            raise Refused(found)
        return {name: value for name, value in kept.items() if value not in ("", [])}

    def config_problems(self) -> Iterable[tuple[str, str]]:
        """(entry, sentence) for settings that do not go together: most of all, a default the field itself would refuse."""
        try:
            self.check(self.config.get("default"))
        except Refused as problem:
            yield "default", str(problem)

    def with_options_of(self, config: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002 - kinds with options use it
        """The settings of this field, completed by what another declaration of the same field has more."""
        return self.config

    # -------------------------------------------------------------------------------------------- values
    def check(self, value: Any) -> Any:
        """The value as the field keeps it; None for no value.

        Raises:
            Refused: with a sentence, under the empty name.
        """
        kept = self._read(value)
        if kept is not None and (objection := next(iter(self.objections(kept)), "")):
            raise Refused(objection)
        return kept

    def _read(self, value: Any) -> Any:
        if value is None or (isinstance(value, str | list | tuple) and not value):
            return None
        try:
            kept = self.read(value)
        except ValueError as problem:
            raise Refused(str(problem)) from None
        return None if kept in ("", []) else kept

    @abstractmethod
    def read(self, value: Any) -> Any:
        """A value of this kind; ValueError with a sentence if it is none."""

    def objections(self, value: Any) -> Iterable[str]:  # noqa: ARG002 - a kind without settings has none
        """Sentences about a value of the kind that the settings do not allow."""
        return ()

    def unmatched(self, value: Any) -> Iterable[str]:
        """A sentence for each regular expression of the settings that is not found in the value's text."""
        text = self.text_of(value)
        for pattern, message in self.config.get("regexes", ()):
            if not compiled(pattern).search(text):
                yield message or f"{shown(text)} does not match {pattern}."

    def default(self, *, now: datetime) -> Any:  # noqa: ARG002 - dates use it
        """The value of a new object; None for none."""
        return self.check(self.config.get("default"))

    # -------------------------------------------------------------------------------------------- rows
    def cells(self, value: Any) -> list[Cell]:
        """The rows of a value, in order."""
        return [Cell(self.text_of(value), self.key_of(value))]

    def load(self, texts: Sequence[str]) -> Any:
        """The value of rows: what `cells` was given."""
        return self.from_text(texts[0])

    def text_of(self, value: Any) -> str:
        return str(value)

    def key_of(self, value: Any) -> str:
        return self.text_of(value)

    @abstractmethod
    def from_text(self, text: str) -> Any:
        """What `text_of` wrote, read again."""

    # -------------------------------------------------------------------------------------------- searching
    def condition(self, operator: Any, operand: Any, *, row: Row) -> Condition:
        """What rows must fulfil.

        Raises:
            Refused: the kind does not know the operator, or the operand is no value of it.
        """
        if operator not in self.operators:
            raise Refused({"operator": f"{shown(operator)} is none of {', '.join(sorted(self.operators))}, as {self.label} knows them."})
        if operator == Operator.EMPTY:
            if not isinstance(operand, bool):
                raise Refused({"operand": "Whether there is no value is asked with true or false."})
            return Condition(none=(true(),)) if operand else Condition(some=(true(),), by_index=False)
        if operator == Operator.LIKE and isinstance(operand, str) and (problem := problem_of_wanted(operand)):
            raise Refused({"operand": problem})
        return self.search(Operator(operator), operand, row=row)

    def search(self, operator: Operator, operand: Any, *, row: Row) -> Condition:
        """The condition of any operator but `empty`."""
        return Condition(some=(in_order(operator, self.key_of(self.operand(operand)), row=row),))

    def operand(self, operand: Any) -> Any:
        """What is searched for, as a value of the kind."""
        try:
            value = self._read(operand)
        except Refused as problem:
            raise Refused({"operand": str(problem)}) from None
        if value is None:
            raise Refused({"operand": "There is nothing to compare with; whether a field is empty is asked with `empty`."})
        return value

    # -------------------------------------------------------------------------------------------- showing
    def shown(self, value: Any) -> str:
        """A value as people read it."""
        return self.text_of(value)

    def all_shown(self, values: Sequence[Any]) -> list[str]:
        """Many values as people read them; kinds that have to ask the database ask once."""
        return [self.shown(value) for value in values]

    def in_expressions(self, value: Any) -> Any:
        """A value as conditions and templates of a model see it."""
        return value

    def link(self, value: Any) -> str:
        """The address the settings make of a value; "" for none."""
        return str(self.config.get("link", "")).replace(PLACE, quote(self.text_of(value), safe=""))

    def seen_from(self, zone: tzinfo) -> Self:
        """The same, for a reader in another zone."""
        return type(self)(self.config, zone)
