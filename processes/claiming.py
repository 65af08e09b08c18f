"""Claiming: an agent takes an open activity, so that nobody else does it meanwhile, and gives it back."""

from sqlalchemy import select

from desk.actors import Actor
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound
from processes.activities import Activity
from processes.activities_access import require_may, require_unclaimed_by_others, require_visible, take
from processes.events import Event
from processes.tickets.ticket import Ticket


def held(activity_id: int) -> tuple[Activity, Ticket]:
    """An activity as it is now, and its ticket, held until the end of the unit of work.

    Raises:
        NotFound: there is no such activity.
    """
    ticket_id = db.session.scalar(select(Activity.ticket_id).where(Activity.id == activity_id))
    if ticket_id is None:
        raise NotFound(f"There is no activity with id {activity_id}, or none you may see.")
    ticket = Ticket.for_update(ticket_id)
    return db.session.get_one(Activity, activity_id, populate_existing=True), ticket


def claim(activity_id: int, *, actor: Actor) -> bool:
    """Let an agent have an open activity; False if that agent has it already.

    Raises:
        NotFound: there is none that the actor may see.
        Forbidden: it is not for the actor, or the actor is no agent.
        Conflict: it is closed, or somebody else has claimed it.
    """
    activity, ticket = held(activity_id)
    require_may(activity, actor=actor)
    if not actor.is_agent:
        raise Forbidden("Activities are claimed by agents.")
    require_unclaimed_by_others(activity, actor=actor)
    if activity.claimed_by_id == actor.id:
        return False
    take(activity, ticket, actor=actor)
    return True


def release(activity_id: int, *, actor: Actor) -> bool:
    """Give an activity back to all it is for; False if nobody has it.

    What somebody else has claimed can be released by whoever has rw for the ticket: people fall ill.

    Raises:
        NotFound: there is none that the actor may see.
        Forbidden: somebody else has it, and the actor does not have rw for the ticket.
        Conflict: it is closed.
    """
    activity, ticket = held(activity_id)
    if not (actor.is_agent and activity.claimed_by_id == actor.id):
        require_visible(activity, actor=actor)
        ticket.require("rw", actor=actor)
    if not activity.is_open:
        raise Conflict(f"The activity {activity.name!r} is closed.")
    if activity.claimed_by_id is None:
        return False
    activity.claimed_by_id = activity.claimed_at = None
    ticket.record(Event.ACTIVITY_RELEASED, actor=actor, activity=activity.name, node=activity.node_id)
    return True
