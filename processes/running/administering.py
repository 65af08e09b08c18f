"""By hand: steps made once more or passed over, tokens moved, instances cancelled, enrolled elsewhere, brought to another version."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from bpm import engine
from bpm.migration import Plan
from desk import house_permissions
from desk.actors import Actor
from desk.house_permissions import HousePermission
from foundation.db import db
from foundation.errors import Conflict, NotFound, Refused
from processes.acting import reaching
from processes.definitions import active_version, model_of
from processes.events import Event
from processes.incidents import Incident
from processes.running import beginning, ending, migrating, retrying
from processes.running.answering import Input
from processes.running.completing import NOTHING_SAID, answer
from processes.running.firing import fire_token
from processes.running.loading import Running, running_instance
from processes.running.messaging import deliver_to, take_signal, then_hand_out, tokens_of
from processes.running.opening import begin, start
from processes.running.reevaluating import compute_times, take_look
from processes.running.replying import take_reply
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion


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
    if skip and not has_actions(running, incident.element):
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


def has_actions(running: Running, element: str) -> bool:
    """Whether there are actions at what an incident names: a node, or the process as a whole."""
    nodes = (spec.nodes.get(element) for spec in running.model.all_specs)
    return any(getattr(node, "actions", ()) for node in nodes)


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


def again_perform(running: Running, step: Step) -> Outcome:
    """Reach out once more; an administrator who skips it has the token go on without a reply."""
    if step.skipped and step.token is not None:
        return take_reply(running, step, {})
    if not step.skipped:
        reaching.put(step.arguments)
    return take(running, step, lambda host: engine.Step.of(tokens_of(running), host, host.now).finish())


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
    "recompute": compute_times,
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


def required(ticket: Ticket) -> Running:
    """The ticket's instance.

    Raises:
        Refused: none runs.
    """
    running = running_instance(ticket)
    if running is None:
        raise Refused(f"No process runs for ticket {ticket.number}.")
    return running


def verbs_of(ticket: Ticket) -> frozenset[str] | None:
    """The everyday verbs the ticket's process leaves people (`lz:ticket verbs`); None: all of them."""
    running = running_instance(ticket)
    defaults = None if running is None else running.model.ticket
    return None if defaults is None else defaults.verbs
