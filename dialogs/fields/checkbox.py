"""Yes or no; a box without a tick says no."""

from collections.abc import Sequence
from typing import ClassVar

from dialogs.fields import kinds
from dialogs.forms.field import DialogField

TICKED = "1"


@kinds.register("checkbox")
class CheckboxField(DialogField):
    kind: ClassVar[str] = "checkbox"

    @property
    def is_ticked(self) -> bool:
        return self.data is True

    def read(self, texts: Sequence[str]) -> str:
        return {"on": "true", "yes": "true", "off": "false"}.get(texts[-1].strip().lower(), texts[-1])

    def nothing(self) -> bool:
        return False

    def written(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        return TICKED if value else ""

    def shown(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        return self.say("yes" if value else "no")
