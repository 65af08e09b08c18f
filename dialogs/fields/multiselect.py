"""Any number of options; a field without options takes keys as they are typed, one a line."""

from collections.abc import Sequence
from typing import ClassVar

from desk.fields.texts import one_line, read_text
from dialogs.fields import kinds
from dialogs.forms.field import Choice, DialogField
from dialogs.forms.options import label_of, options_of


@kinds.register("multiselect")
class MultiselectField(DialogField):
    kind: ClassVar[str] = "multiselect"

    @property
    def choices(self) -> list[Choice] | None:
        return options_of(self) or None

    @property
    def chosen(self) -> list[str]:
        """The keys that are ticked."""
        return list(self.data or [])

    def read(self, texts: Sequence[str]) -> list[str]:
        lines = texts if len(texts) > 1 or self.choices is not None else texts[0].splitlines()
        return [one_line(read_text(line)) for line in lines if line.strip()]

    def written(self, value: list[str]) -> str:
        return "\n".join(value)

    def shown(self, value: list[str]) -> str:
        return ", ".join(label_of(self, key) for key in value)
