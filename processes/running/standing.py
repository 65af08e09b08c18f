"""How an activity stands: the activity, its ticket, the instance it is open in, and whether an agent may do it for the usual reason.

found = standing.held(activity_id, actor=actor)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, literal_column, select
from sqlalchemy.orm import aliased

from foundation import prepared
from foundation.db import db
from foundation.errors import NotFound
from processes import activities_access
from processes.activities import Activity
from processes.instances import RUNNING, Instance
from processes.running import loading
from processes.settling import IN_MEMORY
from processes.tickets import access
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.actors import Actor
    from processes.running.loading import Running

ACTIVITY, TICKET = prepared.table_of(Activity).c, prepared.table_of(Ticket).c
# The parts of a row: the activity, its instance, whether the agent may; then of `held` alone whether the process may work in the queue,
# how long the ticket's history was when the statement began, and the ticket.
AT_INSTANCE = len(ACTIVITY)
AT_USUALLY = AT_INSTANCE + len(loading.COLUMNS)
AT_MAY_WORK, AT_LENGTH, AT_TICKET = AT_USUALLY + 1, AT_USUALLY + 2, AT_USUALLY + 3
# The process of the instance, however deep within another question: those ask for definitions, too, and would mean their own.
PROCESS_ID: ColumnElement[str] = literal_column("process_definition_of_instance.process_id", String)


@dataclass(frozen=True)
class Standing:
    """`running` is None where the activity is no longer open in any instance; `usually`: an agent who may do it for the usual reason."""

    ticket: Ticket
    activity: Activity
    running: Running | None
    usually: bool


def held(activity_id: int, *, actor: Actor) -> Standing:
    """How an activity stands, in one query, with its ticket held until the end of the unit of work.

    Raises:
        NotFound: there is no such activity.
    """
    if db.session.dirty:
        db.session.flush()  # or what was changed and not written yet would be read over
    row = answer_of(question(held=True), activity_id, actor)
    ticket = Ticket.read(row[AT_TICKET:])
    # On PostgreSQL, whoever waited for the ticket gets its row as it is now, but all else as it was before. It is held by now.
    if ticket.history_length != row[AT_LENGTH]:
        row = answer_of(question(held=True), activity_id, actor)
        ticket = Ticket.read(row[AT_TICKET:])
    running = known_or_loaded(row, ticket)
    if running is not None:
        db.session.info.setdefault(IN_MEMORY, {})[ticket.id] = running
    if running is not None and running.id == row[AT_INSTANCE]:
        access.know_may_work_in(ticket.queue_id, running.actor, may=row[AT_MAY_WORK])
    return Standing(ticket, prepared.record(Activity, row[:AT_INSTANCE], anew=True), running, row[AT_USUALLY])


def seen(activity_id: int, *, actor: Actor) -> Standing:
    """The same without holding the ticket.

    Raises:
        NotFound: there is no such activity.
    """
    row = answer_of(question(held=False), activity_id, actor)
    activity = prepared.record(Activity, row[:AT_INSTANCE])
    ticket = db.session.get_one(Ticket, activity.ticket_id)
    return Standing(ticket, activity, known_or_loaded(row, ticket), row[AT_USUALLY])


def answer_of(asked: Select[Any], activity_id: int, actor: Actor) -> Sequence[Any]:
    """The row of an activity."""
    row = prepared.first(asked, activity_id=activity_id, actor_id=actor.id if actor.is_agent else None)
    if row is None:
        raise NotFound(f"There is no activity with id {activity_id}, or none you may see.")
    return row


def known_or_loaded(row: Sequence[Any], ticket: Ticket) -> Running | None:
    """The instance, as this unit of work has it in memory or else from the row."""
    running: Running | None = db.session.info.get(IN_MEMORY, {}).get(ticket.id)
    if running is None and row[AT_INSTANCE] is not None:
        return loading.running_from(row[AT_INSTANCE:AT_USUALLY], ticket)
    return running


@cache
def question(*, held: bool) -> Select[Any]:
    """The question for a row, built once."""
    asked = (
        select(*ACTIVITY, *loading.COLUMNS, activities_access.may_usually())
        .outerjoin(Instance, and_(Instance.id == Activity.instance_id, RUNNING))
        .outerjoin(ProcessVersion, ProcessVersion.id == Instance.version_id)
        .outerjoin(loading.DEFINITION, loading.DEFINITION.id == ProcessVersion.definition_id)
        .join(Ticket, Ticket.id == Activity.ticket_id)
        .where(Activity.id == bindparam("activity_id"))
    )
    if not held:
        return asked
    before = aliased(Ticket)
    length = select(before.history_length).where(before.id == Activity.ticket_id).scalar_subquery()
    return asked.add_columns(access.may_process(PROCESS_ID, Ticket.queue_id), length, *TICKET).with_for_update(of=Ticket)
