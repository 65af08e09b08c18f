"""What follows for a process, and its timers, from changes of its ticket that it did not make itself."""

from typing import Final, cast

from bpm import engine
from desk.actors import Actor
from foundation.clock import now
from processes import settling
from processes.running import due_times, failing, retrying
from processes.running.host import TicketHost
from processes.running.loading import Running, attention_of, running_instance
from processes.running.messaging import BUFFERED, awaiting, delivered, hand_out, then_hand_out, tokens_of
from processes.running.stepping import Outcome, Step, take
from processes.settling import Change, Stage
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change
from processes.tickets.ticket import Ticket

CHANGED: Final = "ticket.changed"


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
        compute_times(running, Step(verb="recompute", actor=change.by, arguments={"names": sorted(change.names)}))


def compute_times(running: Running, step: Step) -> Outcome:
    """The same as a step that can be made once more: a text that comes to no time is an incident, and what has changed stays."""
    problem = due_times.recompute(running, step.arguments["names"], host_of(running, actor=step.actor))
    if problem is not None:
        return Outcome(incident=failing.note(running, step, element=problem.element, message=problem.message))
    if running.incidents:
        failing.look(running, step)
    return Outcome()


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
