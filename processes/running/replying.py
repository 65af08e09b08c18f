"""What waiting actions are told: the reply from outside, or that there is none; and chains that are stopped."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import select

from bpm import engine
from bpm.changes import standing
from foundation.db import db
from processes import chains, history
from processes.events import Event
from processes.instances import Instance
from processes.running import failing
from processes.running.loading import Running, running_instance
from processes.running.messaging import then_hand_out, tokens_of
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.ticket import Ticket


def reply(instance_id: int, token: int, data: Mapping[str, Any]) -> bool:
    """The reply to a waiting action has come; False: the action does not wait any more."""
    running = waiting_for_reply(instance_id, token)
    if running is None:
        return False
    content = history.plain(data)
    running.ticket.record(Event.ACTION_REPLIED, actor=running.actor, element=standing(tokens_of(running)).waits[token].element)
    take_reply(running, Step(verb="reply", actor=running.actor, arguments={"token": token, "data": content}, token=token), content)
    return True


def waiting_for_reply(instance_id: int, token: int) -> Running | None:
    """The instance with a token that waits for the reply to an action, its ticket held; None: it does not wait any more."""
    running = instance_held(instance_id)
    wait = None if running is None or running.tokens is None else standing(running.tokens).waits.get(token)
    return running if wait is not None and wait.definition.kind == "action" else None


def instance_held(instance_id: int) -> Running | None:
    """An instance that runs, its ticket held; None: it has ended."""
    ticket_id = db.session.scalar(select(Instance.ticket_id).where(Instance.id == instance_id))
    running = None if ticket_id is None else running_instance(Ticket.for_update(ticket_id))
    return running if running is not None and running.id == instance_id else None


def take_reply(running: Running, step: Step, data: Mapping[str, Any]) -> Outcome:
    """The step of `reply`."""
    token = cast("int", step.token)
    outcome = take(running, step, lambda host: engine.reply(tokens_of(running), token, dict(data), host, now=host.now))
    return then_hand_out(running, outcome, actor=step.actor)


def give_up(instance_id: int, *, token: int | None, element: str, problem: str, again: Mapping[str, Any]) -> bool:
    """What an action had to do outside could not be done: what follows is what the model says about its failing, by default an incident.

    Args:
        instance_id: the instance.
        token: the one that waits for the reply; None: none does, and an incident tells of it.
        element: the element of the action.
        problem: why it could not be done.
        again: what is put into the outbox when the incident is retried.

    Returns:
        False: the instance has ended, or the token waits no more.
    """
    running = instance_held(instance_id) if token is None else waiting_for_reply(instance_id, token)
    if running is None:
        return False
    step = Step(verb="perform", actor=running.actor, arguments=again, token=token)
    if token is None:
        failing.note(running, step, element=element, message=problem)
        return True
    reason = problem.strip().rstrip(".")
    outcome = take(running, step, lambda host: engine.fail(tokens_of(running), token, reason, host, now=host.now))
    then_hand_out(running, outcome, actor=step.actor)
    return True


def stop_chain(ticket: Ticket, stop: chains.ChainTooLong) -> bool:
    """Keep an incident that names the chain a message was the last link of; False: no instance runs here.

    There is nothing to be done again: an administrator resolves it by moving, skipping or cancelling.
    """
    running = running_instance(ticket)
    if running is None:
        return False
    failing.note(running, Step(verb="reevaluate", actor=running.actor), element=running.process_id, message=str(stop))
    return True
