"""Any number of options."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.chosen import ChosenKind
from desk.fields.kind import Cell
from desk.fields.search import Condition, Operator, Row
from desk.fields.texts import shown

MOST_CHOSEN = 500


@kinds.register("multiselect")
@dataclass(frozen=True)
class Multiselect(ChosenKind):
    """Keys without repetition, in the order of the options; a field without options takes any keys, in the order given.

    It equals one key if that is among the chosen ones, and a list of keys if just these are chosen.
    """

    label: ClassVar[str] = "multiselect"

    def read(self, value: Any) -> list[str]:
        given = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or len(given) > MOST_CHOSEN:
            raise ValueError(f"{shown(value)} is not a list of at most {MOST_CHOSEN} keys.")
        keys = dict.fromkeys(key for key in (self.read_key(one) for one in given) if key)
        order = {key: place for place, key in enumerate(self.labels)}
        return sorted(keys, key=lambda key: order.get(key, len(order)))

    def objections(self, value: list[str]) -> Iterable[str]:
        unknown = [key for key in value if self.labels and key not in self.labels]
        if unknown:
            yield f"{', '.join(shown(key) for key in unknown[:5])}: none of its options."
        yield from self.unmatched(value)

    def cells(self, value: list[str]) -> list[Cell]:
        return [self.cell(key) for key in value]

    def load(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def text_of(self, value: list[str]) -> str:
        return ", ".join(value)

    def from_text(self, text: str) -> list[str]:
        return [text]

    def search(self, operator: Operator, operand: Any, *, row: Row) -> Condition:
        if isinstance(operand, str):
            return self.search_key(operator, self.operand([operand])[0], row=row)
        keys = self.operand(operand)
        wanted = [self.search_key(operator, key, row=row) for key in keys]
        return Condition(
            some=tuple(one.some[0] for one in wanted),
            none=(row.position >= len(keys),) if operator is Operator.EQUALS else (),
            by_index=wanted[0].by_index,
        )

    def shown(self, value: list[str]) -> str:
        return ", ".join(self.labels.get(key, key) for key in value)
