"""For which tickets a change is not possible as things are, and why: a few questions for all of them, whatever their number.

What only the deed itself can find out, such as an activity that ends or does not end when its ticket is closed, is told in the result.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from desk.actors import Actor
from desk.agents import Agent
from desk.groups import QueuePermission
from desk.permissions import may, queues_for
from foundation.db import db
from processes.activities import IS_OPEN, Activity
from processes.bulk_changes.records import BulkChange
from processes.bulk_changes.selecting import tickets_of
from processes.bulk_changes.wishes import Need, Wish
from processes.definitions import model_of, translated
from processes.instances import RUNNING, Instance
from processes.saying import NOT_LEFT
from processes.tickets.ownership import nobody
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket

NOT_SEEN = "You may not see it any more."
NOT_PERMITTED = "You need the permission “{permission}” for this ticket."
NOT_INTO = "You may not move tickets into the queue {queue!r}."
NOT_OWNER = "{owner} cannot own tickets of this queue."
LOCKED = "It is locked by {owner}."
STILL_OPEN = "It has open activities that closing would cancel: {names}."
CANCELS = "These open activities are cancelled: {names}."


def obstacles(change: BulkChange, *, actor: Actor, language: str = "en") -> dict[int, str]:
    """What stands in the way, by the ids of tickets; those that are not in it can be changed as far as anybody knows.

    Args:
        change: what was selected, and what is wanted.
        actor: whose rights and locks count.
        language: in which activities are named.

    Raises:
        Refused: what is wanted does not exist any more.
    """
    wish = Wish.from_wanted(change.wanted)
    needs = list(wish.needs())
    everything = set(db.session.scalars(tickets_of(change)))
    found: dict[int, str] = {}
    note(found, everything - permitted(change, QueuePermission.RO, actor=actor), NOT_SEEN)
    note(found, narrowed(change, needs), NOT_LEFT)
    if wish.heeds_locks:
        note_each(found, {ticket_id: LOCKED.format(owner=owner) for ticket_id, owner in locked_by_others(change, actor=actor).items()})
    for permission in dict.fromkeys(need.permission for need in needs):
        note(found, everything - permitted(change, permission, actor=actor), NOT_PERMITTED.format(permission=permission))
    if wish.queue is not None and not may(actor, QueuePermission.MOVE_INTO, wish.queue):
        note(found, elsewhere(change, wish), NOT_INTO.format(queue=wish.queue.name))
    if wish.owner is not None:
        note(found, not_for_owner(change, wish), NOT_OWNER.format(owner=wish.owner.full_name))
    if wish.closes and not wish.cancel_activities:
        note_each(found, {ticket_id: STILL_OPEN.format(names=names) for ticket_id, names in left_open(change, language).items()})
    return found


def cautions(change: BulkChange, *, language: str = "en") -> dict[int, str]:
    """What else becomes of tickets than what is wanted, by their ids: activities are cancelled.

    Raises:
        Refused: as `obstacles`.
    """
    wish = Wish.from_wanted(change.wanted)
    if not wish.closes or not wish.cancel_activities:
        return {}
    return {ticket_id: CANCELS.format(names=names) for ticket_id, names in left_open(change, language).items()}


def note(found: dict[int, str], ticket_ids: Iterable[int], sentence: str) -> None:
    """The first thing that stands in the way of a ticket is told."""
    for ticket_id in ticket_ids:
        found.setdefault(ticket_id, sentence)


def note_each(found: dict[int, str], sentences: Mapping[int, str]) -> None:
    """The same with a sentence for each."""
    for ticket_id, sentence in sentences.items():
        found.setdefault(ticket_id, sentence)


def permitted(change: BulkChange, permission: str, *, actor: Actor) -> set[int]:
    """For which of them the actor has a permission."""
    return set(
        db.session.scalars(Ticket.visible_to(actor, permission).where(Ticket.id.in_(tickets_of(change))).with_only_columns(Ticket.id))
    )


def narrowed(change: BulkChange, needs: list[Need]) -> set[int]:
    """Those whose process does not leave people all of these verbs."""
    running = db.session.execute(select(Instance.ticket_id, Instance.version_id).where(RUNNING, Instance.ticket_id.in_(tickets_of(change))))
    wanted = {need.verb for need in needs}
    return {ticket_id for ticket_id, version_id in running if not is_left(version_id, wanted)}


def is_left(version_id: int, verbs: set[str]) -> bool:
    """Whether tickets of a version can be given all of these verbs."""
    begins_with = model_of(version_id).ticket
    return begins_with is None or begins_with.verbs is None or verbs <= begins_with.verbs


def elsewhere(change: BulkChange, wish: Wish) -> set[int]:
    """Those that are not in the wanted queue yet."""
    assert wish.queue is not None  # noqa: S101 - asked for such wishes only
    return set(db.session.scalars(select(Ticket.id).where(Ticket.id.in_(tickets_of(change)), Ticket.queue_id != wish.queue.id)))


def not_for_owner(change: BulkChange, wish: Wish) -> set[int]:
    """Those in whose queue, the wanted one or else their own, the wanted owner cannot own tickets."""
    assert wish.owner is not None  # noqa: S101 - asked for such wishes only
    if wish.owner.id == nobody().id:
        return set()
    others = select(Ticket.id).where(Ticket.id.in_(tickets_of(change)), Ticket.owner_id != wish.owner.id)
    if wish.queue is None:
        others = others.where(Ticket.queue_id.not_in(queues_for(wish.owner.actor, QueuePermission.OWNER)))
    elif may(wish.owner.actor, QueuePermission.OWNER, wish.queue):
        return set()
    return set(db.session.scalars(others))


def locked_by_others(change: BulkChange, *, actor: Actor) -> dict[int, str]:
    """Those that somebody else has locked, with who has."""
    locked = select(Ticket.id, Agent).join(Agent, Agent.id == Ticket.owner_id).where(Ticket.id.in_(tickets_of(change)))
    others = locked.where(Ticket.lock_state != Lock.UNLOCKED, Ticket.owner_id.not_in([actor.id, nobody().id]))
    return {ticket_id: owner.full_name for ticket_id, owner in db.session.execute(others)}


def left_open(change: BulkChange, language: str) -> dict[int, str]:
    """Those with activities that do not end by themselves when the ticket is closed, with their names."""
    of_tickets = select(Activity.ticket_id, Activity.name, Activity.node_id, Instance.version_id)
    opened = of_tickets.join(Instance, Instance.id == Activity.instance_id).where(IS_OPEN, Activity.ticket_id.in_(tickets_of(change)))
    found: dict[int, list[str]] = {}
    for ticket_id, name, node_id, version_id in db.session.execute(opened.order_by(Activity.id)):
        if not may_end_by_itself(version_id, node_id):
            found.setdefault(ticket_id, []).append(translated(version_id, name, language))
    return {ticket_id: ", ".join(names) for ticket_id, names in found.items()}


def may_end_by_itself(version_id: int, node_id: str) -> bool:
    """Whether a change of the ticket may end an activity: by `lz:advances`, or by a conditional event."""
    model = model_of(version_id)
    return model.has_conditional_events or bool(getattr(model.node(node_id), "advances", False))
