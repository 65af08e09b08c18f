"""Messages and signals: given to who waits for them, or kept until somebody does."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from bpm import engine, errors
from bpm.changes import Changes, standing
from desk.actors import SYSTEM, Actor
from foundation.clock import now
from foundation.db import db
from processes import chains, history, settling
from processes.events import Event
from processes.incidents import OPEN, Incident
from processes.messages import IncomingMessage
from processes.running import retrying
from processes.running.host import Chain, TicketHost
from processes.running.loading import Running, running_instance
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.ticket import Ticket

TIME_TO_LIVE: Final = timedelta(days=30)  # of a message nobody has taken
BUFFERED: Final = "messages that are kept"  # no name a model can have


def deliver(  # noqa: PLR0913 - a message, and where it comes from
    ticket: Ticket,
    name: str,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    cause: str | None = None,
    hops: int = 0,
    external_id: str | None = None,
) -> bool:
    """Give a message to the activity that has waited for it longest; False: nobody waits, and it is kept if somebody may.

    Args:
        ticket: held by this unit of work.
        name: of the message.
        data: what it brings: JSON.
        actor: who sent it.
        cause: what began the chain of messages it belongs to.
        hops: how many messages led to it.
        external_id: the same one is taken once.

    Raises:
        ChainTooLong: too many messages led to it.
    """
    chains.check(cause, hops)
    content = history.plain(data)
    if external_id is not None and not first_time(external_id):
        return False
    running = running_instance(ticket)
    if running is None:
        return False
    in_a_step = ticket.id in settling.stepping()  # its own; what is kept is handed out when that is over
    chain = Chain(cause=cause or ticket.number, hops=hops)
    if not in_a_step and not is_stuck(running, name) and delivered(running, name, content, actor=actor, chain=chain):
        if external_id is not None:
            keep_message(ticket, name, {}, cause=cause, hops=hops, external_id=external_id, taken=True)
        return True
    if running.model.catches_message(name):
        keep_message(ticket, name, content, cause=cause, hops=hops, external_id=external_id)
        if not in_a_step:
            ticket.record(Event.MESSAGE_BUFFERED, actor=actor, message=name)
    return False


def first_time(external_id: str) -> bool:
    """Whether no message of that id has come yet."""
    return db.session.scalar(select(IncomingMessage.id).where(IncomingMessage.external_id == external_id)) is None


def delivered(running: Running, name: str, data: Mapping[str, Any], *, actor: Actor, chain: Chain) -> bool:
    """Whether a message was taken, be it with an incident."""
    token = awaiting(running, name)
    if token is None and not any(pool.start_for(name, None) for pool in running.model.participants):
        return False
    arguments = {"name": name, "data": dict(data), "hops": chain.hops, "cause": chain.cause, "by": retrying.who(actor)}
    step = Step(verb="deliver", actor=actor, arguments=arguments, token=token)
    outcome = take(running, step, partial(deliver_to, running, name, data, chain), chain=chain)
    running.ticket.record(Event.MESSAGE_DELIVERED, actor=actor, message=name)
    then_hand_out(running, outcome, actor=actor)
    return True


def deliver_to(running: Running, name: str, data: Mapping[str, Any], chain: Chain, host: TicketHost) -> Changes:
    """The step of `deliver`."""
    changes = engine.deliver(tokens_of(running), name, data, host, now=host.now, hops=chain.hops)
    if changes is None:
        raise errors.Refused(f"Nobody waits for the message {name!r} any more.")
    return changes


def awaiting(running: Running, name: str) -> int | None:
    """The token that waits for a message of that name, the oldest."""
    waits = standing(running.tokens).waits if running.tokens is not None else {}
    return next((token for token, wait in waits.items() if wait.definition.kind == "message" and wait.definition.name == name), None)


def is_stuck(running: Running, name: str) -> bool:
    """Whether a message of that name has failed, and waits to be given once more: those that come later wait behind it."""
    if not running.incidents:
        return False
    failed = select(Incident.arguments).where(Incident.instance_id == running.id, OPEN, Incident.verb == "deliver")
    return any(arguments["name"] == name for arguments in db.session.scalars(failed))


def keep_message(  # noqa: PLR0913 - a row
    ticket: Ticket, name: str, data: Mapping[str, Any], *, cause: str | None, hops: int, external_id: str | None, taken: bool = False
) -> None:
    """Keep a message until somebody waits for it; `taken`: only so that it is known when it comes again."""
    row = IncomingMessage(ticket_id=ticket.id, name=name, data=data, external_id=external_id, cause=cause, hops=hops)
    row.expires_at, row.taken_at = now() + TIME_TO_LIVE, now() if taken else None
    db.session.add(row)
    if not taken:
        settling.touch(ticket, (), actor=SYSTEM)
        settling.changes()[ticket.id].to_step.add(BUFFERED)


def then_hand_out(running: Running, outcome: Outcome, *, actor: Actor) -> Outcome:
    """After a step that began to wait for messages: those that are kept."""
    changes = outcome.changes
    if changes is not None and any(each.definition.kind == "message" for each in changes.armed) and not changes.ended:
        hand_out(running, actor=actor)
    return outcome


def hand_out(running: Running, *, actor: Actor) -> int:
    """Deliver kept messages that somebody waits for now, the oldest first; how many there were."""
    handed_out = 0
    while (message := next_kept(running)) is not None:
        handed_out += 1
        message.taken_at = now()
        db.session.flush()
        chain = Chain(cause=message.cause or running.ticket.number, hops=message.hops)
        delivered(running, message.name, message.data, actor=actor, chain=chain)
    return handed_out


def next_kept(running: Running) -> IncomingMessage | None:
    """The oldest kept message that somebody waits for now."""
    db.session.flush()
    kept = db.session.scalars(
        select(IncomingMessage)
        .where(IncomingMessage.ticket_id == running.ticket.id, IncomingMessage.taken_at.is_(None))
        .order_by(IncomingMessage.id)
    ).all()
    waiting = (each for each in kept if awaiting(running, each.name) is not None and not is_stuck(running, each.name))
    return next(waiting, None)


def signal(  # noqa: PLR0913 - as `deliver`
    ticket: Ticket, name: str, data: Mapping[str, Any], *, actor: Actor, cause: str | None = None, hops: int = 0
) -> bool:
    """Wake everybody in the ticket's instance who waits for a signal; False: nobody does."""
    chains.check(cause, hops)
    running = running_instance(ticket)
    waits = standing(running.tokens).waits.values() if running is not None and running.tokens is not None else ()
    waiting = [wait for wait in waits if wait.definition.kind == "signal" and wait.definition.name == name]
    if running is None or not waiting:
        return False
    content = history.plain(data)
    chain = Chain(cause=cause or ticket.number, hops=hops)
    arguments = {"name": name, "data": content, "hops": hops, "cause": chain.cause, "by": retrying.who(actor)}
    ticket.record(Event.SIGNAL_RECEIVED, actor=actor, message=name)
    step = Step(verb="signal", actor=actor, arguments=arguments, token=waiting[0].token)
    take_signal(running, step, name, content, chain)
    return True


def take_signal(running: Running, step: Step, name: str, data: Mapping[str, Any], chain: Chain) -> Outcome:
    """The step of `signal`."""
    outcome = take(running, step, lambda host: engine.signal(tokens_of(running), name, host, now=host.now, data=data), chain=chain)
    return then_hand_out(running, outcome, actor=step.actor)


def tokens_of(running: Running) -> Any:
    """The tokens of an instance that has begun.

    Raises:
        Refused: its first step was undone, and has to be made first.
    """
    if running.tokens is None:
        raise errors.Refused("The process could not begin yet; its incident says why.")
    return running.tokens
