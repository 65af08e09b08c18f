"""Attributes of tickets whose value is the name of something that can be chosen."""

from collections.abc import Sequence
from typing import Any

from desk.fields.texts import one_line, read_text
from desk.shipped_names import shown_name
from dialogs.forms.field import Choice, DialogField


class ChosenField(DialogField):
    """One of the names that are there for this person now; what stands may stay."""

    def names(self) -> list[str]:
        """What can be chosen now, in order."""
        raise NotImplementedError

    @property
    def standing(self) -> str:
        """The name that stands, as far as it may."""
        return str(self.situation.asking.value(self.asked.name) or "")

    @property
    def choices(self) -> list[Choice]:
        key = (self.asked.name, *(self.situation.value(name) for name in sorted(self.depends_on)))
        return self.situation.once(key, self._look)

    def _look(self) -> list[Choice]:
        names = self.names()
        standing = [self.standing] if self.standing and self.standing not in names else []
        return [Choice(name, self.label_of(name)) for name in (*standing, *names)]

    def label_of(self, name: str) -> str:
        """What people read of a name."""
        return shown_name(self.kind, name, self.situation.reader.language)

    def read(self, texts: Sequence[str]) -> str:
        return one_line(read_text(texts[0]))

    def checked(self, value: Any) -> Any:
        self.require_chosen(value)
        return value

    def shown(self, value: str) -> str:
        return self.label_of(value)

    def suggested(self, value: Any) -> Any:
        return value if value in {choice.value for choice in self.choices} else None

    def nothing(self) -> None:
        """Nothing was chosen. What a ticket always has stays as it is."""
