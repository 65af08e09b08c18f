"""What must be right before a unit of work commits: everything that follows from changes of tickets is done once, whatever made them.

In this order: what waits on changed values (activities that advance on change, conditional events) is looked at by the runner; escalation
clocks follow; timers whose texts read what has changed are computed anew; full text; the history is written. Each is registered by its
own file, so that verbs need not know any of them.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect

from desk.actors import Actor
from foundation import prepared
from foundation.db import db
from foundation.unit_of_work import current_work
from processes import history

if TYPE_CHECKING:
    from processes.tickets.record import TicketRecord

KEY: Final = "tickets that have changed"  # in the session, which ends with the unit of work
IN_MEMORY: Final = "instances in memory"  # loaded by `processes/running/loading.py`, and no longer right where a step was undone
# What every change writes of a ticket. With other columns there are too many different statements for them to be joined with others.
USUAL: Final = frozenset({"of_id", "changed_at", "changed_by", "version", "history_length", "history_head"})
MOST_ROUNDS: Final = 100  # steps that change other tickets, which step, which change …


class Stage(IntEnum):
    """The order in which things follow."""

    PROCESS = 1
    ESCALATION = 2
    TIMERS = 3  # which may count to the end of an escalation clock
    SEARCH = 4


@dataclass
class Change:
    """What has changed about a ticket and was not followed up yet.

    `names`: attributes and fields as models call them; `by`: who changed it last; `to_step`: those the process has not seen yet.
    """

    ticket: "TicketRecord"
    by: Actor
    names: set[str] = field(default_factory=set)
    to_step: set[str] = field(default_factory=set)


Follower = Callable[[Change], None]
_followers: dict[Stage, Follower] = {}


def follow(stage: Stage) -> Callable[[Follower], Follower]:
    """Register what follows from a change of a ticket at a stage."""

    def keep(follower: Follower) -> Follower:
        _followers[stage] = follower
        return follower

    return keep


def touch(ticket: "TicketRecord", names: Iterable[str], *, actor: Actor) -> None:
    """Note that attributes or fields of a ticket have new values; changes made by a step of its own process are known to it."""
    found = changes().get(ticket.id)
    if found is None:
        found = changes()[ticket.id] = Change(ticket, actor)
        current_work().before_commit(settle, key=KEY)
    found.by = actor
    found.names.update(names)
    if ticket.id not in stepping():
        found.to_step.update(names)


def changes() -> dict[int, Change]:
    """The tickets that have changed, by id."""
    found: dict[int, Change] = db.session.info.setdefault(KEY, {})
    return found


def stepping() -> set[int]:
    """The tickets whose process is in the middle of a step."""
    found: set[int] = db.session.info.setdefault("tickets that step", set())
    return found


def settle() -> None:
    """Do all that follows from the changes so far."""
    with db.session.no_autoflush:
        for _ in range(MOST_ROUNDS):
            waiting = [change for change in changes().values() if change.to_step]
            if not waiting:
                break
            for change in waiting:
                _followers[Stage.PROCESS](change)
                change.to_step.clear()
        else:
            raise RuntimeError("Changes of tickets keep calling forth each other.")
        usual: list[prepared.Write] = []
        for change in list(db.session.info.pop(KEY, {}).values()):
            for stage in (Stage.ESCALATION, Stage.TIMERS, Stage.SEARCH):
                if stage in _followers:
                    _followers[stage](change)
            write = prepared.change_of(change.ticket)
            if write is not None and USUAL.issuperset(write[1]):
                usual.append(write)
            elif write is not None:
                prepared.execute(*write)
        db.session.flush()
        history.write(*usual)


@contextmanager
def undoable() -> Iterator[None]:
    """A part of a unit of work that happens as a whole or not at all; if it raises, what was before it stays.

    A savepoint of the connection, not of the session: what was changed inside is written with all the rest, in one statement.
    """
    db.session.flush()
    entries, known = len(history.waiting()), {key: (set(each.names), set(each.to_step)) for key, each in changes().items()}
    loaded = set(db.session.identity_map.keys())
    try:
        with prepared.savepoint():
            yield
    except BaseException:
        forget(loaded)
        del history.waiting()[entries:]
        for ticket_id in list(changes()):
            if ticket_id not in known:
                del changes()[ticket_id]
            else:
                changes()[ticket_id].names, changes()[ticket_id].to_step = known[ticket_id]
        raise


def forget(loaded: Container[object]) -> None:
    """Have all records read anew that were `loaded` before, and no others known: they may be gone."""
    for record in list(db.session.new):
        db.session.expunge(record)
    for record in list(db.session):
        if inspect(record).key not in loaded:
            db.session.expunge(record)
    db.session.info.pop(IN_MEMORY, None)
    db.session.expire_all()
