"""Tickets that begin, and instances: by whoever opens them, by a start dialog, by an event, again after they had ended."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, Unpack

from bpm import engine
from bpm.changes import Changes
from bpm.specs.start_event import StartEvent
from desk.actors import Actor, process_actor
from desk.queues import STANDARD_PROCESS, Queue
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import chains, history
from processes.definitions import active_version, find_active, may_start, model_of, translated
from processes.events import Event
from processes.running import answering, beginning, retrying
from processes.running.answering import Input
from processes.running.host import Chain, TicketHost
from processes.running.loading import Running, new_instance, running_instance
from processes.running.messaging import then_hand_out
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.creating import Wanted
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion

REOPENED: Final = "ticket.reopened"


def open_ticket(  # noqa: PLR0913 - a ticket, and what brought it
    *,
    queue: Queue,
    title: str,
    actor: Actor,
    article: NewArticle | None = None,
    process_id: str | None = None,
    message: str | None = None,
    data: Mapping[str, Any] | None = None,
    chain: Chain | None = None,
    **wanted: Unpack[Wanted],
) -> Ticket:
    """A new ticket, with its process begun.

    Args:
        queue: where it waits; it names the process, unless `process_id` does.
        title: in one line.
        actor: who opens it.
        article: the first entry of its conversation.
        process_id: the process to start.
        message: the message that brought it (`mail.received`): the process begins there if it has such a start event.
        data: what the message brought.
        chain: what led to it, if a process did.
        wanted: further attributes, as `Ticket.create` takes them.

    Raises:
        NotFound: there is no active version of the process, or the actor may not see the queue.
        Forbidden: the actor may not create tickets there.
        Refused: naming each value that does not fit.
    """
    version = active_version(process_id or queue.process_id)
    if chain is not None:
        chains.make_ticket(chain.cause, chain.hops)
    ticket = Ticket.create(actor=actor, queue=queue, title=title, **wanted)
    if article is not None:
        ticket.add_article(article, actor=actor, delivers=False)
    start(ticket, version, actor=actor, message=message, data=data, chain=chain)
    return ticket


def open_by_event(
    version_id: int, event: str | None, *, data: Mapping[str, Any] | None = None, chain: Chain | None = None, **wanted: Unpack[Wanted]
) -> Ticket:
    """A new ticket because a start event came: a timer, or a signal; the process opens it, as the model says (`lz:ticket`).

    Raises:
        NotFound: there is no such version.
        Forbidden: the process may not create tickets in the queue.
        Refused: a value does not fit.
        ChainTooLong: processes set each other going without end.
    """
    version = db.session.get(ProcessVersion, version_id)
    if version is None:
        raise NotFound(f"There is no version of a process with id {version_id}.")
    if chain is not None:
        chains.make_ticket(chain.cause, chain.hops)
    actor = process_actor(version.definition.process_id)
    plan = beginning.planned_by_event(model_of(version.id), event, data=data or {}, actor=actor)
    ticket = Ticket.create(actor=actor, **plan.wanted(wanted))
    start(ticket, version, actor=actor, event=event, data=data, chain=chain)
    return ticket


def open_by_dialog(process_id: str, *, given: Input, actor: Actor, event: str | None = None, **wanted: Unpack[Wanted]) -> Ticket:
    """A new ticket from a start dialog, as the model says it begins (`lz:ticket`).

    Args:
        process_id: the process; its active version is started.
        given: the dialog and its answers.
        actor: who answers: an agent, or a customer user for dialogs that are for customers.
        event: the start event, where several offer dialogs.
        wanted: what the dialog does not ask, such as the customer user a call came from.

    Raises:
        NotFound: there is no active version of the process.
        Forbidden: the dialog is not for the actor, or the actor may not create tickets in the queue.
        Refused: an answer does not fit.
    """
    version = active_version(process_id)
    spoken = partial(translated, version.id)
    plan = beginning.planned(model_of(version.id), given, event=event, actor=actor, translated=spoken)
    if plan.event is not None and not may_start(actor, version.id, plan.event.name):
        raise Forbidden(f"The start of {process_id!r} at {plan.event.name!r} is not for {actor}, who needs 'create' in its queue, too.")
    ticket = Ticket.create(actor=actor, **plan.wanted(wanted))
    start(ticket, version, actor=actor, event=plan.event and plan.event.name, given=given)
    return ticket


def start(  # noqa: PLR0913 - how an instance can begin
    ticket: Ticket,
    version: ProcessVersion,
    *,
    actor: Actor,
    event: str | None = None,
    message: str | None = None,
    data: Mapping[str, Any] | None = None,
    given: Input | None = None,
    chain: Chain | None = None,
) -> Outcome:
    """Begin an instance for a ticket that has none running.

    Args:
        ticket: held by this unit of work.
        version: which model.
        actor: who begins it.
        event: the id of the start event; None: that of `message`, else the none start event.
        message: the message that brought the ticket.
        data: what it brought.
        given: what was said in the start dialog.
        chain: what led to it; None: the ticket itself is the first cause.

    Raises:
        Refused: the process cannot begin like that, or an answer does not fit.
    """
    ticket.begin_fields(model_of(version.id).fields, actor=actor)
    running = new_instance(ticket, version, actor=actor, chain=chain or Chain(cause=ticket.number))
    model = running.model
    chosen = beginning.start_event(model, event=event, message=message)
    arguments = {"event": chosen and chosen.name, "data": history.plain(data or {}), **retrying.told(given), "by": retrying.who(actor)}
    ticket.record(Event.PROCESS_STARTED, actor=actor, process=running.process_id, version=version.number, node=chosen and chosen.name)
    step = Step(verb="start", actor=actor, arguments=arguments, dialog=given.dialog if given else None)
    return begin(running, chosen, step, data=data if chosen and chosen.receiving.kind == "message" else None, given=given)


def begin(running: Running, event: StartEvent | None, step: Step, *, data: Mapping[str, Any] | None, given: Input | None) -> Outcome:
    """The first step of an instance."""

    def act(host: TicketHost) -> Changes:
        answer = None
        if given is not None and event is not None:
            answer = answering.writer(host, running.model, given, answering.offered(running.model, event, given.dialog), actor=step.actor)
        how = engine.Beginning(event=event.name if event else None, data=data, answer=answer)
        running.tokens, changes = engine.start(running.model, host, now=host.now, beginning=how)
        return changes

    return then_hand_out(running, take(running, step, act), actor=step.actor)


def begin_again(ticket: Ticket, *, actor: Actor) -> bool:
    """Start the process of the ticket's queue for a ticket that was opened again (`ticket.reopened`, else the none start event).

    Where that has no active version, the standard process does; the ticket is opened in any case. False: an instance runs, or none can.
    """
    if running_instance(ticket) is not None:
        return False
    process_id = db.session.get_one(Queue, ticket.queue_id).process_id
    version = find_active(process_id) or find_active(STANDARD_PROCESS)
    if version is None or not can_begin(version, message=REOPENED):
        ticket.record(Event.NOTED, actor=actor, comment=f"The process {process_id!r} cannot be started for it; enrol it in another.")
        return False
    start(ticket, version, actor=actor, message=REOPENED, data={})
    return True


def can_begin(version: ProcessVersion, *, message: str) -> bool:
    """Whether a version has a start event for a ticket that is there already."""
    try:
        beginning.start_event(model_of(version.id), message=message)
    except Refused:
        return False
    return True
