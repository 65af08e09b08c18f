"""Kinds whose values people write freely: text and textarea."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.fields.kind import Cell, FieldKind
from desk.fields.search import Condition, Operator, Row, in_order, like_text
from desk.fields.texts import KEY_LENGTH, fold, text_key

MOST_SIGNS = 3_800


@dataclass(frozen=True)
class WrittenKind(FieldKind):
    """A text. Equality is exact; order and `like` go by the folded text, order by its first 200 signs."""

    operators: ClassVar[frozenset[Operator]] = frozenset(Operator)

    def objections(self, value: str) -> Iterable[str]:
        most = self.config.get("max_length", MOST_SIGNS)
        if len(value) > most:
            yield f"It has {len(value)} characters; at most {most} fit."
        else:
            yield from self.unmatched(value)

    def text_of(self, value: str) -> str:
        return value

    def from_text(self, text: str) -> str:
        return text

    def key_of(self, value: str) -> str:
        return text_key(value)

    def cells(self, value: str) -> list[Cell]:
        return [text_cell(value)]

    def search(self, operator: Operator, operand: Any, *, row: Row) -> Condition:
        return search_text(operator, self.operand(operand), row=row)


def text_cell(text: str, *, known_as: str = "") -> Cell:
    """The row of a text that is found by itself, or by what else it is known as."""
    folded = fold(known_as or text)
    return Cell(text, folded[:KEY_LENGTH], folded if len(folded) > KEY_LENGTH else None)


def search_text(operator: Operator, text: str, *, row: Row) -> Condition:
    """The condition of any operator on texts."""
    if operator is Operator.LIKE:
        return like_text(text, row=row)
    compared = in_order(operator, text_key(text), row=row)
    return Condition(some=(compared & (row.text == text),)) if operator is Operator.EQUALS else Condition(some=(compared,))
