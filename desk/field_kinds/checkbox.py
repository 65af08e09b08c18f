"""Yes or no."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.entries import flag
from desk.fields.kind import FieldKind
from desk.fields.search import Operator
from desk.fields.texts import shown

WORDS = {"true": True, "1": True, "false": False, "0": False}


@kinds.register("checkbox")
@dataclass(frozen=True)
class Checkbox(FieldKind):
    """True or false; nobody having answered is neither."""

    label: ClassVar[str] = "checkbox"
    entries: ClassVar = MappingProxyType({"default": flag})
    operators: ClassVar[frozenset[Operator]] = frozenset({Operator.EQUALS, Operator.EMPTY})

    def read(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in WORDS:
            return WORDS[value.strip().lower()]
        raise ValueError(f"{shown(value)} is neither true nor false.")

    def text_of(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        return "1" if value else "0"

    def from_text(self, text: str) -> bool:
        return text == "1"

    def shown(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        return "yes" if value else "no"
