"""The priority."""

from typing import ClassVar

from desk.priorities import priorities
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from foundation.db import db


@kinds.register("priority")
class PriorityField(ChosenField):
    kind: ClassVar[str] = "priority"
    stays_when_empty: ClassVar[bool] = True

    def names(self) -> list[str]:
        return [priority.name for priority in db.session.scalars(priorities())]
