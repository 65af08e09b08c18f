"""Incidents: kept when a step was undone, and resolved when what they were about has gone on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, exists, or_, select, update

from bpm.changes import standing
from foundation import blobs
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from processes import history
from processes.events import Event
from processes.incidents import OPEN, Incident, Resolution
from processes.instances import Instance
from processes.timers import Timer

if TYPE_CHECKING:
    from processes.running.loading import Running
    from processes.running.stepping import Step


def note(running: Running, step: Step, *, element: str, message: str) -> Incident:
    """Keep an incident; one of the same element for the same token takes the place of the one before."""
    ticket, arguments = running.ticket, history.plain(step.arguments)
    found = db.session.scalar(
        select(Incident)
        .where(Incident.instance_id == running.id, OPEN, or_(Incident.id == step.retries, same_place(element, step.token)))
        .limit(1)
    )
    if found is None:
        found = Incident(ticket_id=ticket.id, instance_id=running.id, token=step.token, attempts=0)
        running.incidents += 1
    if step.retries is None:  # what was said last is what an administrator makes once more
        found.verb, found.arguments, found.actor = step.verb, arguments, str(step.actor)
    keep_files(step)
    found.element, found.message, found.happened_at, found.attempts = element, message, now(), found.attempts + 1
    db.session.add(found)
    if step.verb == "fire":  # or it would be due again at once
        due = update(Timer).where(Timer.instance_id == running.id, Timer.token == step.token).values(due_at=None)
        db.session.execute(due, execution_options=UNSYNCHRONISED)
    db.session.flush()
    count(running)
    ticket.record(Event.INCIDENT_HAPPENED, actor=step.actor, element=element, message=message, verb=step.verb, incident=found.id)
    return found


def keep_files(step: Step) -> None:
    """The files of the step are safe on the disk; their rows were undone with it, and are needed as long as the incident is open."""
    for file in (step.arguments.get("article") or {}).get("attachments", ()):
        blobs.keep(blobs.Received(file["sha256"], file["size"]))


@blobs.referrers.register("incident")
def is_needed(sha256: str) -> bool:
    """Whether the step of an open incident holds the content with that hash."""
    return bool(db.session.scalar(select(exists().where(OPEN, cast(Incident.arguments, Text).contains(sha256)))))


def same_place(element: str, token: int | None) -> Any:
    """The incidents of one element for one token."""
    return (Incident.element == element) & (Incident.token.is_(None) if token is None else Incident.token == token)


def look(running: Running, step: Step) -> None:
    """After a step that succeeded: which incidents are over."""
    there = set() if running.tokens is None else {*standing(running.tokens).activities, *standing(running.tokens).waits}
    for each in db.session.scalars(select(Incident).where(Incident.instance_id == running.id, OPEN)).all():
        if each.id == step.retries:
            resolve(each, running, Resolution.SKIPPED if step.skipped else Resolution.RETRIED, step=step)
        elif each.token is not None and each.token not in there:
            resolve(each, running, Resolution.MOVED if step.verb == "move" else Resolution.GONE, step=step)
        elif each.token is None and each.verb == step.verb:
            resolve(each, running, Resolution.GONE, step=step)
    count(running)


def resolve(incident: Incident, running: Running, resolution: Resolution, *, step: Step) -> None:
    """An incident is over."""
    incident.resolved_at, incident.resolved_by, incident.resolution = now(), str(step.actor), resolution
    running.incidents -= 1
    running.ticket.record(
        Event.INCIDENT_RESOLVED, actor=step.actor, element=incident.element, incident=incident.id, resolution=str(resolution)
    )


def count(running: Running) -> None:
    """How many are open, with the instance, so that steps without incidents need not ask."""
    told = update(Instance).where(Instance.id == running.id).values(incidents=max(running.incidents, 0))
    db.session.execute(told, execution_options=UNSYNCHRONISED)
