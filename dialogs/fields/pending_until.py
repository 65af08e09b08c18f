"""Until when a ticket is put off: asked where its state, as it is about to be, waits for a moment."""

from datetime import datetime
from typing import Any, ClassVar

from dialogs.fields import kinds
from dialogs.fields.datetime import DatetimeField
from foundation.clock import now


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
        moment: datetime = super().checked(value)
        if moment <= now() and moment != self.situation.asking.value(self.asked.name):
            raise ValueError(self.say("This moment lies in the past."))
        return moment

    def suggested(self, value: Any) -> datetime | None:
        return value if isinstance(value, datetime) else None
