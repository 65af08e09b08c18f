"""Moving a ticket to another queue."""

from desk import permissions
from desk.actors import Actor, ActorKind
from desk.groups import QueuePermission
from desk.queues import Queue
from desk.slas import Sla
from foundation.db import db
from foundation.errors import Forbidden
from processes.events import Event
from processes.tickets import access
from processes.tickets.choosing import promised, usable
from processes.tickets.locking import Locking


class Queueing(Locking):
    """Moving."""

    __abstract__ = True

    def move_to(self, queue: Queue, *, actor: Actor, keep_lock: bool = False) -> bool:
        """Put the ticket into another queue; it is unlocked then, unless its lock is to be kept.

        Raises:
            NotFound, Forbidden: the actor lacks the permission `move_into`, for the ticket or in the other queue; a process has it in the
                queues of its group. Whoever answers a dialog that offers the queue needs neither.
            Refused: the queue is not valid.
        """
        self.require("move_into", actor=actor)
        if queue.id == self.queue_id:
            return False
        usable(queue, "queue")
        self._require_into(queue, actor=actor)
        old = self.words.queue
        sla = db.session.get(Sla, self.sla_id) if self.sla_id is not None else None
        words = {"queue": queue.name, "queue_group_id": queue.group_id, "promises": promised(queue, sla)}
        self.change(actor=actor, queue_id=queue.id, words=words)
        self.record(Event.MOVED, actor=actor, touched=("queue",), old=old, new=queue.name)
        if not keep_lock:
            self.release(actor=actor)
        return True

    def _require_into(self, queue: Queue, *, actor: Actor) -> None:
        if actor.is_system or access.is_granted(self, actor):
            return
        if actor.kind is not ActorKind.PROCESS:
            permissions.require(actor, QueuePermission.MOVE_INTO, queue)
        elif not access.may_work_in(queue.id, actor):
            raise Forbidden(f"The process {actor.name!r} may not move tickets to {queue.name!r}: its group does not have that queue.")
