"""The one file that drives the engine: lock, load, act, apply what changed, store.

    with unit_of_work():
        ticket = open_ticket(queue=queue, title="No light in the hall", actor=anna.actor)
    with unit_of_work():
        complete(activity_id, given=Input(answers={"decision": "granted"}), actor=anna.actor)

Each verb is one step, within the unit of work of whoever calls it. A step happens as a whole or not at all: what the engine cannot go on
with becomes an incident, and what else the unit of work did stays (the customer's article, the agent's change). The row of the ticket is
the lock of its instance. The rooms are in `processes/running/`.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Unpack, cast

from sqlalchemy import select

from bpm import engine, errors
from bpm.changes import Changes, standing
from bpm.migration import Plan
from bpm.specs.start_event import StartEvent
from desk import house_permissions
from desk.actors import SYSTEM, Actor, process_actor
from desk.house_permissions import HousePermission
from desk.queues import STANDARD_PROCESS, Queue
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from processes import activities_access, chains, driving, history, settling
from processes.acting import reaching
from processes.definitions import active_version, find_active, may_start, model_of
from processes.events import Event
from processes.incidents import Incident
from processes.instances import Instance
from processes.messages import IncomingMessage
from processes.running import answering, beginning, due_times, ending, failing, migrating, retrying
from processes.running.answering import Input
from processes.running.host import Chain, TicketHost
from processes.running.loading import Running, activity_and_instance, attention_of, new_instance, running_instance
from processes.running.stepping import Outcome, Step, take
from processes.settling import Change, Stage
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.creating import Wanted
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from processes.versions import ProcessVersion

TIME_TO_LIVE: Final = timedelta(days=30)  # of a message nobody has taken
REOPENED, CHANGED = "ticket.reopened", "ticket.changed"
NOTHING_SAID: Final = Input()


# ------------------------------------------------------------------------------------------------ beginning
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
    plan = beginning.planned(model_of(version.id), given, event=event, actor=actor)
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


# ------------------------------------------------------------------------------------------------ people
def complete(activity_id: int, *, actor: Actor, given: Input = NOTHING_SAID) -> Outcome:
    """Answer a dialog of an open activity; it completes the activity, unless the model says that it does not.

    Args:
        activity_id: the row of the activity.
        actor: who answers.
        given: the dialog, the answers, the article.

    Raises:
        NotFound: there is no such activity, or none this actor may see.
        Forbidden: it is not for the actor.
        Conflict: it is no longer open; the message says who did what meanwhile. Or somebody else holds it.
        Refused: an answer does not fit.
    """
    ticket = Ticket.of_activity(activity_id)
    activity, running = activity_and_instance(ticket, activity_id)
    token = None if running is None or running.tokens is None else running.tokens.token(activity.token)
    if running is None or token is None or not activity.is_open:
        activities_access.require_may(activity, actor=actor)
        raise Conflict(f"The activity {activity.name!r} is no longer open.")
    try:
        offer = answering.offered(running.model, token.task_spec, given.dialog)
    except errors.Refused as refusal:
        raise Refused({"dialog": str(refusal)}) from refusal
    dialog = running.model.dialogs[offer.dialog] if offer else None
    if actor.is_customer_user and dialog is not None and "customer" not in dialog.audience:
        raise NotFound(f"There is no dialog {dialog.id!r} for customers at {activity.name!r}.")
    activities_access.require(
        activity,
        dialog_permission=dialog.permission if dialog else "",
        required_lock=dialog.required_lock if dialog else False,
        actor=actor,
        ticket=ticket,
    )
    arguments = {"activity_id": activity_id, **retrying.told(given), "by": retrying.who(actor)}
    step = Step(verb="complete", actor=actor, arguments=arguments, token=activity.token, dialog=offer.dialog if offer else None)
    return answer(running, step, given)


def answer(running: Running, step: Step, given: Input) -> Outcome:
    """The step of `complete`, with nothing asked any more."""
    token_id = cast("int", step.token)

    def act(host: TicketHost) -> Changes:
        assert running.tokens is not None  # noqa: S101 - who answers has been shown an open activity
        token = running.tokens.token(token_id)
        if token is None:
            raise errors.Refused("This is no longer open: somebody or something else was faster.")
        offer = answering.offered(running.model, token.task_spec, step.dialog)
        write = answering.writer(host, running.model, given, offer, actor=step.actor)
        if offer is not None and not offer.completes:
            movement = engine.Step.of(running.tokens, host, host.now)
            write(token)
            running.ticket.record(Event.DIALOG_ANSWERED, actor=step.actor, activity=token.task_spec.name, dialog=step.dialog)
            return movement.finish()
        return engine.complete(running.tokens, token_id, host, now=host.now, answer=write)

    return then_hand_out(running, take(running, step, act), actor=step.actor)


# ------------------------------------------------------------------------------------------------ events
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
    if ticket.id in settling.stepping():
        keep_message(ticket, name, content, cause=cause, hops=hops, external_id=external_id)
        return False
    running = running_instance(ticket)
    if running is None:
        return False
    if delivered(running, name, content, actor=actor, chain=Chain(cause=cause or ticket.number, hops=hops)):
        if external_id is not None:
            keep_message(ticket, name, {}, cause=cause, hops=hops, external_id=external_id, taken=True)
        return True
    if running.model.catches_message(name):
        keep_message(ticket, name, content, cause=cause, hops=hops, external_id=external_id)
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


BUFFERED: Final = "messages that are kept"  # no name a model can have


def then_hand_out(running: Running, outcome: Outcome, *, actor: Actor) -> Outcome:
    """After a step that began to wait for messages: those that are kept."""
    changes = outcome.changes
    if changes is not None and any(each.definition.kind == "message" for each in changes.armed) and not changes.ended:
        hand_out(running, actor=actor)
    return outcome


def hand_out(running: Running, *, actor: Actor) -> int:
    """Deliver kept messages that somebody waits for now, the oldest first; how many there were."""
    db.session.flush()
    kept = db.session.scalars(
        select(IncomingMessage)
        .where(IncomingMessage.ticket_id == running.ticket.id, IncomingMessage.taken_at.is_(None))
        .order_by(IncomingMessage.id)
    ).all()
    for message in kept:
        if awaiting(running, message.name) is not None:
            message.taken_at = now()
            db.session.flush()
            delivered(
                running,
                message.name,
                message.data,
                actor=actor,
                chain=Chain(cause=message.cause or running.ticket.number, hops=message.hops),
            )
            return 1  # the step it took has handed out the rest
    return 0


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


def again_perform(running: Running, step: Step) -> Outcome:
    """Reach out once more; an administrator who skips it has the token go on without a reply."""
    if step.skipped and step.token is not None:
        return take_reply(running, step, {})
    if not step.skipped:
        reaching.put(step.arguments)
    return take(running, step, lambda host: engine.Step.of(tokens_of(running), host, host.now).finish())


def tokens_of(running: Running) -> Any:
    """The tokens of an instance that has begun.

    Raises:
        Refused: its first step was undone, and has to be made first.
    """
    if running.tokens is None:
        raise errors.Refused("The process could not begin yet; its incident says why.")
    return running.tokens


# ------------------------------------------------------------------------------------------------ changes from outside
@settling.follow(Stage.PROCESS)
def reevaluate(change: Change) -> None:
    """The ticket has changed outside a step: conditional events and activities that advance on change are looked at, once."""
    running = running_instance(cast("Ticket", change.ticket))
    if running is None or running.tokens is None:
        return
    if BUFFERED in change.to_step:
        hand_out(running, actor=change.by)
    names = sorted(change.to_step - {BUFFERED})
    if names and running.model.catches_message(CHANGED) and awaiting(running, CHANGED) is not None:
        delivered(running, CHANGED, {"names": names}, actor=change.by, chain=running.chain)
    if attention_of(running.version_id).to_all and change.to_step != {BUFFERED}:
        take_look(running, Step(verb="reevaluate", actor=change.by, arguments={"by": retrying.who(change.by)}))


def take_look(running: Running, step: Step) -> Outcome:
    """The step of `reevaluate`."""
    outcome = take(running, step, lambda host: engine.reevaluate(tokens_of(running), host, now=host.now))
    return then_hand_out(running, outcome, actor=step.actor)


@settling.follow(Stage.TIMERS)
def recompute_timers(change: Change) -> None:
    """Due times whose texts name what has changed; tokens are at hand, since the process was asked before."""
    running = running_instance(cast("Ticket", change.ticket))
    if running is not None and not attention_of(running.version_id).timers.isdisjoint(change.names):
        due_times.recompute(running, change.names, host_of(running, actor=change.by))


# ------------------------------------------------------------------------------------------------ administrators
def retry(incident_id: int, *, actor: Actor, skip: bool = False) -> Outcome:
    """Make the step of an incident once more, in the name of whoever made it.

    Args:
        incident_id: the incident.
        actor: an administrator.
        skip: leave out the actions of the element it happened at.

    Raises:
        Forbidden: the actor is no administrator.
        NotFound: there is no such incident.
        Conflict: it is over.
        Refused: the step is not possible any more, or there is no action to skip.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(f"There is no incident with id {incident_id}.")
    ticket = Ticket.for_update(incident.ticket_id)
    db.session.refresh(incident)
    running = running_instance(ticket)
    if incident.resolved_at is not None or running is None or running.id != incident.instance_id:
        raise Conflict(f"The incident at {incident.element!r} is over; nothing is left to be done again.")
    if skip and not getattr(running.model.node(incident.element), "actions", ()):
        raise Refused(f"{incident.element!r} has no action that could be skipped; change what it needs and retry, or move the token.")
    step = Step(
        verb=incident.verb,
        actor=retrying.actor_of(incident.arguments, running),
        arguments=incident.arguments,
        token=incident.token,
        dialog=incident.arguments.get("dialog"),
        skipped=frozenset({incident.element}) if skip else frozenset(),
        retries=incident.id,
    )
    return AGAIN[incident.verb](running, step)


