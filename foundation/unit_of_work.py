"""One unit of work per request, job and command: returning commits, raising rolls back. `commit` stands in this file only.

    with unit_of_work():
        Queue.create(name="Support", group=users, actor=actor)

What must be right before the commit (a re-evaluation) registers with `before_commit`; what may only happen if the commit
succeeded (a poke of the relay) with `after_commit`. Nothing else leaves a unit of work: mail and jobs are rows of the outbox.
"""

import logging
import random
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import g
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from foundation.db import db
from foundation.errors import Unavailable

log = logging.getLogger(__name__)
Result = TypeVar("Result")
MOST_ATTEMPTS = 5
ANSWERS = "what was asked once"
PASSING = frozenset({"40001", "40P01", "55P03"})  # PostgreSQL: serialization failure, deadlock, lock not available


class UnitOfWork:
    """What one unit of work has to do around its commit."""

    def __init__(self, *, reads_only: bool = False) -> None:
        self.reads_only = reads_only
        self._before: dict[object, Callable[[], None]] = {}
        self._after: dict[object, Callable[[], None]] = {}

    def before_commit(self, hook: Callable[[], None], *, key: object = None) -> None:
        """Run `hook` once before the commit, inside the transaction; hooks may register further ones. `key`: once per key."""
        self._before.setdefault(hook if key is None else key, hook)

    def after_commit(self, hook: Callable[[], None], *, key: object = None) -> None:
        """Run `hook` once after the commit; it must not fail for good: what it does is a hint that a sweep repeats."""
        self._after.setdefault(hook if key is None else key, hook)

    def _run_before(self) -> None:
        while self._before:
            key = next(iter(self._before))
            self._before.pop(key)()

    def _run_after(self) -> None:
        for hook in self._after.values():
            try:
                hook()
            except Exception:  # the work is done and stored; a hint that was not given is given by the sweep
                log.exception("a hook after the commit failed")


@contextmanager
def unit_of_work(*, reads_only: bool = False) -> Iterator[UnitOfWork]:
    """One transaction around the block.

    Args:
        reads_only: writing is refused inside, and on SQLite nobody has to wait for anybody.

    Raises:
        RuntimeError: another unit of work is open in this context.
        Unavailable: the database is away, or stayed busy.
    """
    if g.get("unit_of_work") is not None:
        raise RuntimeError("A unit of work is open already; there is one per request, job and command.")
    work = g.unit_of_work = UnitOfWork(reads_only=reads_only)
    try:
        with _speaking_errors():
            db.session.connection(execution_options={"reads_only": True} if reads_only else None)
            yield work
            work._run_before()  # noqa: SLF001 - the other half of the same thing
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()
        g.unit_of_work = None
    work._run_after()  # noqa: SLF001


def current_work() -> UnitOfWork:
    """The unit of work this code runs in.

    Raises:
        RuntimeError: there is none.
    """
    work: UnitOfWork | None = g.get("unit_of_work")
    if work is None:
        raise RuntimeError("No unit of work is open here.")
    return work


@contextmanager
def aside() -> Iterator[Connection]:
    """A short transaction beside the open unit of work, kept even when that one is rolled back; for counters alone.

    A counter that is raised inside a unit of work stays locked until its commit, and everybody else who counts waits for it. On
    SQLite, where there is one writer and this unit of work is it, the connection is its own.
    """
    if current_work().reads_only:
        raise RuntimeError("This unit of work only reads.")
    if db.engine.dialect.name == "sqlite":
        yield db.session.connection()
    else:
        with db.engine.begin() as connection:
            yield connection


def in_unit_of_work(act: Callable[[], Result]) -> Result:
    """Run `act` in a unit of work of its own, and again from the start when another transaction was in the way.

    This is the only retry rule of the house. `act` must find everything it changes inside itself.

    Raises:
        Unavailable: the database is away, or it did not work out in five attempts.
    """
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            with unit_of_work():
                return act()
        except DBAPIError as error:
            if not is_passing(error):
                raise
            log.info("attempt %d met another transaction, trying again", attempt)
            time.sleep(random.uniform(0, 0.05) * 2**attempt)  # noqa: S311 - spreads attempts, keeps no secret
    raise Unavailable("Others kept changing the same records; try again.")


def is_passing(error: DBAPIError) -> bool:
    """Whether the same work may succeed when it is done again."""
    if getattr(error.orig, "sqlstate", None) in PASSING:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


@contextmanager
def _speaking_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if is_passing(error):
            raise
        raise Unavailable(f"The database is away: {str(error.orig).strip().splitlines()[0]}") from error


@event.listens_for(Session, "before_flush")
def _refuse_writing(_session: Session, *_: Any) -> None:
    if reads_only():
        raise RuntimeError("This unit of work only reads.")


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_writing(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and reads_only():
        raise RuntimeError("This unit of work only reads.")


def reads_only() -> bool:
    """Whether the open unit of work may not write."""
    work = g.get("unit_of_work") if g else None
    return work is not None and work.reads_only


def once(key: Hashable, ask: Callable[[], Result]) -> Result:
    """What `ask` answers; where nothing can be written, it is asked once for each key, since no later answer could differ."""
    if not reads_only():
        return ask()
    known: dict[Hashable, Result] = db.session.info.setdefault(ANSWERS, {})  # the session ends with the unit of work
    if key not in known:
        known[key] = ask()
    return known[key]


def ping() -> None:
    """Ask the database for a sign of life.

    Raises:
        Unavailable: it gives none.
    """
    with unit_of_work(reads_only=True):
        db.session.execute(text("SELECT 1"))
