"""The queue: one the person may create tickets in, or move them to."""

from typing import ClassVar

from sqlalchemy import select

from desk.groups import QueuePermission
from desk.permissions import queues_for
from desk.queues import Queue
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

    def is_apt(self) -> bool:
        return not self.situation.actor.is_customer_user or self.situation.asking.ticket is None
