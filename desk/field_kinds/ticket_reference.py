"""Another ticket."""

from dataclasses import dataclass
from typing import ClassVar

from desk.field_kinds import kinds
from desk.fields.pointing import PointingKind


@kinds.register("ticket-reference")
@dataclass(frozen=True)
class TicketReference(PointingKind):
    """A ticket, by number outside; until something registers as "ticket", ids are taken as they are."""

    label: ClassVar[str] = "ticket"
    to: ClassVar[str] = "ticket"
