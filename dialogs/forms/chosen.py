"""Attributes of tickets whose value is the name of something that can be chosen."""

from collections.abc import Sequence
from typing import Any

from desk.fields.texts import one_line, read_text
from desk.shipped_names import shown_name
from dialogs.forms.field import EMPTY, Choice, DialogField


class ChosenField(DialogField):
    """One of the names that are there for this person now, as far as they pass the check of the dialog; what stands may stay."""

    def names(self) -> list[str]:
        """What can be chosen now, in order."""
        raise NotImplementedError

    @property
    def standing(self) -> str:
        """The name that stands, as far as it may: nothing does before there is a ticket."""
        return "" if self.situation.asking.ticket is None else str(self.situation.asking.value(self.asked.name) or "")

    def fill(self, value: Any) -> None:
        """What does not pass is not shown as if it were chosen: a suggestion of the dialog takes its place."""
        super().fill(value if self.is_readonly or value in EMPTY or self.passes(str(value)) else None)

    @property
    def offers_none(self) -> bool:
        """Also where something must be chosen and nothing is yet."""
        return super().offers_none or (self.data in EMPTY and len(self.choices) > 1)

    @property
    def choices(self) -> list[Choice]:
        key = (self.asked.name, *(self.situation.value(name) for name in sorted(self.depends_on)))
        return self.situation.once(key, self._look)

    def _look(self) -> list[Choice]:
        names = self.names()
        standing = [self.standing] if self.standing and self.standing not in names else []
        return [Choice(name, self.label_of(name)) for name in (*standing, *names) if self.passes(name)]

    def passes(self, name: str) -> bool:
        """Whether the check of the dialog lets a name be; one that looks at other answers, too, is asked when the form is sent."""
        check = None if self.asked.show is None else self.asked.show.check
        if check is None or not set(check.names) <= {self.asked.name, f"ticket.{self.asked.name}"}:
            return True
        return self.situation.asking.fulfils_check(self.asked.show, {self.asked.name: name})

    def label_of(self, name: str) -> str:
        """What people read of a name."""
        return shown_name(self.kind, name, self.situation.reader.language)

    def read(self, texts: Sequence[str]) -> str:
        return one_line(read_text(texts[0]))

    def checked(self, value: Any) -> Any:
        if self.passes(value):  # else the dialog says why, in its own words
            self.require_chosen(value)
        return value

    def shown(self, value: str) -> str:
        return self.label_of(value)

    def suggested(self, value: Any) -> Any:
        return value if value in {choice.value for choice in self.choices} else None

    def nothing(self) -> None:
        """Nothing was chosen. What a ticket always has stays as it is."""
