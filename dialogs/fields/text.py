"""One line of text."""

from collections.abc import Sequence
from typing import Any, ClassVar

from desk.fields.texts import one_line, read_text
from desk.fields.written import MOST_SIGNS
from dialogs.fields import kinds
from dialogs.forms.field import DialogField


@kinds.register("text")
class TextField(DialogField):
    kind: ClassVar[str] = "text"

    @property
    def limits(self) -> dict[str, Any]:
        return {"maxlength": self.asked.rules.config.get("max_length", MOST_SIGNS) if self.asked.rules else MOST_SIGNS}

    def read(self, texts: Sequence[str]) -> str:
        return one_line(read_text(texts[0]))

    def suggested(self, value: Any) -> Any:
        return super().suggested(value if value is None or isinstance(value, str) else str(value))
