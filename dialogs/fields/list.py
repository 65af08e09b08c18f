"""A variable that is a list: one entry a line."""

from collections.abc import Sequence
from typing import Any, ClassVar

from desk.fields.texts import one_line, read_text
from dialogs.fields import kinds
from dialogs.forms.field import DialogField

MOST_ENTRIES = 1_000  # as many as a loop goes through


@kinds.register("list")
class ListField(DialogField):
    kind: ClassVar[str] = "list"

    def read(self, texts: Sequence[str]) -> list[str]:
        lines = [one_line(read_text(line)) for text in texts for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_ENTRIES:
            raise ValueError(self.say("At most {most} lines fit.", most=MOST_ENTRIES))
        return lines

    def written(self, value: list[Any]) -> str:
        return "\n".join(str(entry) for entry in value)

    def shown(self, value: list[Any]) -> str:
        return ", ".join(str(entry) for entry in value)

    def suggested(self, value: Any) -> list[Any] | None:
        return list(value) if isinstance(value, list | tuple) else None
