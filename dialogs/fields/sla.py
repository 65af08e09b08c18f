"""The service level agreement: one of the service."""

from typing import ClassVar

from desk.slas import slas_for
from desk.switches import Switch, is_on
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from foundation.db import db


@kinds.register("sla")
class SlaField(ChosenField):
    kind: ClassVar[str] = "sla"
    depends_on: ClassVar[frozenset[str]] = frozenset({"service"})

    def names(self) -> list[str]:
        return [sla.name for sla in db.session.scalars(slas_for(self.situation.service))]

    @property
    def standing(self) -> str:
        """An SLA goes with its service."""
        return super().standing if self.situation.value("service") == self.situation.asking.value("service") else ""

    def is_apt(self) -> bool:
        return is_on(Switch.SERVICES)
