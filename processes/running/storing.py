"""What a step changed, as rows: activities, timers, subscriptions, messages to others, the state, one entry of history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, insert, update

from bpm import state
from bpm.errors import BpmError, Incident
from bpm.typed_values import plain
from foundation import prepared
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import Conflict
from processes.activities import Activity, ActivityPermit, Closing
from processes.events import Event
from processes.instances import Instance, InstanceState
from processes.messages import Subscription
from processes.running import due_times, loading, permits, sending
from processes.timers import Timer

if TYPE_CHECKING:
    from bpm.changes import Changes, OpenActivity, Wait
    from processes.running.host import TicketHost
    from processes.running.loading import Running
    from processes.running.stepping import Step

CLOSED = {
    Closing.COMPLETED: Event.ACTIVITY_COMPLETED,
    Closing.ADVANCED: Event.ACTIVITY_ADVANCED,
    Closing.WITHDRAWN: Event.ACTIVITY_WITHDRAWN,
    Closing.CANCELLED: Event.ACTIVITY_CANCELLED,
}

# Built once: a step is made of these.
ACTIVITIES, INSTANCES, PERMITS = (prepared.table_of(kind) for kind in (Activity, Instance, ActivityPermit))
CLOSE = (
    update(ACTIVITIES)
    .where(ACTIVITIES.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"), closed_by=bindparam("by"), closing=bindparam("how"), dialog=bindparam("said"))
)
# The one that was answered, by its id: those of the instance become more with every step.
CLOSE_ANSWERED = CLOSE.where(ACTIVITIES.c.id == bindparam("of_id"))
CLOSE_OTHERS = CLOSE.where(
    ACTIVITIES.c.ticket_id == bindparam("of_ticket"),
    ACTIVITIES.c.instance_id == bindparam("of_instance"),
    ACTIVITIES.c.token == bindparam("of_token"),
)
TAKE_PERMITS = delete(PERMITS).where(
    PERMITS.c.ticket_id == bindparam("of_ticket"),
    exists().where(ACTIVITIES.c.id == PERMITS.c.activity_id, ACTIVITIES.c.closed_at.is_not(None)),
)
OPEN = insert(ACTIVITIES)
OF_STEP = update(INSTANCES).where(INSTANCES.c.id == bindparam("key"), INSTANCES.c.step == bindparam("step_before"))
GOING_ON: dict[str, Any] = {"step": bindparam("step"), "state": bindparam("state")}
STEPPED = {
    False: OF_STEP.values(GOING_ON),
    True: OF_STEP.values(GOING_ON | {name: bindparam(name) for name in ("ended_at", "ended_with", "standing")}),
}


def store(running: Running, changes: Changes, host: TicketHost, step: Step) -> None:
    """Write what a step changed; the ticket itself is written when the unit of work settles.

    Raises:
        Incident: the process may not write what its scripts have set.
    """
    try:
        host.write_fields()
    except BpmError as error:
        raise Incident(f"{running.process_id}: what it has set cannot be written: {error}", element=running.process_id) from error
    writes = [*close_activities(running, changes.closed, host, step), *open_activities(running, changes.opened, host)]
    keep_waits(running, changes, host)
    sending.send(running, changes.outgoing, host)
    tell_way(running, changes, host, step)
    store_state(running, changes, host, along=writes)


# ------------------------------------------------------------------------------------------------ activities
def close_activities(running: Running, closed: list[OpenActivity], host: TicketHost, step: Step) -> list[prepared.Write]:
    """Rows of activities that are no longer open, each with how it came to its end; what is left to be written of them."""
    writes: list[prepared.Write] = []
    for closing, group in grouped(closed, step).items():
        by = step.actor if closing in (Closing.COMPLETED, Closing.CANCELLED) else running.actor
        values = {"at": host.now, "by": str(by), "how": closing}
        if closing is Closing.COMPLETED:
            writes.append((CLOSE_ANSWERED, {**values, "of_id": step.arguments["activity_id"], "said": step.dialog}))
        else:
            values |= {"of_ticket": running.ticket.id, "of_instance": running.id, "said": None}
            writes.append((CLOSE_OTHERS, [{**values, "of_token": each.token} for each in group]))
        for each in group:
            told = {"activity": each.node.name, "name": each.node.bpmn_name or each.node.name, "dialog": step.dialog}
            running.ticket.record(CLOSED[closing], actor=by, **{key: value for key, value in told.items() if value})
    if any(each.node.may for each in closed):
        prepared.together(*writes)
        prepared.execute(TAKE_PERMITS, {"of_ticket": running.ticket.id})
        return []
    return writes


def grouped(closed: list[OpenActivity], step: Step) -> dict[Closing, list[OpenActivity]]:
    """Activities by how they came to their end."""
    found: dict[Closing, list[OpenActivity]] = {}
    for each in closed:
        found.setdefault(step.closing_of(each), []).append(each)
    return found


def open_activities(running: Running, opened: list[OpenActivity], host: TicketHost) -> list[prepared.Write]:
    """Rows of activities that wait for somebody now, and whom they are for; what is left to be written of them."""
    if not opened:
        return []
    writes: list[prepared.Write] = []
    rows = [activity_row(running, each, host) for each in opened]
    if any(each.node.may for each in opened):
        inserted = insert(Activity).returning(Activity.id, sort_by_parameter_order=True)
        keys = list(db.session.scalars(inserted, rows))
        permits.write(running, list(zip(keys, opened, strict=True)))
    else:
        writes.append((OPEN, rows))
    for each, row in zip(opened, rows, strict=True):
        running.ticket.record(Event.ACTIVITY_OPENED, actor=running.actor, activity=each.node.name, name=row["name"], due=row["due_at"])
    return writes


def activity_row(running: Running, activity: OpenActivity, host: TicketHost) -> dict[str, Any]:
    """One row, with the times that its dates come to now."""
    node, token = activity.node, running.tokens.token(activity.token) if running.tokens else None
    due, follow_up = due_times.of_activity(node, token, host)
    return {
        "ticket_id": running.ticket.id,
        "instance_id": running.id,
        "token": activity.token,
        "node_id": node.name,
        "name": (node.bpmn_name or node.name)[:255],
        "lane": (node.lane or "")[:255],
        "iteration": activity.iteration,
        "opened_at": host.now,
        "due_at": due,
        "follow_up_at": follow_up,
    }


# ------------------------------------------------------------------------------------------------ what is awaited
def keep_waits(running: Running, changes: Changes, host: TicketHost) -> None:
    """Rows of armed timers, and of whatever else somebody outside can bring."""
    again = {each.token for each in changes.armed}
    gone = changes.disarmed + [
        each for each in changes.armed if each.fired or each.definition.kind == "action"
    ]  # the one before it replied
    timers = [each.token for each in gone if each.definition.kind == "timer"]
    others = [each.token for each in gone if each.definition.kind != "timer"]
    since = due_times.since_of(running, [token for token in timers if token in again])
    if timers:
        db.session.execute(delete(Timer).where(Timer.instance_id == running.id, Timer.token.in_(timers)), execution_options=UNSYNCHRONISED)
    if others:
        of_tokens = delete(Subscription).where(Subscription.instance_id == running.id, Subscription.token.in_(others))
        db.session.execute(of_tokens, execution_options=UNSYNCHRONISED)
    armed = [
        due_times.timer_row(running, each, host, since=since.get(each.token)) for each in changes.armed if each.definition.kind == "timer"
    ]
    if armed:
        db.session.execute(insert(Timer), armed)
    subscribed = [subscription_row(running, each, host) for each in changes.armed if each.definition.kind != "timer"]
    if subscribed:
        db.session.execute(insert(Subscription), subscribed)


def subscription_row(running: Running, wait: Wait, host: TicketHost) -> dict[str, Any]:
    """What is awaited: a message, signal or action by name, a condition by its text."""
    definition = wait.definition
    condition = definition.condition.text if definition.condition is not None else ""
    return {
        "ticket_id": running.ticket.id,
        "instance_id": running.id,
        "token": wait.token,
        "element": wait.element,
        "type": wait.type,
        "kind": definition.kind,
        "name": (definition.name or condition)[:255],
        "since": host.now,
    }


# ------------------------------------------------------------------------------------------------ history and state
def tell_way(running: Running, changes: Changes, host: TicketHost, step: Step) -> None:
    """One entry for the way the tokens took: nodes and flows in order, the conditions that decided, what the actions did."""
    if not (changes.taken or host.performed):
        return
    decisions = [
        {"flow": each.flow, "text": each.text, "holds": each.holds, "values": {name: plain(value) for name, value in each.values.items()}}
        for each in changes.decisions
    ]
    told: dict[str, Any] = {"by": step.verb, "taken": changes.taken, "conditions": decisions, "actions": host.performed}
    running.ticket.record(Event.TRANSITIONS_TAKEN, actor=step.actor, **{key: value for key, value in told.items() if value})
    if changes.ended:
        running.ticket.record(Event.PROCESS_ENDED, actor=running.actor, process=running.process_id, ended_with=changes.ended_with)


def store_state(running: Running, changes: Changes, host: TicketHost, *, along: list[prepared.Write]) -> None:
    """The engine's state, if nobody else stored one meanwhile, together with what else is left to be written.

    Raises:
        Conflict: somebody did, which the lock on the ticket should have kept from happening.
    """
    if changes.ended:
        values: dict[str, Any] = {"state": None, "ended_at": host.now, "ended_with": changes.ended_with, "standing": InstanceState.ENDED}
    else:
        assert running.tokens is not None  # noqa: S101 - what has not ended has tokens
        packed = state.dump(running.tokens)
        if packed == running.stored:
            prepared.together(*along)
            return
        running.stored, values = packed, {"state": packed}
    values |= {"key": running.id, "step_before": running.step, "step": running.step + 1}
    *_, stored = prepared.together(*along, (STEPPED[changes.ended], values))
    if stored != 1:
        raise Conflict(f"Somebody else has changed ticket {running.ticket.number} at this moment; try again.")
    running.step += 1
    if changes.ended:
        loading.forget(running)
