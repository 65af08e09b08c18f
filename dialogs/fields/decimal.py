"""An exact number with places behind the point, or the comma of German."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from dialogs.fields import kinds
from dialogs.forms.field import DialogField
from dialogs.forms.numbers import local_number, plain_number


@kinds.register("decimal")
class DecimalField(DialogField):
    kind: ClassVar[str] = "decimal"

    def read(self, texts: Sequence[str]) -> str:
        plain = plain_number(texts[0], self.situation.reader)
        if plain is None:
            raise ValueError(self.say("Write a number, such as {example}.", example=local_number("12.50", self.situation.reader)))
        return plain

    def written(self, value: Decimal | int | str) -> str:
        return local_number(format(Decimal(value), "f"), self.situation.reader)