def again_begin(running: Running, step: Step) -> Outcome:
    event, given = step.arguments.get("event"), retrying.given_in(step.arguments)
    return begin(running, beginning.start_event(running.model, event=event), step, data=step.arguments.get("data"), given=given)


def again_answer(running: Running, step: Step) -> Outcome:
    return answer(running, step, retrying.given_in(step.arguments) or NOTHING_SAID)


def again_fire(running: Running, step: Step) -> Outcome:
    return fire_token(running, step)


def again_deliver(running: Running, step: Step) -> Outcome:
    chain = retrying.chain_in(step.arguments, running)
    act = partial(deliver_to, running, step.arguments["name"], step.arguments["data"], chain)
    return then_hand_out(running, take(running, step, act, chain=chain), actor=step.actor)


def again_signal(running: Running, step: Step) -> Outcome:
    return take_signal(running, step, step.arguments["name"], step.arguments["data"], retrying.chain_in(step.arguments, running))


def again_reply(running: Running, step: Step) -> Outcome:
    return take_reply(running, step, step.arguments["data"])


def again_move(running: Running, step: Step) -> Outcome:
    return take_move(running, step)


AGAIN: Final[dict[str, Callable[[Running, Step], Outcome]]] = {
    "start": again_begin,
    "complete": again_answer,
    "fire": again_fire,
    "deliver": again_deliver,
    "signal": again_signal,
    "reply": again_reply,
    "perform": again_perform,
    "reevaluate": take_look,
    "move": again_move,
}


