"""Who may do which activities: as a query for lists, and as the question the runner asks before a dialog is answered.

    db.session.scalars(activities_access.visible_to(actor).limit(50))
    activities_access.require(activity, dialog_permission="", required_lock=False, actor=actor, ticket=ticket)

An activity with permits (`lz:may`) is for those they let in, and for nobody else. One without is for agents who have rw for its ticket;
a dialog may ask for another permission instead. What somebody has claimed is done by nobody else.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select, true

from desk.actors import ANY_AGENT, Actor
from desk.agents import Agent
from desk.full_names import full_name
from desk.groups import Group, QueuePermission
from desk.permitted_groups import is_valid_agent, is_valid_customer_user
from desk.roles import Role
from desk.switches import stand
from desk.ticket_permissions import by_group, explain_ticket, ticket_condition
from foundation import keyset, prepared
from foundation.clock import now
from foundation.db import FOR_THESE_VALUES, db
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.keyset import Column
from processes.activities import IS_OPEN, Activity, ActivityPermit, Closing, PermitKind
from processes.events import Event
from processes.tickets import access
from processes.tickets.access import TICKET
from processes.tickets.rights import Rights
from processes.tickets.ticket import Ticket

USUAL = QueuePermission.RW
PAGE = 50
ORDER = (
    Column(Activity.due_at, kind=datetime, nullable=True),
    Column(Activity.opened_at, kind=datetime),
    Column(Activity.id, kind=int),
)
ASKED = select(Activity.id).join(TICKET, TICKET.c.id == Activity.ticket_id).where(Activity.id == bindparam("activity_id"))
HAS_PERMITS = exists().where(ActivityPermit.activity_id == Activity.id)
TOLD = {
    PermitKind.OWNER: "the activity is for the owner of the ticket, who is {who}",
    PermitKind.RESPONSIBLE: "the activity is for the agent responsible for the ticket, who is {who}",
    PermitKind.CUSTOMER: "the activity is for the customer user of the ticket, who is {who}",
    PermitKind.COMPANY: "the activity is for customer users of the ticket's customer, one of whom is {who}",
    PermitKind.NOBODY: "the activity is for nobody but administrators, one of whom is {who}",
    PermitKind.AGENT: "the activity is for {who}",
}


# ------------------------------------------------------------------------------------------------ asking
def visible_to(actor: Actor) -> Select[Activity]:
    """The open activities the actor may do, claimed ones included."""
    rights = Rights.of(actor, USUAL) if actor.is_agent else None
    return select(Activity).join(TICKET, TICKET.c.id == Activity.ticket_id).where(IS_OPEN, doable(actor, rights=rights))


def page(actor: Actor, *, after: str | None = None, size: int = PAGE) -> tuple[list[Activity], str | None]:
    """A page of them, those due first, the longest open next; and the place from where the next page goes on.

    Raises:
        Refused: there is no such place.
    """
    statement = visible_to(actor)
    if after is not None:
        statement = statement.where(keyset.beyond(ORDER, keyset.read(after, ORDER)))
    statement = statement.order_by(*keyset.order(ORDER)).limit(size + 1)
    found = list(db.session.scalars(statement, execution_options=FOR_THESE_VALUES))
    last = found[size - 1] if len(found) > size else None
    return found[:size], keyset.written([last.due_at, last.opened_at, last.id]) if last else None


def doable(actor: Actor, permission: str = USUAL, *, rights: Rights | None = None) -> ColumnElement[bool]:
    """Which activities are for the actor, in a query that joins them with `access.TICKET`.

    Args:
        actor: an agent, a customer user or the system; processes do no activities.
        permission: what agents need for the ticket where the activity has no permits.
        rights: an agent's with that permission, if they were looked up before.
    """
    if actor.is_system:
        return true()
    subjects, queue_ids = (rights.subjects, rights.queue_ids) if rights else (None, None)
    let_in = access.permitted(actor, ActivityPermit.activity_id, of=Activity.id, ticket=TICKET.c, subjects=subjects)
    if actor.is_agent:
        by_ticket = and_(~HAS_PERMITS, ticket_condition(actor, permission, access.columns_of(TICKET.c), queue_ids=queue_ids))
        return and_(or_(let_in, by_ticket), is_valid_agent(actor))
    elif actor.is_customer_user:
        return and_(let_in, is_valid_customer_user(actor))
    else:
        return false()


def may_do(activity: Activity, actor: Actor, *, dialog_permission: str = "") -> bool:
    """Whether the actor may do an activity; `dialog_permission`: what its dialog asks of agents where no permit says who may."""
    permission = dialog_permission or USUAL
    if actor.is_agent:
        asked = {"activity_id": activity.id, "actor_id": actor.id}
        if prepared.scalar(usual_question(permission), **asked) is not None:
            return True
        return prepared.scalar(question_of_agents(permission, stand()), **asked) is not None
    return db.session.scalar(question_of(actor, permission), {"activity_id": activity.id}) is not None


def doable_of(ticket_id: int, actor: Actor, permission: str = USUAL) -> set[int]:
    """The ids of the open activities of one ticket that the actor may do; `permission` as in `doable`."""
    if actor.is_agent:
        rows: Sequence[Any] = prepared.rows(of_ticket_by_agents(permission, stand()), ticket_id=ticket_id, actor_id=actor.id)
        return {row[0] for row in rows}
    return set(db.session.scalars(of_ticket(actor, permission), {"ticket_id": ticket_id}))


def of_ticket(actor: Actor, permission: str) -> Select[int]:
    """The open activities of a ticket that the actor may do."""
    asked = select(Activity.id).join(TICKET, TICKET.c.id == Activity.ticket_id)
    return asked.where(Activity.ticket_id == bindparam("ticket_id"), IS_OPEN, doable(actor, permission))


@lru_cache(maxsize=100)
def of_ticket_by_agents(permission: str, _stand: Any) -> Select[int]:
    """The same for any agent, as long as switches stand like that."""
    return of_ticket(ANY_AGENT, permission)


def question_of(actor: Actor, permission: str) -> Select[int]:
    """The question whether the actor may do an activity."""
    return ASKED.where(doable(actor, permission))


@lru_cache(maxsize=100)
def usual_question(permission: str) -> Select[int]:
    """Whether an agent may do an activity because of the group of its queue, as most may: a short question beside all grounds."""
    return ASKED.where(~HAS_PERMITS, by_group(ANY_AGENT, permission, access.columns_of(TICKET.c)).condition)


@lru_cache(maxsize=100)
def question_of_agents(permission: str, _stand: Any) -> Select[int]:
    """The same for any agent, as long as switches stand like that."""
    return question_of(ANY_AGENT, permission)


def may_usually() -> ColumnElement[bool]:
    """The usual question as a column of another one, which joins activities with tickets and is asked with the id of the agent, too."""
    return and_(~HAS_PERMITS, by_group(ANY_AGENT, USUAL, access.columns_of(Ticket)).condition)


def require(  # noqa: PLR0913 - an activity, what its dialog wants, and who answers
    activity: Activity, *, dialog_permission: str, required_lock: bool, actor: Actor, ticket: Ticket, usually: bool = False
) -> None:
    """Go on only if the actor may answer a dialog of the activity; takes activity or ticket where the dialog wants it to be held.

    Args:
        activity: an open one, of the ticket.
        dialog_permission: what the dialog asks of agents, "" if nothing; heeded only where no permit says who may.
        required_lock: the dialog wants to be answered by whoever holds the ticket, or (beside other open activities) the activity.
        actor: who answers.
        ticket: held by this unit of work.
        usually: the answer to `may_usually`, if that was asked.

    Raises:
        NotFound: the actor may not even read the ticket.
        Forbidden: the activity is not for the actor.
        Conflict: it is closed, or somebody else has claimed it or has locked the ticket.
    """
    require_may(activity, actor=actor, dialog_permission=dialog_permission, usually=usually)
    if actor.is_system:
        return
    require_unclaimed_by_others(activity, actor=actor)
    if required_lock and actor.is_agent:
        hold(activity, actor=actor, ticket=ticket)


def require_may(activity: Activity, *, actor: Actor, dialog_permission: str = "", usually: bool = False) -> None:
    """Go on only if the activity is open, and for the actor.

    Raises:
        NotFound, Forbidden, Conflict: as `require`.
    """
    may = (usually and dialog_permission in {"", USUAL}) or may_do(activity, actor, dialog_permission=dialog_permission)
    if not may:
        require_visible(activity, actor=actor)
    if not activity.is_open:  # its permits went with it: whoever comes too late is told so, and not that it was never theirs
        raise closed(activity)
    if not may:
        raise Forbidden(f"The activity {activity.name!r} is not for {full_name(str(actor))}.")


def closed(activity: Activity) -> Conflict:
    """That an activity is closed: by whom, where that was a person."""
    who = full_name(activity.closed_by or "")
    if not who:
        return Conflict(f"The activity {activity.name!r} is closed.")
    elif activity.closing == Closing.COMPLETED:
        return Conflict(f"{who} has completed the activity {activity.name!r}.")
    else:
        return Conflict(f"The activity {activity.name!r} was closed by {who}.")


def require_visible(activity: Activity, *, actor: Actor) -> None:
    """Go on only if the actor may read the ticket of the activity: whoever may not is told nothing about it.

    Raises:
        NotFound: it may not.
    """
    readable = Ticket.visible_to(actor).where(Ticket.id == activity.ticket_id).with_only_columns(Ticket.id)
    if db.session.scalar(readable) is None:
        raise NotFound(f"There is no activity with id {activity.id}, or none you may see.")


def hold(activity: Activity, *, actor: Actor, ticket: Ticket) -> None:
    """Take what a dialog wants to be held: with several open activities this one, else the ticket."""
    several = select(func.count()).select_from(select(Activity.id).where(Activity.ticket_id == ticket.id, IS_OPEN).limit(2).subquery())
    if db.session.scalar(several) == 1:
        with access.granted(ticket, actor):
            ticket.lock(actor=actor)
    elif activity.claimed_by_id != actor.id:
        take(activity, ticket, actor=actor)


def require_unclaimed_by_others(activity: Activity, *, actor: Actor) -> None:
    """Go on only if nobody else has claimed the activity.

    Raises:
        Conflict: somebody has; it names them.
    """
    holder = activity.claimed_by_id
    if holder is not None and not (actor.is_agent and holder == actor.id):
        who = db.session.get_one(Agent, holder).full_name
        raise Conflict(f"The activity {activity.name!r} is claimed by {who}, who can release it.")


def take(activity: Activity, ticket: Ticket, *, actor: Actor) -> None:
    """Let an agent have the activity, which nobody else has."""
    activity.claimed_by_id, activity.claimed_at = actor.id, now()
    ticket.record(Event.ACTIVITY_CLAIMED, actor=actor, activity=activity.name, node=activity.node_id)


# ------------------------------------------------------------------------------------------------ why
def explain(activity: Activity, actor: Actor, *, dialog_permission: str = "") -> list[str]:
    """Why the actor may do the activity, one sentence for each reason; empty if the actor may not."""
    if actor.is_system:
        return ["the system may do everything"]
    if not may_do(activity, actor, dialog_permission=dialog_permission):
        return []
    told = [_told(permit, actor) for permit in _permits_of(activity, actor)]
    if told:
        return sorted(told)
    permission = dialog_permission or USUAL
    reasons = explain_ticket(actor, permission, access.columns_of(TICKET.c), activity.ticket_id)
    return [f"the activity is for whoever has '{permission}' for its ticket, and {reason}" for reason in reasons]


def _permits_of(activity: Activity, actor: Actor) -> list[ActivityPermit]:
    """The permits that let the actor in."""
    good = or_(
        false(),
        *(and_(ActivityPermit.kind == kind, ActivityPermit.subject_id.in_(ids)) for kind, ids in access.subjects_of(actor).items()),
        *(and_(ActivityPermit.kind == kind, holds) for kind, holds in access.relations_of(actor, TICKET.c).items()),
    )
    asked = select(ActivityPermit).join(TICKET, TICKET.c.id == ActivityPermit.ticket_id)
    return list(db.session.scalars(asked.where(ActivityPermit.activity_id == activity.id, good)))


def _told(permit: ActivityPermit, actor: Actor) -> str:
    who = f"{'customer user' if actor.is_customer_user else 'agent'} {actor.name}"
    if permit.kind is PermitKind.GROUP:
        return f"the activity is for group {Group.by_id(permit.subject_id)}, in which {who} has rw"
    elif permit.kind is PermitKind.ROLE:
        return f"the activity is for role {Role.by_id(permit.subject_id)}, which {who} has"
    else:
        return TOLD[permit.kind].format(who=who)
