"""Several lines of text."""

from collections.abc import Sequence
from typing import Any, ClassVar

from desk.fields.texts import read_text
from desk.fields.written import MOST_SIGNS
from dialogs.fields import kinds
from dialogs.forms.field import DialogField

ROWS = 7


@kinds.register("textarea")
class TextareaField(DialogField):
    kind: ClassVar[str] = "textarea"

    @property
    def limits(self) -> dict[str, Any]:
        config = self.asked.rules.config if self.asked.rules else {}
        return {"maxlength": config.get("max_length", MOST_SIGNS), "rows": config.get("rows", ROWS)}

    def read(self, texts: Sequence[str]) -> str:
        return read_text(texts[0])
