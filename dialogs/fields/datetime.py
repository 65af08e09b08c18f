"""A moment: typed and shown in the reader's zone, kept in UTC."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.forms.field import DialogField
from dialogs.forms.moments import as_moment, example_moment, read_moment, shown_moment, written_moment


@kinds.register("datetime")
class DatetimeField(DialogField):
    kind: ClassVar[str] = "datetime"

    def read(self, texts: Sequence[str]) -> datetime:
        moment = read_moment(texts[0], self.situation.reader)
        if moment is None:
            raise ValueError(self.say("Write day and time, such as {example}.", example=example_moment(self.situation.reader)))
        return moment

    def written(self, value: Any) -> str:
        return written_moment(as_moment(value), self.situation.reader)

    def shown(self, value: Any) -> str:
        return shown_moment(as_moment(value), self.situation.reader)