def move(ticket: Ticket, node_id: str, *, actor: Actor, only: int | None = None) -> Outcome:
    """Put a token before a node by hand: what is open is cancelled, or just the activity with the token `only`.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: no instance runs, or the node is not where something runs.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    running = required(ticket)
    arguments = {"node": node_id, "only": only, "by": retrying.who(actor)}
    ticket.record(Event.TOKEN_MOVED, actor=actor, node=node_id)
    return take_move(running, Step(verb="move", actor=actor, arguments=arguments, cancels=True))


def take_move(running: Running, step: Step) -> Outcome:
    """The step of `move`."""
    node_id, only = step.arguments["node"], step.arguments["only"]
    outcome = take(running, step, lambda host: engine.move(tokens_of(running), node_id, host, now=host.now, close=only))
    return then_hand_out(running, outcome, actor=step.actor)


def cancel(ticket: Ticket, *, actor: Actor, reason: str) -> bool:
    """End the ticket's instance at once; False: none runs.

    What is open is cancelled, what is awaited forgotten; the ticket, its articles and its history stay.

    Raises:
        NotFound, Forbidden: the actor may not close the ticket, which would end it, too.
    """
    ticket.require("close", actor=actor)
    running = running_instance(ticket)
    if running is None:
        return False
    ticket.record(Event.PROCESS_CANCELLED, actor=actor, process=running.process_id, reason=reason)
    if running.tokens is None:
        ending.end(running)
    else:
        take(running, Step(verb="cancel", actor=actor, cancels=True), lambda host: engine.cancel(tokens_of(running), host, now=host.now))
    ending.forget_rest(running, actor=actor)
    return True


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


def enrol(ticket: Ticket, process_id: str, *, actor: Actor, given: Input | None = None, event: str | None = None) -> Outcome:
    """Have a ticket go on in another process: what runs is cancelled, the other starts.

    Raises:
        NotFound, Forbidden: the actor has no rw for the ticket; there is no active version of the process.
        Refused: the process cannot begin like that, or an answer does not fit.
    """
    ticket.require("rw", actor=actor)
    version = active_version(process_id)
    if given is not None:
        event = beginning.event_of_dialog(model_of(version.id), given, event=event, actor=actor).name
    cancel(ticket, actor=actor, reason=f"enrolled in {process_id}")
    return start(ticket, version, actor=actor, event=event, given=given)


# ------------------------------------------------------------------------------------------------ versions
def plan_migration(ticket: Ticket, version: ProcessVersion, mapping: Mapping[str, str] | None = None) -> Plan:
    """Look, without changing anything, whether a ticket's instance fits another version of its process: a dry run."""
    running = required(ticket)
    return migrating.plan_of(running, version, mapping or {})


