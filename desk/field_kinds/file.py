"""A file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from desk.field_kinds import kinds
from desk.fields.kind import Cell, FieldKind
from desk.fields.search import Condition, Operator, Row, like_text, same_folded
from desk.fields.texts import one_line, read_text, shown
from desk.fields.written import text_cell
from foundation.errors import Refused

SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST_NAME = 255
LARGEST = 2**53  # beyond it JSON has no exact whole numbers


@kinds.register("file")
@dataclass(frozen=True)
class File(FieldKind):
    """A reference to stored content: `sha256`, `name`, `size`. It is searched by its name, in any case; models see the name."""

    label: ClassVar[str] = "file"
    entries: ClassVar = MappingProxyType({})
    operators: ClassVar[frozenset[Operator]] = frozenset({Operator.EQUALS, Operator.LIKE, Operator.EMPTY})

    def read(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping) or set(value) != {"sha256", "name", "size"}:
            raise ValueError(f"{shown(value)} is not a file: it has the entries sha256, name and size.")
        content, name, size = value["sha256"], one_line(read_text(value["name"])), value["size"]
        if not isinstance(content, str) or not SHA256.fullmatch(content):
            raise ValueError("The sha256 of a file has 64 hexadecimal digits in lower case.")
        if not name or len(name) > LONGEST_NAME or set(name) & {"/", "\\"}:
            raise ValueError(f"A file's name has 1 to {LONGEST_NAME} characters, and neither / nor \\.")
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= LARGEST:
            raise ValueError("The size of a file is a number of bytes.")
        return {"sha256": content, "name": name, "size": size}

    def cells(self, value: dict[str, Any]) -> list[Cell]:
        return [text_cell(json.dumps(value, ensure_ascii=False, sort_keys=True), known_as=value["name"])]

    def from_text(self, text: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(text)
        return found

    def search(self, operator: Operator, operand: Any, *, row: Row) -> Condition:
        name = self.operand(operand)
        return like_text(name, row=row) if operator is Operator.LIKE else Condition(some=(same_folded(name, row=row),))

    def operand(self, operand: Any) -> str:
        """A name, or a pattern of names."""
        try:
            name = one_line(read_text(operand))
        except ValueError as problem:
            raise Refused({"operand": str(problem)}) from None
        if not name:
            raise Refused({"operand": "There is nothing to compare with; whether a field is empty is asked with `empty`."})
        return name

    def shown(self, value: dict[str, Any]) -> str:
        name: str = value["name"]
        return name

    def in_expressions(self, value: dict[str, Any]) -> str:
        return self.shown(value)
