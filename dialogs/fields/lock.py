"""Whether the owner has claimed the ticket."""

from typing import ClassVar, Final

from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from processes.tickets.record import Lock

SAID: Final = {Lock.UNLOCKED: "unlocked", Lock.LOCKED: "locked", Lock.TEMPORARILY: "locked for a while"}


@kinds.register("lock")
class LockField(ChosenField):
    kind: ClassVar[str] = "lock"
    stays_when_empty: ClassVar[bool] = True
    for_customers: ClassVar[bool] = False

    def names(self) -> list[str]:
        return [Lock.UNLOCKED.value, Lock.LOCKED.value]

    def label_of(self, name: str) -> str:
        return self.say(SAID[Lock(name)])
