"""The type, where tickets have types."""

from typing import ClassVar

from sqlalchemy import select

from desk.master_data import Validity
from desk.switches import Switch, is_on
from desk.ticket_types import TicketType
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from foundation.db import db


@kinds.register("type")
class TypeField(ChosenField):
    kind: ClassVar[str] = "type"

    def names(self) -> list[str]:
        return list(db.session.scalars(select(TicketType.name).where(TicketType.validity == Validity.VALID).order_by(TicketType.name)))

    def is_apt(self) -> bool:
        return is_on(Switch.TICKET_TYPES)