def migrate(ticket: Ticket, version: ProcessVersion, *, actor: Actor, mapping: Mapping[str, str] | None = None) -> bool:
    """Have a ticket's instance go on with another version of its process; False: it does already.

    Raises:
        Forbidden: the actor is no designer.
        Refused: something in the instance has no place there; each is named.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    running = required(ticket)
    if running.version_id == version.id:
        return False
    migrating.migrate(running, version, mapping or {}, actor=actor)
    return True


# ------------------------------------------------------------------------------------------------ what they share
def required(ticket: Ticket) -> Running:
    """The ticket's instance.

    Raises:
        Refused: none runs.
    """
    running = running_instance(ticket)
    if running is None:
        raise Refused(f"No process runs for ticket {ticket.number}.")
    return running


def host_of(running: Running, *, actor: Actor) -> TicketHost:
    """The house around an instance, between two steps; tokens see names through it."""
    host = TicketHost(
        ticket=running.ticket,
        process=running.actor,
        person=actor,
        now=now(),
        chain=running.chain,
        instance_id=running.id,
        step=running.step,
    )
    if running.tokens is not None:
        engine.Step.of(running.tokens, host, host.now)
    return host


def verbs_of(ticket: Ticket) -> frozenset[str] | None:
    """The everyday verbs the ticket's process leaves people (`lz:ticket verbs`); None: all of them."""
    running = running_instance(ticket)
    defaults = None if running is None else running.model.ticket
    return None if defaults is None else defaults.verbs


driving.driven_by(cast("driving.Driver", sys.modules[__name__]))
