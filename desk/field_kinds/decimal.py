"""An exact number with places behind the point."""

from dataclasses import dataclass
from decimal import Decimal as Number
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.entries import link, plain, regexes
from desk.fields.numbers import number_key, read_number
from desk.fields.ordered import OrderedKind


@kinds.register("decimal")
@dataclass(frozen=True)
class Decimal(OrderedKind):
    """An exact number; 12.50 keeps its places and equals 12.5."""

    label: ClassVar[str] = "decimal"
    entries: ClassVar = MappingProxyType({"default": plain, "min": plain, "max": plain, "regexes": regexes, "link": link})

    def read(self, value: Any) -> Number:
        return read_number(value)

    def text_of(self, value: Number) -> str:
        return format(value, "f")

    def from_text(self, text: str) -> Number:
        return Number(text)

    def key_of(self, value: Number) -> str:
        return number_key(value)
