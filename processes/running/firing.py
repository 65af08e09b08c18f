"""Timers that are due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from bpm import engine
from bpm.changes import Changes
from foundation.db import db
from processes.events import Event
from processes.running.host import Chain, TicketHost
from processes.running.loading import Running, running_instance
from processes.running.messaging import then_hand_out, tokens_of
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.ticket import Ticket
from processes.timers import Timer


def fire(timer_id: int, *, wait: bool = True, by: datetime | None = None) -> bool:
    """A timer is due. False: it is gone, or (`wait` False) somebody else is at its ticket.

    `by`: only if it is due by then, once the ticket is held; meanwhile it may have fired and wait for its next time, or have been put off.
    One that fails waits as an incident and is not due any more.
    """
    ticket_id = db.session.scalar(select(Timer.ticket_id).where(Timer.id == timer_id))
    ticket = None if ticket_id is None else Ticket.taken(ticket_id, wait=wait)
    if ticket is None:
        return False
    timer = db.session.execute(select(Timer.token, Timer.element, Timer.text, Timer.due_at).where(Timer.id == timer_id)).first()
    running = running_instance(ticket)
    if timer is None or running is None or (by is not None and (timer.due_at is None or timer.due_at > by)):
        return False
    ticket.record(Event.TIMER_FIRED, actor=running.actor, element=timer.element, timer=timer.text, due=timer.due_at)
    fire_token(running, Step(verb="fire", actor=running.actor, arguments={"token": timer.token}, token=timer.token))
    return True


def fire_token(running: Running, step: Step, *, data: Mapping[str, Any] | None = None, chain: Chain | None = None) -> Outcome:
    """What a token waits for has come."""

    def act(host: TicketHost) -> Changes:
        return engine.fire(tokens_of(running), cast("int", step.token), host, now=host.now, data=data)

    return then_hand_out(running, take(running, step, act, chain=chain), actor=step.actor)
