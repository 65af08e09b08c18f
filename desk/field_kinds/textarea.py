"""Several lines of text."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.entries import plain, regexes, whole
from desk.fields.texts import read_text
from desk.fields.written import MOST_SIGNS, WrittenKind


@kinds.register("textarea")
@dataclass(frozen=True)
class Textarea(WrittenKind):
    """Lines; `rows` (7) and `cols` (42) say how large the field is drawn."""

    label: ClassVar[str] = "textarea"
    entries: ClassVar = MappingProxyType(
        {
            "default": plain,
            "max_length": whole(1, MOST_SIGNS),
            "regexes": regexes,
            "rows": whole(1, 200),
            "cols": whole(1, 400),
        }
    )

    def read(self, value: Any) -> str:
        return read_text(value)
