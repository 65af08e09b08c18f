"""A file: uploaded beforehand and named by the id it got then, or left as it is."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from dialogs import uploads
from dialogs.fields import kinds
from dialogs.forms.field import DialogField
from dialogs.uploads import Uploaded
from foundation.errors import NotFound

KEPT: Final = "kept"  # what an input says whose file stays


@kinds.register("file")
class FileField(DialogField):
    kind: ClassVar[str] = "file"
    upload_id: str = ""  # as it was sent

    @property
    def uploaded(self) -> Uploaded | None:
        """The new file that was sent and is good."""
        is_new = self.upload_id not in {"", KEPT} and not self.process_errors
        return uploads.opened(self.upload_id, actor=self.situation.actor) if is_new else None

    def read(self, texts: Sequence[str]) -> dict[str, Any] | None:
        self.upload_id = texts[-1].strip()
        if self.upload_id == KEPT:
            standing: dict[str, Any] | None = self.situation.asking.value(self.asked.name)
            return standing
        try:
            return uploads.opened(self.upload_id, actor=self.situation.actor).as_value
        except NotFound:
            raise ValueError(self.say("The file is not here any more; choose it again.")) from None

    def written(self, value: dict[str, Any]) -> str:
        return KEPT if value == self.situation.asking.value(self.asked.name) else self.upload_id

    def shown(self, value: dict[str, Any]) -> str:
        return str(value["name"])
