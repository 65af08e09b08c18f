"""One ticket of a change, in a unit of work of its own: what became of it is written together with what was done."""

from sqlalchemy import select, update

from desk import permissions
from desk.actors import Actor
from desk.agents import Agent
from desk.groups import QueuePermission
from desk.queues import Queue
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import Conflict, Forbidden
from processes.bulk_changes import moving
from processes.bulk_changes.looking_ahead import LOCKED, NOT_INTO, NOT_PERMITTED
from processes.bulk_changes.records import BulkChange, BulkItem, Outcome
from processes.bulk_changes.wishes import Need, Wish
from processes.runner import verbs_of
from processes.saying import NOT_LEFT
from processes.tickets import access
from processes.tickets.new_articles import NewArticle
from processes.tickets.ownership import nobody
from processes.tickets.ticket import Ticket

SUBJECT = {"de": "Notiz", "en": "Note"}


def waiting(change_id: int, *, most: int) -> list[int]:
    """The next items that wait to be done."""
    those = select(BulkItem.id).where(BulkItem.bulk_change_id == change_id, BulkItem.outcome == Outcome.WAITING)
    return list(db.session.scalars(those.order_by(BulkItem.id).limit(most)))


def do(item_id: int) -> bool:
    """Do what is wanted with the ticket of an item; False: that was done already, or there is no such item any more.

    Raises:
        HouseError: it is not possible; nothing may be kept of it then.
    """
    item = db.session.scalar(select(BulkItem).where(BulkItem.id == item_id, BulkItem.outcome == Outcome.WAITING).with_for_update())
    if item is None:
        return False
    change = db.session.get_one(BulkChange, item.bulk_change_id)
    agent = db.session.get_one(Agent, change.agent_id)
    require_valid(agent)
    item.outcome, item.done_at = outcome_of(change, item.ticket_id, agent), now()
    return True


def note_problem(problem: str, *item_ids: int) -> None:
    """Keep why items that wait could not be done."""
    those = update(BulkItem).where(BulkItem.id.in_(item_ids), BulkItem.outcome == Outcome.WAITING)
    db.session.execute(those.values(outcome=Outcome.FAILED, problem=problem, done_at=now()), execution_options=UNSYNCHRONISED)


# ------------------------------------------------------------------------------------------------ parts of it
def outcome_of(change: BulkChange, ticket_id: int, agent: Agent) -> Outcome:
    """Do it, and say what became of the ticket.

    Raises:
        HouseError: as the ticket's own verbs.
    """
    if change.version_id is not None:
        return moving.take(change, ticket_id, actor=agent.actor)
    return Outcome.DONE if fulfil(Wish.from_wanted(change.wanted), Ticket.for_update(ticket_id), agent) else Outcome.UNCHANGED


def require_valid(agent: Agent) -> None:
    """Go on only for somebody who may still do something here.

    Raises:
        Forbidden: the agent is not valid any more.
    """
    if not agent.is_valid:
        raise Forbidden(f"{agent.full_name} is not valid any more; nothing is done in that name.")


def fulfil(wish: Wish, ticket: Ticket, agent: Agent) -> bool:
    """Do all of it; whether anything changed. What the agent may do is asked of the ticket as it was before.

    Raises:
        HouseError: as the ticket's own verbs.
    """
    actor = agent.actor
    require(wish, ticket, actor=actor)
    with access.granted(ticket, actor):
        changed = wish.queue is not None and ticket.move_to(wish.queue, actor=actor)
        changed |= wish.owner is not None and ticket.set_owner(wish.owner, actor=actor)
        changed |= wish.priority is not None and ticket.set_priority(wish.priority, actor=actor)
        if wish.note:
            ticket.add_article(NewArticle(SUBJECT.get(agent.language, SUBJECT["en"]), wish.note), actor=actor)
        return enter(wish, ticket, actor=actor) or changed or bool(wish.note)


def require(wish: Wish, ticket: Ticket, *, actor: Actor) -> None:
    """Go on only with all permissions, and with verbs that the process leaves people.

    Raises:
        NotFound, Forbidden: something is missing.
        Conflict: somebody else has locked it.
    """
    ticket.require(QueuePermission.RO, actor=actor)
    if wish.heeds_locks:
        require_free(ticket, actor=actor)
    left = verbs_of(ticket)
    for need in wish.needs():
        require_one(need, ticket, left, actor=actor)
    if wish.queue is not None and wish.queue.id != ticket.queue_id:
        require_into(wish.queue, actor=actor)


def require_one(need: Need, ticket: Ticket, left: frozenset[str] | None, *, actor: Actor) -> None:
    if left is not None and need.verb not in left:
        raise Forbidden(NOT_LEFT)
    if not access.may_agent(actor, need.permission, ticket.id):
        raise Forbidden(NOT_PERMITTED.format(permission=need.permission))


def require_free(ticket: Ticket, *, actor: Actor) -> None:
    if ticket.is_locked and ticket.owner_id not in {actor.id, nobody().id}:
        raise Conflict(LOCKED.format(owner=db.session.get_one(Agent, ticket.owner_id).full_name))


def require_into(queue: Queue, *, actor: Actor) -> None:
    if not permissions.may(actor, QueuePermission.MOVE_INTO, queue):
        raise Forbidden(NOT_INTO.format(queue=queue.name))


def enter(wish: Wish, ticket: Ticket, *, actor: Actor) -> bool:
    """The wanted state, if there is one."""
    if wish.state is None:
        return False
    if wish.closes:
        return ticket.close(wish.state, actor=actor, cancel_activities=wish.cancel_activities)
    return ticket.set_state(wish.state, actor=actor, pending_until=wish.pending_until)
