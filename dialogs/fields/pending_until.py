"""Until when a ticket is put off: asked where its state, as it is about to be, waits for a moment."""

from datetime import datetime
from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.fields.datetime import DatetimeField
from foundation.clock import now
from foundation.errors import Refused
from processes.tickets.attributes import moment


@kinds.register("pending_until")
class PendingUntilField(DatetimeField):
    kind: ClassVar[str] = "pending-until"
    depends_on: ClassVar[frozenset[str]] = frozenset({"state"})
    for_customers: ClassVar[bool] = False

    def is_apt(self) -> bool:
        """Where it must be filled in, it is asked in any case: the model says so."""
        state = self.situation.state
        return self.is_required or (state is not None and state.type.is_pending)

    def checked(self, value: Any) -> datetime:
        until: datetime = super().checked(value)
        if until <= now() and until != self.situation.asking.value(self.asked.name):
            raise ValueError(self.say("This moment lies in the past."))
        return until

    def suggested(self, value: Any) -> datetime | None:
        try:
            return moment(value)
        except Refused:
            return None
