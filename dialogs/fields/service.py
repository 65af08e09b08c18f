"""The service: one the ticket's customer user may ask for."""

from typing import ClassVar

from desk.services import services_for
from desk.switches import Switch, is_on
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from dialogs.forms.field import Choice
from foundation.db import db


@kinds.register("service")
class ServiceField(ChosenField):
    kind: ClassVar[str] = "service"
    depends_on: ClassVar[frozenset[str]] = frozenset({"customer"})

    def names(self) -> list[str]:
        return [service.name for service in db.session.scalars(services_for(self.situation.customer_user))]

    @property
    def choices(self) -> list[Choice]:
        person = self.situation.customer_user
        return self.situation.once(("service", person.id if person else None), self._look)

    def is_apt(self) -> bool:
        return is_on(Switch.SERVICES)
