"""One option of several."""

from collections.abc import Sequence
from typing import ClassVar

from desk.fields.texts import one_line, read_text
from dialogs.fields import kinds
from dialogs.forms.field import Choice, DialogField
from dialogs.forms.options import label_of, options_of


@kinds.register("dropdown")
class DropdownField(DialogField):
    kind: ClassVar[str] = "dropdown"

    @property
    def choices(self) -> list[Choice]:
        return options_of(self)

    def read(self, texts: Sequence[str]) -> str:
        return one_line(read_text(texts[0]))

    def shown(self, value: str) -> str:
        return label_of(self, value)
