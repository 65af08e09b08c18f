"""People answer the dialogs of open activities."""

from typing import Final, cast

from bpm import engine, errors
from bpm.changes import Changes
from bpm.model import Offer
from bpm.tokens import Token
from desk.actors import Actor
from foundation.errors import Conflict, NotFound, Refused
from processes import activities_access
from processes.activities import Activity
from processes.events import Event
from processes.running import answering, retrying, standing
from processes.running.answering import Input
from processes.running.host import TicketHost
from processes.running.loading import Running
from processes.running.messaging import then_hand_out
from processes.running.stepping import Outcome, Step, take
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change

NOTHING_SAID: Final = Input()


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
    found = standing.held(activity_id, actor=actor)
    ticket, activity, running = found.ticket, found.activity, found.running
    token = None if running is None or running.tokens is None else running.tokens.token(activity.token)
    if running is None or token is None or not activity.is_open:
        activities_access.require_may(activity, actor=actor, usually=found.usually)
        raise Conflict(f"The activity {activity.name!r} is no longer open.")
    offer = offered_to(actor, running, activity, token, given.dialog)
    dialog = running.model.dialogs[offer.dialog] if offer else None
    activities_access.require(
        activity,
        dialog_permission=dialog.permission if dialog else "",
        required_lock=dialog.required_lock if dialog else False,
        actor=actor,
        ticket=ticket,
        usually=found.usually,
    )
    arguments = {"activity_id": activity_id, **retrying.told(given), "by": retrying.who(actor)}
    step = Step(verb="complete", actor=actor, arguments=arguments, token=activity.token, dialog=offer.dialog if offer else None)
    return answer(running, step, given)


def offered_to(actor: Actor, running: Running, activity: Activity, token: Token, wanted: str | None) -> Offer | None:
    """The dialog that is meant. Who may not see the activity is not told which there are, nor are customers of those for agents.

    Raises:
        NotFound: there is none for this actor.
        Refused: it is not offered, or must be named.
    """
    try:
        offer = answering.offered(running.model, token.task_spec, wanted)
    except errors.Refused as refusal:
        activities_access.require_visible(activity, actor=actor)
        if not actor.is_customer_user:
            raise Refused({"dialog": str(refusal)}) from refusal
    else:
        if offer is None or not actor.is_customer_user or "customer" in running.model.dialogs[offer.dialog].audience:
            return offer
        activities_access.require_visible(activity, actor=actor)
    raise NotFound(f"There is no such dialog for customers at {activity.name!r}.")


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
