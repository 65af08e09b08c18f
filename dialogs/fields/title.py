"""The title of a ticket."""

from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.fields.text import TextField
from processes.tickets.record import LONGEST_TITLE
from processes.tickets.titling import fitting_title


@kinds.register("title")
class TitleField(TextField):
    kind: ClassVar[str] = "text"
    stays_when_empty: ClassVar[bool] = True

    @property
    def limits(self) -> dict[str, Any]:
        return {"maxlength": LONGEST_TITLE}

    def checked(self, value: Any) -> Any:
        return fitting_title(value)
