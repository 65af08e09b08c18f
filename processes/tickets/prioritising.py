"""The priority of a ticket."""

from desk.actors import Actor
from desk.priorities import Priority
from processes.events import Event
from processes.tickets.choosing import usable
from processes.tickets.record import TicketRecord


class Prioritising(TicketRecord):
    """Changing the priority."""

    __abstract__ = True

    def set_priority(self, priority: Priority, *, actor: Actor) -> bool:
        """Give the ticket another priority.

        Raises:
            NotFound, Forbidden: the actor lacks the permission `priority`.
            Refused: the priority is not valid.
        """
        self.require("priority", actor=actor)
        if priority.id == self.priority_id:
            return False
        usable(priority, "priority")
        old = self.words.priority
        self.change(actor=actor, priority_id=priority.id, words={"priority": priority.name})
        self.record(Event.PRIORITY_CHANGED, actor=actor, touched=("priority",), old=old, new=priority.name)
        return True
