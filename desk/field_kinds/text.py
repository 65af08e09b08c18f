"""One line of text."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.entries import link, plain, regexes, whole
from desk.fields.texts import one_line, read_text
from desk.fields.written import MOST_SIGNS, WrittenKind


@kinds.register("text")
@dataclass(frozen=True)
class Text(WrittenKind):
    """A line; what is pasted with line feeds is joined by blanks."""

    label: ClassVar[str] = "text"
    entries: ClassVar = MappingProxyType(
        {
            "default": plain,
            "max_length": whole(1, MOST_SIGNS),
            "regexes": regexes,
            "link": link,
            "link_preview": link,
        }
    )

    def read(self, value: Any) -> str:
        return one_line(read_text(value))
