"""A day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.forms.field import DialogField
from dialogs.forms.moments import example_day, read_day, shown_day


@kinds.register("date")
class DateField(DialogField):
    kind: ClassVar[str] = "date"

    @property
    def limits(self) -> dict[str, Any]:
        config = self.asked.rules.config if self.asked.rules else {}
        return {name: config[name] for name in ("min", "max") if name in config}

    def read(self, texts: Sequence[str]) -> date:
        day = read_day(texts[0])
        if day is None:
            raise ValueError(self.say("Write a day, such as {example}.", example=example_day(self.situation.reader)))
        return day

    def written(self, value: date | datetime | str) -> str:
        return value.isoformat()[:10] if isinstance(value, date) else str(value)

    def shown(self, value: date) -> str:
        return shown_day(value, self.situation.reader)
