"""Tickets that wait for a moment: what is due when it has come."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select

from desk.actors import Actor
from desk.agents import Agent
from desk.calendars import working_time_for
from desk.queues import Queue
from desk.seeds import PlantedSeed, Seed, seedling
from desk.slas import Sla
from desk.state_types import StateType
from desk.states import State
from desk.working_time import WorkingTime
from foundation.db import db
from processes.tickets.stating import Stating

# What follows an automatic pending state (OTRS `Ticket::StateAfterPending`), by the names they were planted under.
AFTER_PENDING: Final = {"pending auto close+": "closed successful", "pending auto close-": "closed unsuccessful"}
REMINDING = timedelta(minutes=10)  # a reminder is due only if somebody worked in the last of these


class Pending(Stating):
    """What happens at the pending time. A process may wait for it, too; whoever comes first has done it.

    An automatic state is replaced by another one. A reminder stays as it is, for as long as nobody takes the ticket up: who is responsible
    is told, again and again.
    """

    __abstract__ = True

    def end_pending(self, *, at: datetime, actor: Actor) -> bool:
        """Replace an automatic pending state whose time has come by the one that follows; then it is unlocked, too.

        False: it is not due, or nothing follows its state.
        """
        if self.state_type is not StateType.PENDING_AUTO or not self._is_over(at):
            return False
        next_state = after_pending(self.state_id)
        return next_state is not None and self.enter(next_state, actor=actor)

    def is_reminder_due(self, *, at: datetime) -> bool:
        """Whether to remind of it now: its time has come, and the desk works. Nothing changes; who was reminded when is kept elsewhere."""
        if self.state_type is not StateType.PENDING_REMINDER or not self._is_over(at):
            return False
        return self.working_time().between(at - REMINDING, at) > 0

    def working_time(self) -> WorkingTime:
        """What counts for this ticket: the calendar of its SLA, else that of its queue, else the default one."""
        sla = db.session.get(Sla, self.sla_id) if self.sla_id is not None else None
        return working_time_for(sla.calendar if sla else None, db.session.get_one(Queue, self.queue_id).calendar)

    def release(self, *, actor: Actor, **told: Any) -> bool:
        """Unlock; a pending ticket of an agent who is not valid any more is open then: nobody would come back to it."""
        released = super().release(actor=actor, **told)
        if released and self.state_type.is_pending and not db.session.get_one(Agent, self.owner_id).is_valid:
            self.enter(State.first_of(StateType.OPEN), actor=actor)
        return released

    @classmethod
    def to_end_pending(cls, at: datetime) -> Select[int]:
        """The ids of the tickets whose time has come and whose automatic pending state another one follows; the longest due first."""
        return cls._with_pending_over(at).where(cls.state_id.in_(ended_by_themselves()))

    @classmethod
    def to_remind_of(cls, at: datetime, *, since: datetime | None = None) -> Select[int]:
        """The ids of the tickets in a pending reminder state whose time has come, be it since a moment; the longest due first."""
        reminders = select(State.id).where(State.type == StateType.PENDING_REMINDER)
        found = cls._with_pending_over(at).where(cls.state_id.in_(reminders))
        return found if since is None else found.where(cls.pending_until > since)

    @classmethod
    def _with_pending_over(cls, at: datetime) -> Select[int]:
        return select(cls.id).where(cls.pending_until <= at).order_by(cls.pending_until, cls.id)

    def _is_over(self, at: datetime) -> bool:
        return self.pending_until is not None and self.pending_until <= at


def ended_by_themselves() -> list[int]:
    """The ids of the automatic pending states that another one follows."""
    seeds = [Seed(State, name).key for name in AFTER_PENDING]
    return list(db.session.scalars(select(PlantedSeed.record_id).where(PlantedSeed.key.in_(seeds))))


def after_pending(state_id: int) -> State | None:
    """The state that follows an automatic pending state; None: an administrator made it, and nothing follows."""
    for before, after in AFTER_PENDING.items():
        if seedling(State, before).id == state_id:
            found: State = seedling(State, after)
            return found
    return None
