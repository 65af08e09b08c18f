"""The running tickets of a process to one of its versions: looked at first, and moved when somebody has seen what that would mean."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Select, func, insert, literal, select, update

from desk import house_permissions
from desk.actors import Actor
from desk.house_permissions import HousePermission
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, db
from foundation.errors import Conflict, NotFound, Refused
from processes import runner
from processes.bulk_changes.records import BulkChange, BulkItem, Outcome
from processes.bulk_changes.selecting import hand_over
from processes.instances import RUNNING, Instance
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion

LONGEST_MAPPING: Final = 500  # names of nodes


# ------------------------------------------------------------------------------------------------ finding
def moves_to(version: ProcessVersion, *, actor: Actor) -> Select[BulkChange]:
    """What was moved to a version, or is to be, the latest first.

    Raises:
        Forbidden: the actor is no designer.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    return select(BulkChange).where(BulkChange.version_id == version.id).order_by(BulkChange.id.desc())


def move_with_id(move_id: int, version: ProcessVersion, *, actor: Actor, held: bool = False) -> BulkChange:
    """One of them; `held`: until the end of the unit of work.

    Raises:
        NotFound: there is none.
        Forbidden: the actor is no designer.
    """
    query = moves_to(version, actor=actor).where(BulkChange.id == move_id)
    found = db.session.scalar(query.with_for_update() if held else query)
    if found is None:
        raise NotFound("There is no such move of tickets; they are kept for 30 days.")
    return found


def running_elsewhere(version: ProcessVersion) -> Select[int]:
    """The ids of the tickets that run another version of the process."""
    others = select(ProcessVersion.id).where(ProcessVersion.definition_id == version.definition_id, ProcessVersion.id != version.id)
    return select(Instance.ticket_id).where(RUNNING, Instance.version_id.in_(others))


# ------------------------------------------------------------------------------------------------ verbs
def look(version: ProcessVersion, mapping: Mapping[str, str], *, actor: Actor) -> BulkChange:
    """Have a worker look at each ticket that runs another version; `mapping`: old ids of nodes to new ones.

    Raises:
        Forbidden: the actor is no designer.
        Refused: there is no such ticket, or there are too many names.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    if len(mapping) > LONGEST_MAPPING:
        raise Refused({"mapping": f"These are more than {LONGEST_MAPPING} names."})
    move = BulkChange(agent_id=actor.id, version_id=version.id, wanted={"mapping": dict(mapping)})
    db.session.add(move)
    db.session.flush()
    waits = (literal(move.id), literal(Outcome.WAITING, BulkItem.outcome.type), literal(""))
    items = running_elsewhere(version).add_columns(*waits).order_by(Instance.ticket_id)
    db.session.execute(insert(BulkItem).from_select(["ticket_id", "bulk_change_id", "outcome", "problem"], items))
    if not count(move, *Outcome):
        raise Refused("No ticket runs another version of this process.")
    hand_over(move.id)
    return move


def begin(move: BulkChange, *, actor: Actor) -> None:
    """Have those moved that fit.

    Raises:
        Forbidden: the actor is no designer.
        Conflict: it has begun, some are not looked at yet, or none fits.
    """
    house_permissions.require(actor, HousePermission.DESIGNER)
    if move.begun_at is not None:
        raise Conflict("This has begun already; what came of it is told on its page.")
    if count(move, Outcome.WAITING):
        raise Conflict("Not all tickets have been looked at yet; wait until they are.")
    if not count(move, Outcome.FITTING):
        raise Conflict("No ticket fits this version.")
    move.begun_at = now()
    fitting = update(BulkItem).where(BulkItem.bulk_change_id == move.id, BulkItem.outcome == Outcome.FITTING)
    db.session.execute(fitting.values(outcome=Outcome.WAITING, done_at=None), execution_options=UNSYNCHRONISED)
    hand_over(move.id)


def count(move: BulkChange, *outcomes: Outcome) -> int:
    """How many tickets of it have one of these outcomes."""
    those = select(func.count()).where(BulkItem.bulk_change_id == move.id, BulkItem.outcome.in_(outcomes))
    return db.session.scalar(those) or 0


# ------------------------------------------------------------------------------------------------ one ticket
def take(move: BulkChange, ticket_id: int, *, actor: Actor) -> Outcome:
    """Look at a ticket, or move it once that was confirmed.

    Raises:
        Refused: naming what has no place in the version.
        Forbidden: the actor is no designer any more.
    """
    version, mapping = db.session.get_one(ProcessVersion, move.version_id), move.wanted["mapping"]
    ticket = Ticket.for_update(ticket_id)
    if move.begun_at is None:
        house_permissions.require(actor, HousePermission.DESIGNER)
        return looked_at(ticket, version, mapping)
    return Outcome.DONE if runner.migrate(ticket, version, actor=actor, mapping=mapping) else Outcome.UNCHANGED


def looked_at(ticket: Ticket, version: ProcessVersion, mapping: Mapping[str, str]) -> Outcome:
    obstacles = runner.plan_migration(ticket, version, mapping).obstacles
    if obstacles:
        raise Refused(" ".join(each.reason for each in obstacles))
    return Outcome.FITTING
