"""What is left of an instance that has ended otherwise than by its last token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from processes.incidents import OPEN, Incident, Resolution
from processes.instances import Instance, InstanceState
from processes.messages import Subscription
from processes.running import failing
from processes.running.stepping import Step
from processes.timers import Timer

if TYPE_CHECKING:
    from desk.actors import Actor
    from processes.running.loading import Running


def end(running: Running) -> None:
    """An instance whose first step was never made."""
    values = {"state": None, "ended_at": now(), "standing": InstanceState.CANCELLED}
    db.session.execute(update(Instance).where(Instance.id == running.id).values(values), execution_options=UNSYNCHRONISED)


def forget_rest(running: Running, *, actor: Actor) -> None:
    """Nothing is awaited any more, and no incident waits for an administrator."""
    for kind in (Timer, Subscription):
        db.session.execute(delete(kind).where(kind.instance_id == running.id), execution_options=UNSYNCHRONISED)
    cancelled = update(Instance).where(Instance.id == running.id).values(standing=InstanceState.CANCELLED)
    db.session.execute(cancelled, execution_options=UNSYNCHRONISED)
    step = Step(verb="cancel", actor=actor)
    for incident in db.session.scalars(select(Incident).where(Incident.instance_id == running.id, OPEN)).all():
        failing.resolve(incident, running, Resolution.GONE, step=step)
    failing.count(running)
