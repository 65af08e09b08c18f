"""The owner: one of those who can own tickets of the queue, or nobody."""

from typing import ClassVar

from dialogs.fields import kinds
from dialogs.forms.workers import WorkerField


@kinds.register("owner")
class OwnerField(WorkerField):
    kind: ClassVar[str] = "owner"
