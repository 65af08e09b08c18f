"""Taking the demo company away: its tickets with all that hangs on them, and its people and places out of use, their names free again.

Master data is never deleted. What others rely on by now (a queue of the company with tickets of others) stays as it is, and is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select
from sqlalchemy.orm import aliased

import desk.tables  # noqa: F401 - all tables have to be known
import foundation.tables  # noqa: F401
import processes.tables  # noqa: F401
from desk.actors import SYSTEM
from desk.calendars import Calendar
from desk.dynamic_fields import DynamicField, FieldObject
from desk.field_values import FieldValue
from desk.groups import Group
from desk.master_data import MasterData, Validity
from desk.people import Person
from desk.queues import Queue
from desk.slas import Sla
from desk.system_addresses import SystemAddress
from foundation import fulltext
from foundation.db import UNSYNCHRONISED, Base, db
from foundation.errors import Conflict, Refused
from foundation.outbox import Message
from foundation.unit_of_work import unit_of_work
from processes import definitions
from processes.demo import stating
from processes.demo.marking import KINDS, REASON, demo_tickets, marked
from processes.tickets import indexing
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion, VersionState

FORMERLY: Final = "Was part of the demo company, which was removed."
TICKET: Final = Ticket.__tablename__
HISTORY: Final = re.compile(r"history:(\d+)/")  # a cause
POINTING: Final = ("ticket_id", "from_id", "parent_id", "other_id")  # arguments of jobs


@dataclass(frozen=True)
class Removed:
    """What was done: how many tickets are gone, how many records are out of use, and what is kept and why."""

    tickets: int
    records: int
    kept: list[str]


def remove() -> Removed:
    """Take the demo company away, in a unit of work of its own.

    Raises:
        Conflict: a ticket of others was merged with one of the company, or the history cannot be proven.
    """
    with unit_of_work():
        tickets = remove_tickets()
        stop_processes()
        told = list(put_away_all())
    return Removed(tickets, told.count(None), [each for each in told if each is not None])


# ------------------------------------------------------------------------------------------------ tickets
def remove_tickets() -> int:
    """Delete the tickets of the company, in the open unit of work; how many there were.

    Raises:
        Conflict: as `remove`.
    """
    ids = list(db.session.scalars(demo_tickets()))
    if not ids:
        return 0
    require_apart()
    stating.state_without(ids)
    forget_words(ids)
    forget_effects(set(ids))
    of_tickets = select(DynamicField.id).where(DynamicField.belongs_to == FieldObject.TICKET)
    execute(delete(FieldValue).where(FieldValue.object_id.in_(demo_tickets()), FieldValue.field_id.in_(of_tickets)))
    for table, belongs in reversed(hanging().items()):
        execute(delete(table).where(belongs))
    execute(delete(Ticket).where(Ticket.id.in_(demo_tickets())))
    db.session.expire_all()
    return len(ids)


def execute(statement: Any) -> None:
    db.session.execute(statement, execution_options=UNSYNCHRONISED)


def require_apart() -> None:
    """Go on only if no ticket of others is part of one of the company, or the other way round: their articles lie with each other."""
    into = aliased(Ticket)
    ours, theirs = Ticket.id.in_(demo_tickets()), into.id.in_(demo_tickets())
    pairs = select(Ticket.number, into.number).join(into, Ticket.merged_into_id == into.id).where(ours != theirs)
    found = db.session.execute(pairs.limit(1)).first()
    if found is not None:
        raise Conflict(f"The ticket {found[0]} was merged into {found[1]}, and only one of them is of the demo company; it stays for that.")


@lru_cache(maxsize=1)
def hanging() -> dict[Table, ColumnElement[bool]]:
    """The tables whose rows hang on a ticket, each after those it refers to, with the condition for the rows of the company's tickets."""
    ticket = Base.metadata.tables[TICKET]
    found: dict[Table, ColumnElement[bool]] = {ticket: ticket.c.id.in_(demo_tickets())}
    for table in Base.metadata.sorted_tables:
        leads = [led_by(key.parent, key.column, found[key.column.table]) for key in table.foreign_keys if key.column.table in found]
        if leads and table is not ticket:
            found[table] = or_(*leads)
    del found[ticket]
    return found


