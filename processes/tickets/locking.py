"""Locks: the claim of an owner that the others leave a ticket alone. Locking makes the actor the owner."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select

from desk.actors import Actor
from desk.agents import Agent
from desk.calendars import working_time_for
from desk.escalations import MINUTE, Sender
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden
from processes import history
from processes.events import Event
from processes.history import HistoryEntry
from processes.tickets.ownership import Ownership, nobody
from processes.tickets.record import Lock

TIMED: Final = frozenset({StateType.NEW, StateType.OPEN})  # in which states a claim runs out (OTRS `Ticket::UnlockStateType`)
CLAIMS: Final = (Event.LOCKED, Event.UNLOCKED, Event.OWNER_CHANGED)


class Locking(Ownership):
    """Locking, unlocking, and what ends a lock by itself."""

    __abstract__ = True

    # -------------------------------------------------------------------------------------------- by people
    def lock(self, *, actor: Actor, permission: str = "rw", temporarily: bool = False) -> bool:
        """Claim the ticket; an agent becomes its owner, whoever that was. True if that changed anything.

        What needs the lock (`requiredLock` of a dialog, screens such as closing) names the permission it needs itself.

        Raises:
            NotFound, Forbidden: the actor lacks the permission, or is a customer user.
            Conflict: another agent has locked it; the message names who.
        """
        self.require(permission, actor=actor)
        if actor.is_customer_user:
            raise Forbidden(f"{actor} cannot lock tickets; those who work on them do.")
        self._leave_to_the_owner(actor)
        wanted = Lock.TEMPORARILY if temporarily else Lock.LOCKED
        before = {"was": self.lock_state, "owner_was": self.owner_id}
        is_new_owner = actor.is_agent and actor.id is not None and self.own(actor.id, actor.name, actor=actor)
        return self._claim(wanted, actor=actor, **before) or is_new_owner

    def set_lock(self, lock: Lock, *, actor: Actor) -> bool:
        """Lock or unlock; the owner stays.

        Raises:
            NotFound, Forbidden: the actor has no rw.
        """
        self.require("rw", actor=actor)
        return self.release(actor=actor) if lock is Lock.UNLOCKED else self._claim(lock, actor=actor)

    def unlock(self, *, actor: Actor) -> bool:
        """End the claim; the owner stays.

        Raises:
            NotFound, Forbidden: the actor has no rw.
        """
        return self.set_lock(Lock.UNLOCKED, actor=actor)

    def hand_over(self, owner: Agent, *, actor: Actor) -> bool:
        """Give the ticket to an agent, locked: what choosing an owner means to people.

        Raises:
            NotFound, Forbidden, Refused: as `set_owner`.
        """
        if not self.set_owner(owner, actor=actor):
            return False
        self._claim(Lock.LOCKED, actor=actor)
        return True

    def undo_lock(self, *, actor: Actor, permission: str = "rw") -> bool:
        """Take back a lock that did not lead to anything ("Undo & close"): the owner and the lock are as before it.

        False if the last claim was not the actor's own. `permission`: the one it was locked with.

        Raises:
            NotFound, Forbidden: the actor lacks the permission.
        """
        self.require(permission, actor=actor)
        last = self._last_claim()
        if last is None or last["event"] is not Event.LOCKED or last["actor"] != str(actor) or "owner_was" not in last["data"]:
            return False
        before = db.session.get_one(Agent, last["data"]["owner_was"])
        was = Lock(last["data"]["was"])
        self.own(before.id, before.login, actor=actor)
        return self.release(actor=actor) if was is Lock.UNLOCKED else self._claim(was, actor=actor)

    def _leave_to_the_owner(self, actor: Actor) -> None:
        """Of agent 1, who is nobody, anybody takes it over."""
        if actor.is_agent and self.is_locked and self.owner_id not in {actor.id, nobody().id}:
            raise Conflict(f"The ticket {self.number} is locked by {self.words.owner}; you need to be the owner to do this.")

    def _last_claim(self) -> dict[str, Any] | None:
        """The last entry about the lock or the owner, written or not."""
        unwritten = [entry for entry, _ in history.waiting() if entry["ticket_id"] == self.id and entry["event"] in CLAIMS]
        if unwritten:
            return unwritten[-1]
        columns = (HistoryEntry.event, HistoryEntry.actor, HistoryEntry.data)
        entries = select(*columns).where(HistoryEntry.ticket_id == self.id, HistoryEntry.event.in_(CLAIMS))
        found = db.session.execute(entries.order_by(HistoryEntry.position.desc()).limit(1)).first()
        return dict(found._mapping) if found is not None else None  # noqa: SLF001 - how SQLAlchemy names the values of a row

    # -------------------------------------------------------------------------------------------- what others are made of
    def release(self, *, actor: Actor, **told: Any) -> bool:
        """Unlock, for whoever may do what unlocks; `told` stands in the history."""
        if not self.is_locked:
            return False
        self.change(actor=actor, lock_state=Lock.UNLOCKED)
        self.record(Event.UNLOCKED, actor=actor, touched=("lock",), **told)
        return True

    def _claim(self, wanted: Lock, *, actor: Actor, **told: Any) -> bool:
        if self.lock_state is wanted:
            return False
        self.change(actor=actor, lock_state=wanted, unlock_counts_from=now())
        self.record(Event.LOCKED, actor=actor, touched=("lock",), lock=wanted, **told)
        return True

    def lock_again(self, *, actor: Actor) -> bool:
        """Lock for the owner it has, when a closed ticket is answered."""
        return self._claim(Lock.LOCKED, actor=actor)

    # -------------------------------------------------------------------------------------------- by time
    def article_came(self, sender: Sender, previous_sender: Sender | None, at: datetime) -> None:
        """Have the unlock timeout count anew: from each article of an agent, and from a customer's who was answered before.

        Args:
            sender: who wrote the article that came.
            previous_sender: who wrote the last one before it that was not the system's; None: nobody.
            at: when it came.
        """
        if sender is Sender.AGENT or (sender is Sender.CUSTOMER and previous_sender is Sender.AGENT):
            self.unlock_counts_from = at

    def unlock_if_away(self, *, actor: Actor) -> bool:
        """Unlock a ticket whose owner is out of office: after each article (OTRS `Ticket::UnlockOnAway`)."""
        if not self.is_locked or not db.session.get_one(Agent, self.owner_id).is_out_of_office(now()):
            return False
        return self.release(actor=actor, reason="owner out of office")

    def unlock_if_timed_out(self, *, at: datetime, actor: Actor) -> bool:
        """Unlock a new or open ticket that was left alone for the working minutes of its queue's unlock timeout."""
        if not self.is_locked or self.state_type not in TIMED or self.unlock_counts_from is None:
            return False
        queue = db.session.get_one(Queue, self.queue_id)
        allowed = queue.unlock_timeout_minutes * MINUTE
        if not allowed or working_time_for(queue.calendar).between(self.unlock_counts_from, at) < allowed:
            return False
        return self.release(actor=actor, reason="timeout")

    @classmethod
    def with_claims(cls, queue: Queue, *, until: datetime) -> Select[int, datetime | None]:
        """The tickets of a queue that are locked, new or open, and were left alone since a moment or longer: ids, and since when."""
        timed = select(State.id).where(State.type.in_(TIMED))
        return (
            select(cls.id, cls.unlock_counts_from)
            .where(cls.queue_id == queue.id, cls.lock_state != Lock.UNLOCKED)
            .where(cls.state_id.in_(timed), cls.unlock_counts_from <= until)
            .order_by(cls.id)
        )

    @classmethod
    def timed_out(cls, at: datetime) -> Iterator[int]:
        """The ids of the tickets that were left alone for longer than their queue allows."""
        for queue in db.session.scalars(select(Queue).where(Queue.unlock_timeout_minutes > 0).order_by(Queue.id)).all():
            between, allowed = working_time_for(queue.calendar).between, queue.unlock_timeout_minutes * MINUTE
            claims = db.session.execute(cls.with_claims(queue, until=at - timedelta(seconds=allowed)))
            yield from (row.id for row in claims if between(row.unlock_counts_from, at) >= allowed)
