"""Steps of processes that others bring: starts, messages, signals, replies. One ticket each, in one transaction.

The runner decides what follows. A ticket that is gone, or a process that has ended meanwhile, is nobody's trouble.
"""

import logging
from typing import Any

from sqlalchemy import func, select

from desk.actors import SYSTEM, Actor, process_actor
from foundation.db import db
from foundation.errors import NotFound, Refused
from processes import chains, children, runner
from processes.acting import sending
from processes.chains import ChainTooLong
from processes.definitions import active_version
from processes.events import Event
from processes.instances import RUNNING, Instance
from processes.messages import Subscription
from processes.running.host import Chain
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from processes.versions import StartSubscription
from workers import job

log = logging.getLogger(__name__)
PAGE = 200  # tickets that one job tells of a signal


def author(by: str | None) -> Actor:
    """The process that sent it, else the house."""
    return process_actor(by) if by else SYSTEM


# ------------------------------------------------------------------------------------------------ starts
def left_without(problem: str, *, ticket_id: int, process_id: str, reply_to: tuple[int, int] | None = None, **asked: Any) -> bool:
    """A process could not begin: the ticket's history says so, and what waits for it fails as its model says."""
    ticket = Ticket.taken(ticket_id, wait=True)
    if ticket is None:
        return False
    ticket.record(Event.NOTED, actor=SYSTEM, comment=f"The process {process_id!r} could not begin: {problem}")
    if reply_to is not None:
        instance_id, token = reply_to
        waiting = select(Subscription.element).where(Subscription.instance_id == instance_id, Subscription.token == token)
        again = {"ticket_id": ticket_id, "process_id": process_id, "reply_to": list(reply_to), **asked}
        chain = {"cause": asked.get("cause") or ticket.number, "hops": asked.get("hops", 0)}
        runner.give_up(
            instance_id,
            token=token,
            element=db.session.scalar(waiting) or process_id,
            problem=f"the process {process_id!r} of ticket {ticket.number} could not begin: {problem}",
            again={"job": start_process.name, "asked": again, **chain},
        )
    return True


@job("steps", otherwise=left_without)
def start_process(  # noqa: PLR0913 - what a start row says
    *,
    ticket_id: int,
    process_id: str,
    event: str | None = None,
    data: dict[str, Any] | None = None,
    cause: str | None = None,
    hops: int = 0,
    by: str | None = None,
    reply_to: tuple[int, int] | None = None,
) -> None:
    """Begin a process for a ticket that another one has made; `reply_to`: the instance and token that wait for that."""
    ticket = Ticket.taken(ticket_id, wait=True)
    if ticket is None or db.session.scalar(select(Instance.id).where(Instance.ticket_id == ticket_id, RUNNING)) is not None:
        log.info("ticket %s is gone or has its process already", ticket_id)
        return
    chain = Chain(cause=cause or ticket.number, hops=hops)
    try:
        runner.start(ticket, active_version(process_id), actor=author(by), event=event, data=data, chain=chain)
    except (NotFound, Refused) as never:  # which no further attempt would change
        asked = {"event": event, "data": data, "cause": cause, "hops": hops, "by": by}
        left_without(str(never), ticket_id=ticket_id, process_id=process_id, reply_to=reply_to, **asked)
        return
    log.info("ticket %s begins %s", ticket.number, process_id)
    if reply_to is not None:
        reply.enqueue(instance_id=reply_to[0], token=reply_to[1], data={"new_ticket": ticket.number})


@job("steps")
def start_by_event(  # noqa: PLR0913 - what a start row says
    *, version_id: int, event: str, data: dict[str, Any], cause: str | None = None, hops: int = 0, from_id: int | None = None
) -> None:
    """Open a ticket because a signal came; a chain without end becomes an incident of the ticket that threw it."""
    try:
        opened = runner.open_by_event(version_id, event, data=data, chain=Chain(cause=cause or "a signal", hops=hops))
        log.info("ticket %s begins at %s", opened.number, event)
    except ChainTooLong as stop:
        stop_chain(from_id, stop)


@job("steps")
def link_tickets(*, ticket_id: int, other_id: int, role: str, by: str) -> None:
    """Link two tickets as a process wants it, both held."""
    ticket, other = Ticket.together(ticket_id, other_id)
    ticket.link(other, LinkRole(role), actor=process_actor(by))


# ------------------------------------------------------------------------------------------------ messages
@job("steps")
def send_message(  # noqa: PLR0913 - a message, and whom it is for
    *,
    from_id: int,
    to: str,
    name: str,
    data: dict[str, Any],
    correlate: Any = None,
    cause: str | None = None,
    hops: int = 0,
) -> None:
    """Find whom a message is for, and deliver it to each in a transaction of its own."""
    receivers = sending.receivers(from_id, to)
    if not receivers:
        log.info("the message %s of ticket %s is for nobody", name, from_id)
    given = data if correlate is None else {**data, "correlate": correlate}
    for ticket_id in receivers:
        deliver_message.enqueue(ticket_id=ticket_id, name=name, data=given, cause=cause, hops=hops)


