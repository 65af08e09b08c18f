"""A whole number."""

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.entries import link, plain, regexes
from desk.fields.numbers import number_key, read_number
from desk.fields.ordered import OrderedKind
from desk.fields.texts import shown

MOST_DIGITS = 18  # what a column of 64 bits holds, should one ever be needed


@kinds.register("integer")
@dataclass(frozen=True)
class Integer(OrderedKind):
    """A whole number of at most 18 digits; 3.0 is one, too."""

    label: ClassVar[str] = "integer"
    entries: ClassVar = MappingProxyType({"default": plain, "min": plain, "max": plain, "regexes": regexes, "link": link})

    def read(self, value: Any) -> int:
        number = read_number(value)
        if number != number.to_integral_value():
            raise ValueError(f"{shown(value) if isinstance(value, str) else number} is not a whole number.")
        if abs(number) >= 10**MOST_DIGITS:
            raise ValueError(f"A whole number has at most {MOST_DIGITS} digits.")
        return int(number)

    def from_text(self, text: str) -> int:
        return int(text)

    def key_of(self, value: int) -> str:
        return number_key(Decimal(value))
