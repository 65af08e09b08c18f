"""The queue: one the person may create tickets in, or move them to."""

from typing import Any, ClassVar

from sqlalchemy import select

from desk.groups import QueuePermission
from desk.permissions import queues_for
from desk.queues import Queue
from desk.seeds import DEFAULT_QUEUE, seedling
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from foundation.db import db


@kinds.register("queue")
class QueueField(ChosenField):
    kind: ClassVar[str] = "queue"
    stays_when_empty: ClassVar[bool] = True

    def names(self) -> list[str]:
        permission = QueuePermission.CREATE if self.situation.asking.ticket is None else QueuePermission.MOVE_INTO
        permitted = queues_for(self.situation.actor, permission)
        return list(db.session.scalars(select(Queue.name).where(Queue.id.in_(permitted)).order_by(Queue.name)))

    def fill(self, value: Any) -> None:
        """A new ticket is asked where it belongs, unless that is clear; who has but one queue need not say."""
        if self.situation.asking.ticket is None and not self.is_readonly:
            names = [choice.value for choice in self.choices]
            value = names[0] if len(names) == 1 else value if value in names and not self._is_left_over(value) else None
        super().fill(value)

    def _is_left_over(self, name: Any) -> bool:
        """Whether it is the queue the house was shipped with for mail that no rule gave to another: no choice of anybody."""
        default = self.situation.once("default queue", Queue.default)
        return bool(name == default.name and default.id == seedling(Queue, DEFAULT_QUEUE).id)

    def is_apt(self) -> bool:
        return not self.situation.actor.is_customer_user or self.situation.asking.ticket is None
