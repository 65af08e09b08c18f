"""One option of several."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.chosen import ChosenKind
from desk.fields.kind import Cell
from desk.fields.search import Condition, Operator, Row
from desk.fields.texts import shown


@kinds.register("dropdown")
@dataclass(frozen=True)
class Dropdown(ChosenKind):
    """The key of one option."""

    label: ClassVar[str] = "dropdown"

    def read(self, value: Any) -> str:
        return self.read_key(value)

    def objections(self, value: str) -> Iterable[str]:
        if value not in self.labels:
            yield f"{shown(value)} is none of its options."
        yield from self.unmatched(value)

    def config_problems(self) -> Iterable[tuple[str, str]]:
        if not self.labels:
            yield "values", "A dropdown needs options."
        else:
            yield from super().config_problems()

    def cells(self, value: str) -> list[Cell]:
        return [self.cell(value)]

    def from_text(self, text: str) -> str:
        return text

    def search(self, operator: Operator, operand: Any, *, row: Row) -> Condition:
        return self.search_key(operator, self.operand(operand), row=row)

    def shown(self, value: str) -> str:
        return self.labels.get(value, value)
