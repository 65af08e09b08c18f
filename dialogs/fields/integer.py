"""A whole number."""

from collections.abc import Sequence
from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.forms.field import DialogField
from dialogs.forms.numbers import plain_number


@kinds.register("integer")
class IntegerField(DialogField):
    kind: ClassVar[str] = "integer"

    @property
    def limits(self) -> dict[str, Any]:
        config = self.asked.rules.config if self.asked.rules else {}
        return {name: config[name] for name in ("min", "max") if name in config}

    def read(self, texts: Sequence[str]) -> str:
        plain = plain_number(texts[0], self.situation.reader)
        if plain is None or plain.partition(".")[2].strip("0"):
            raise ValueError(self.say("Write a whole number, such as 12."))
        return plain
