"""The agent who answers for the ticket, where tickets have one."""

from typing import ClassVar

from desk.switches import Switch, is_on
from dialogs.fields import kinds
from dialogs.forms.workers import WorkerField


@kinds.register("responsible")
class ResponsibleField(WorkerField):
    kind: ClassVar[str] = "responsible"

    def is_apt(self) -> bool:
        return is_on(Switch.RESPONSIBLE) and super().is_apt()
