"""Changes of many tickets from the selection to the moment when they begin; an agent has to do with their own alone."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, select, update

from desk import house_permissions
from desk.actors import Actor
from desk.house_permissions import HousePermission
from foundation import outbox
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from processes.bulk_changes.records import BulkChange, BulkItem, Outcome
from processes.bulk_changes.wishes import Wish
from processes.tickets.ticket import Ticket

MOST: Final = 1_000  # tickets of one change
KEPT: Final = timedelta(days=30)
DO: Final = "workers.bulk_changes.do_bulk_change"


# ------------------------------------------------------------------------------------------------ finding
def changes_of(actor: Actor) -> Select[BulkChange]:
    """Those an agent has asked for, the latest first.

    Raises:
        Forbidden: the actor is no agent.
    """
    if not actor.is_agent:
        raise Forbidden(f"{actor} is no agent; only agents change many tickets at once.")
    return select(BulkChange).where(BulkChange.agent_id == actor.id, BulkChange.version_id.is_(None)).order_by(BulkChange.id.desc())


def change_with_id(change_id: int, *, actor: Actor, held: bool = False) -> BulkChange:
    """One of them; `held`: until the end of the unit of work.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Forbidden: the actor is no agent.
    """
    query = changes_of(actor).where(BulkChange.id == change_id)
    found = db.session.scalar(query.with_for_update() if held else query)
    if found is None:
        raise NotFound("There is no such change of many tickets; they are kept for 30 days.")
    return found


def tickets_of(change: BulkChange) -> Select[int]:
    """The ids of its tickets."""
    return select(BulkItem.ticket_id).where(BulkItem.bulk_change_id == change.id)


def outcomes(*change_ids: int) -> dict[int, dict[Outcome, int]]:
    """How many tickets had which outcome, by change."""
    counted = select(BulkItem.bulk_change_id, BulkItem.outcome, func.count()).where(BulkItem.bulk_change_id.in_(change_ids))
    found: dict[int, dict[Outcome, int]] = {change_id: dict.fromkeys(Outcome, 0) for change_id in change_ids}
    for change_id, outcome, number in db.session.execute(counted.group_by(BulkItem.bulk_change_id, BulkItem.outcome)):
        found[change_id][outcome] = number
    return found


# ------------------------------------------------------------------------------------------------ verbs
def keep(found: Select[Ticket], *, actor: Actor) -> BulkChange:
    """Keep which tickets these are now, as far as the actor may see them; the newest first.

    Raises:
        Forbidden: the actor is no agent.
        Refused: there is none, or there are too many.
    """
    changes_of(actor)
    seen = found.where(Ticket.id.in_(Ticket.visible_to(actor).with_only_columns(Ticket.id)))
    ticket_ids = db.session.scalars(seen.with_only_columns(Ticket.id).order_by(Ticket.id.desc()).limit(MOST + 1)).all()
    require_some(ticket_ids)
    change = BulkChange(agent_id=actor.id)
    db.session.add(change)
    db.session.flush()
    db.session.execute(insert(BulkItem), [{"bulk_change_id": change.id, "ticket_id": each} for each in ticket_ids])
    return change


def require_some(ticket_ids: Collection[int]) -> None:
    """Go on only with some tickets.

    Raises:
        Refused: there is none, or there are too many.
    """
    if not ticket_ids:
        raise Refused("Select the tickets that are to be changed.")
    if len(ticket_ids) > MOST:
        raise Refused(f"These are more than {MOST} tickets; narrow the list, and change it in parts.")


def plan(change: BulkChange, wanted: Mapping[str, Any], *, actor: Actor) -> None:
    """Say what is to become of them.

    Raises:
        NotFound: it is somebody else's.
        Conflict: it has begun.
        Refused: as `Wish.from_wanted`, or the pending time is over.
    """
    require_waiting(change, actor=actor)
    wish = Wish.from_wanted(wanted)
    if wish.state is not None and wish.state.type.is_pending and (wish.pending_until is None or wish.pending_until <= now()):
        raise Refused({"pending_until": "Say until when; it has to be a time that is still to come."})
    change.wanted = dict(wanted)


def begin(change: BulkChange, *, actor: Actor) -> None:
    """Have it done in the background.

    Raises:
        NotFound: it is somebody else's.
        Conflict: it has begun, or nobody has said what is to be done.
    """
    require_waiting(change, actor=actor)
    if not change.wanted:
        raise Conflict("Say first what is to become of these tickets.")
    change.begun_at = now()
    hand_over(change.id)


def stop(change: BulkChange, *, actor: Actor) -> int:
    """Leave those as they are whose turn has not come; how many. What was done stays.

    Raises:
        NotFound, Forbidden: it is somebody else's.
    """
    require_own(change, actor=actor)
    waiting = update(BulkItem).where(BulkItem.bulk_change_id == change.id, BulkItem.outcome == Outcome.WAITING)
    stopped = waiting.values(outcome=Outcome.STOPPED, done_at=now()).returning(BulkItem.id)
    return len(db.session.scalars(stopped, execution_options=UNSYNCHRONISED).all())


def try_again(change: BulkChange, *, actor: Actor, those: Outcome = Outcome.FAILED) -> int:
    """Have those done that could not be done, or that were left because it was stopped; how many.

    Raises:
        NotFound, Forbidden: it is somebody else's.
        Refused: what it is asked for needs no doing.
    """
    require_own(change, actor=actor)
    if those not in (Outcome.FAILED, Outcome.STOPPED):
        raise Refused("Only what was not possible, or was stopped, can be tried again.")
    left = update(BulkItem).where(BulkItem.bulk_change_id == change.id, BulkItem.outcome == those)
    again = db.session.scalars(
        left.values(outcome=Outcome.WAITING, problem="", done_at=None).returning(BulkItem.id), execution_options=UNSYNCHRONISED
    ).all()
    if again:
        hand_over(change.id)
    return len(again)


def require_own(change: BulkChange, *, actor: Actor) -> None:
    """Go on only with one's own; what moves tickets to another version is every designer's.

    Raises:
        NotFound: it is somebody else's.
        Forbidden: it is a move, and the actor is no designer.
    """
    if change.version_id is not None:
        house_permissions.require(actor, HousePermission.DESIGNER)
    elif not actor.is_agent or change.agent_id != actor.id:
        raise NotFound("There is no such change of many tickets; they are kept for 30 days.")


def require_waiting(change: BulkChange, *, actor: Actor) -> None:
    """Go on only with one's own that has not begun.

    Raises:
        NotFound: it is somebody else's.
        Conflict: it has begun.
    """
    require_own(change, actor=actor)
    if change.begun_at is not None:
        raise Conflict("This has begun already; what came of it is told on its page.")


def hand_over(change_id: int) -> None:
    """Have a worker do what waits."""
    outbox.put(DO, {"change_id": change_id}, job_queue="background")


def forget_old() -> int:
    """Throw away those that were selected a month ago; how many."""
    old = delete(BulkChange).where(BulkChange.selected_at < now() - KEPT)
    return len(db.session.scalars(old.returning(BulkChange.id), execution_options=UNSYNCHRONISED).all())