@job("steps")
def deliver_message(  # noqa: PLR0913 - a message, and where it comes from
    *, ticket_id: int, name: str, data: dict[str, Any], cause: str | None = None, hops: int = 0, by: str | None = None
) -> None:
    """Give a message to the instance of a ticket."""
    ticket = Ticket.taken(ticket_id, wait=True)
    if ticket is None:
        log.info("ticket %s is gone; nobody hears %s", ticket_id, name)
        return
    try:
        taken = runner.deliver(ticket, name, data, actor=author(by), cause=cause, hops=hops)
        log.info("ticket %s: message %s was %s", ticket.number, name, "taken" if taken else "not awaited")
    except ChainTooLong as stop:
        runner.stop_chain(ticket, stop)


@job("steps")
def tell_parent(*, parent_id: int, number: str, state: str, cause: str | None = None, hops: int = 0) -> None:
    """Have a ticket hear that a child was closed, and what waits for that go on."""
    if Ticket.taken(parent_id, wait=True) is None:
        return
    for instance_id, token in children.satisfied_waits(parent_id):
        runner.reply(instance_id, token, {})
    told = {"number": number, "state": state}
    deliver_message(ticket_id=parent_id, name=children.CHILD_CLOSED, data=told, cause=cause, hops=hops)


# ------------------------------------------------------------------------------------------------ signals
@job("steps")
def broadcast_signal(  # noqa: PLR0913 - a signal, and how far it has come
    *,
    name: str,
    data: dict[str, Any],
    cause: str | None = None,
    hops: int = 0,
    not_to: int | None = None,
    after_ticket: int = 0,
) -> None:
    """Have all who wait for a signal hear it, a page of tickets at a time, and processes begin that start with it."""
    reached = hops if after_ticket else chains.after_signal(hops, heard_by(name))
    try:
        chains.check(cause, reached)
    except ChainTooLong as stop:
        stop_chain(not_to, stop)
        return
    if after_ticket == 0:
        for version_id, event in starts_at(name):
            start_by_event.enqueue(version_id=version_id, event=event, data=data, cause=cause, hops=hops, from_id=not_to)
    waiting = waiting_for(name, after=after_ticket)
    for ticket_id in waiting:
        if ticket_id != not_to:
            signal_ticket.enqueue(ticket_id=ticket_id, name=name, data=data, cause=cause, hops=reached)
    if len(waiting) == PAGE:
        broadcast_signal.enqueue(name=name, data=data, cause=cause, hops=reached, not_to=not_to, after_ticket=waiting[-1])


@job("steps")
def signal_ticket(*, ticket_id: int, name: str, data: dict[str, Any], cause: str | None = None, hops: int = 0) -> None:
    """Wake what waits for a signal in one ticket."""
    ticket = Ticket.taken(ticket_id, wait=True)
    if ticket is not None:
        runner.signal(ticket, name, data, actor=SYSTEM, cause=cause, hops=hops)


def waiting_for(name: str, *, after: int) -> list[int]:
    """The ids of a page of tickets with somebody who waits for the signal."""
    waiting = select(Subscription.ticket_id).where(Subscription.kind == "signal", Subscription.name == name, Subscription.ticket_id > after)
    return list(db.session.scalars(waiting.distinct().order_by(Subscription.ticket_id).limit(PAGE)))


def heard_by(name: str) -> int:
    """How many tickets wait for the signal, as far as that matters."""
    waiting = select(Subscription.ticket_id).where(Subscription.kind == "signal", Subscription.name == name).distinct()
    return db.session.scalar(select(func.count()).select_from(waiting.limit(chains.MOST_HEARD).subquery())) or 0


def starts_at(name: str) -> list[tuple[int, str]]:
    """The versions that begin with the signal, and at which event."""
    starts = select(StartSubscription.version_id, StartSubscription.event)
    found = db.session.execute(starts.where(StartSubscription.kind == "signal", StartSubscription.name == name))
    return [(row.version_id, row.event) for row in found]


# ------------------------------------------------------------------------------------------------ replies
@job("steps")
def reply(*, instance_id: int, token: int, data: dict[str, Any]) -> None:
    """Give a reply to the token that waits for it."""
    if not runner.reply(instance_id, token, data):
        log.info("instance %s does not wait for this reply any more", instance_id)


def stop_chain(ticket_id: int | None, stop: ChainTooLong) -> None:
    """Keep an incident with the ticket whose process was the last link; without one, the log tells."""
    ticket = None if ticket_id is None else Ticket.taken(ticket_id, wait=True)
    if ticket is not None:
        runner.stop_chain(ticket, stop)
    else:
        log.error("%s", stop)
