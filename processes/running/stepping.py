"""One step: as a whole or not at all. What the engine cannot go on with becomes an incident, and the rest of the unit of work stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpm import errors
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from processes import history, settling
from processes.activities import Closing
from processes.running import failing, loading
from processes.running.host import TicketHost
from processes.running.storing import store

if TYPE_CHECKING:
    from bpm.changes import Changes, OpenActivity
    from desk.actors import Actor
    from processes.incidents import Incident
    from processes.running.host import Chain
    from processes.running.loading import Running


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a step is: a verb of the runner with its arguments as JSON, so that it can be made once more.

    `token`: the activity or event it is for; `cancels`: it takes away what is open instead of completing it.
    """

    verb: str
    actor: Actor
    arguments: Mapping[str, Any] = field(default_factory=dict)
    token: int | None = None
    dialog: str | None = None
    cancels: bool = False
    skipped: frozenset[str] = frozenset()
    retries: int | None = None  # the incident whose step is made once more

    def closing_of(self, activity: OpenActivity) -> Closing:
        """How an activity that this step closed came to its end."""
        if self.cancels:
            return Closing.CANCELLED
        if self.verb == "complete" and activity.token == self.token:
            return Closing.COMPLETED
        return Closing.ADVANCED if self.verb == "reevaluate" and activity.node.advances else Closing.WITHDRAWN


@dataclass(frozen=True)
class Outcome:
    """What became of a step: its changes, or the incident that undid it."""

    changes: Changes | None = None
    incident: Incident | None = None


Act = Callable[["TicketHost"], "Changes"]


def take(running: Running, step: Step, act: Act, *, chain: Chain | None = None) -> Outcome:
    """Make a step and store what it changed.

    Raises:
        Refused: it is not possible now; nothing of it has happened.
    """
    host = TicketHost(
        ticket=running.ticket,
        process=running.actor,
        person=step.actor,
        now=now(),
        chain=chain or running.chain,
        instance_id=running.id,
        step=running.step,
        version_id=running.version_id,
        skipped=step.skipped,
    )
    led = host.chain
    try:
        with settling.undoable(), in_step(running.ticket.id), db.session.no_autoflush, history.brought_about_by(led.cause, led.hops):
            changes = act(host)
            store(running, changes, host, step)
    except errors.Incident as incident:
        loading.restore(running)
        return Outcome(incident=failing.note(running, step, element=incident.element, message=incident.message))
    except errors.BpmError as refusal:
        raise Refused(str(refusal)) from refusal
    if running.incidents or step.retries:
        failing.look(running, step)
    return Outcome(changes=changes)


@contextmanager
def in_step(ticket_id: int) -> Iterator[None]:
    """While a step is on, changes of its ticket are known to its process, and messages for it are kept until it is over."""
    settling.stepping().add(ticket_id)
    try:
        yield
    finally:
        settling.stepping().discard(ticket_id)