def led_by(column: Column[Any], target: Column[Any], belongs: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a column leads to a row that belongs to the company's tickets."""
    return column.in_(select(target).where(belongs))


def forget_words(ids: list[int]) -> None:
    """Have the tickets and their articles found no longer."""
    for ticket_id in ids:
        fulltext.remove(indexing.TICKETS, ticket_id)
    for article_id in db.session.scalars(select(Article.id).where(Article.ticket_id.in_(demo_tickets()))).all():
        for kind in (indexing.ARTICLES, indexing.INTERNAL_ARTICLES):
            fulltext.remove(kind, article_id)


def forget_effects(ids: set[int]) -> None:
    """Let nothing happen any more that the tickets have brought about: their ids may become those of others."""
    numbers = set(db.session.scalars(select(Ticket.number).where(Ticket.id.in_(demo_tickets()))))
    for message in db.session.scalars(select(Message)).all():
        named = message.arguments if isinstance(message.arguments, dict) else {}
        of_history = HISTORY.match(message.cause or "")
        if message.cause in numbers or (of_history and int(of_history[1]) in ids) or any(named.get(name) in ids for name in POINTING):
            db.session.delete(message)
    db.session.flush()


# ------------------------------------------------------------------------------------------------ processes
def stop_processes() -> None:
    """Let no ticket start what was deployed to be shown; what runs for others goes on."""
    shown = select(ProcessVersion).where(ProcessVersion.reason == REASON, ProcessVersion.state == VersionState.ACTIVE)
    for version in db.session.scalars(shown).all():
        definitions.fade_away(version.definition, actor=SYSTEM)


# ------------------------------------------------------------------------------------------------ people and places
def put_away_all() -> Iterator[str | None]:
    """Make the company's records invalid; for each, None or a sentence why it is kept."""
    for queue in db.session.scalars(marked(Queue)).all():
        if why_kept(queue) is None:
            queue.change(system_address=None, signature=None, actor=SYSTEM)  # they and it hold each other
    for kind in KINDS:
        for record in reversed(db.session.scalars(marked(kind)).all()):  # what stands below another one is younger
            yield put_away(record)


def put_away(record: MasterData) -> str | None:
    """Make a record invalid, with another name; why it is kept, if it is."""
    name, problem = str(record), why_kept(record)
    if isinstance(record, Person):
        record.set_password(None, actor=SYSTEM)  # whatever becomes of it
    if problem is None:
        try:
            record.change(validity=Validity.INVALID, comment=FORMERLY, actor=SYSTEM, **freed(record))
        except Refused as refused:
            problem = " ".join(refused.problems.values())
    return problem and f"The {record.noun} {name!r} is kept: {problem}"


def why_kept(record: MasterData) -> str | None:
    """Why others need a record, as far as it does not say so itself."""
    users: list[Any] = []
    if isinstance(record, Queue):
        users = [select(func.count()).select_from(Ticket).where(Ticket.queue_id == record.id)]
    if isinstance(record, Group):
        users = [still_valid(Queue).where(Queue.group_id == record.id)]
    if isinstance(record, Calendar):
        users = [still_valid(kind).where(kind.calendar_id == record.id) for kind in (Queue, Sla)]
    used = sum(db.session.scalar(each) or 0 for each in users)
    what = "tickets are in it" if isinstance(record, Queue) else "queues or SLAs that stay need it"
    return f"{what} ({used:,})." if used else None


def still_valid(kind: type[Queue | Sla]) -> Any:
    return select(func.count()).select_from(kind).where(kind.validity == Validity.VALID)


def freed(record: MasterData) -> dict[str, str]:
    """Names nobody else wants, for what people know a record by."""
    if isinstance(record, SystemAddress):
        return {"email": f"removed-{record.id}@demo.example"}
    if isinstance(record, Person):
        return {"login": f"{record.login}-removed-{record.id}", "email": f"removed-{record.id}@demo.example"}
    return {record.key: f"{record} (removed {record.id})"}
